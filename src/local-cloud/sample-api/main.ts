import { once } from 'node:events';
import { createApi } from './api.js';
import { explainDatabaseError, openPersons } from './persons.js';
import { readSettings, type Settings } from './settings.js';

const log = (line: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
};

const fail = (message: string): void => {
  log({ level: 'error', message });
  process.exitCode = 1;
};

async function serve(settings: Settings, signal: AbortSignal): Promise<void> {
  const persons = await openPersons(settings, signal).catch((error) => {
    if (!signal.aborted) fail(explainDatabaseError(error, settings));
  });
  if (!persons) return;
  const server = createApi({ persons, servedBy: settings.servedBy, log });
  try {
    server.listen(settings.port, settings.listenHost);
    await once(server, 'listening');
    log({ level: 'info', message: 'listening', address: server.address(), servedBy: settings.servedBy });
    if (!signal.aborted) await once(signal, 'abort');
    server.close();
    server.closeIdleConnections();
    await once(server, 'close');
    log({ level: 'info', message: 'stopped', servedBy: settings.servedBy });
  } catch (error) {
    fail(`cannot listen on ${settings.listenHost}:${settings.port}: ${(error as Error).message}`);
  } finally {
    await persons.close();
  }
}

const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort());
try {
  await serve(readSettings(process.env), stop.signal);
} catch (error) {
  fail((error as Error).message);
}
