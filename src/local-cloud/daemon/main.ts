import { writeSync } from 'node:fs';
import { isAlive, markProcess } from '../processes.js';
import { startDaemon } from './daemon.js';
import { BROKEN_WORLD } from './endpoint.js';
import { WorldBroken } from './keeper.js';

/** Log lines go to stdout, which the client has tied to the log file. One that a full disk does not take is lost. */
function log(line: string): void {
  try {
    writeSync(1, `${new Date().toISOString()} ${line}\n`);
  } catch {
    // Telling of it would fail again.
  }
}

const [folder, region] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: main.js <folder> [region]');
process.title = 'meibo-infra local cloud';
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

try {
  // Whoever starts it for a while only (a test run, a CI job) names itself here, and takes it along even when it is killed.
  const owner = Number(process.env.MEIBO_INFRA_LOCAL_OWNER);
  const daemon = await startDaemon({ folder, log, aside: owner > 0, ...(region && { region }) });
  process.on('SIGTERM', () => void daemon.stop());
  process.on('SIGINT', () => void daemon.stop());
  const mark = owner > 0 ? markProcess(owner) : undefined;
  if (mark) setInterval(() => !isAlive(mark) && void daemon.stop(), 1000).unref();
  // A defect in one place must not take the tasks and databases of the user with it.
  process.on('uncaughtException', (error) => log(`defect: ${error.stack}`));
  process.on('unhandledRejection', (reason) =>
    log(`defect: ${reason instanceof Error ? reason.stack : String(reason)}`),
  );
  await daemon.stopped;
  process.exit(0);
} catch (error) {
  if (error instanceof WorldBroken) {
    log(error.message);
    process.exit(BROKEN_WORLD);
  }
  log(`could not start: ${error instanceof Error ? error.stack : String(error)}`);
  process.exit(1);
}
