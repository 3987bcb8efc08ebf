import { readFileSync } from 'node:fs';
import { isAlive } from '../processes.js';
import { TOKEN_HEADER } from './admin.js';
import { type EndpointRecord, filesOf, readEndpoint } from './endpoint.js';

/** Lines of the log that a problem shows. */
const LOG_TAIL = 12;

/** Asks a daemon, for five seconds. */
export const ask = (record: EndpointRecord, method: string, path: string): Promise<Response> =>
  fetch(record.endpoint + path, {
    method,
    headers: { [TOKEN_HEADER]: record.token, connection: 'close' },
    signal: AbortSignal.timeout(5000),
  });

/** How the daemon of a folder stands: `silent`, it lives and does not answer; `killed`, it ended without putting its things away. */
export type DaemonSight =
  | { readonly state: 'absent' }
  | { readonly state: 'answers' | 'silent' | 'killed'; readonly record: EndpointRecord };

/** Looks for the daemon of a folder and asks it. */
export async function lookForDaemon(folder: string): Promise<DaemonSight> {
  const record = readEndpoint(folder);
  if (!record) return { state: 'absent' };
  if (!isAlive(record)) return { state: 'killed', record };
  try {
    const response = await ask(record, 'GET', '/_local/status');
    const { pid } = (await response.json()) as { pid?: number };
    if (pid === record.pid) return { state: 'answers', record };
  } catch {
    // It may have ended just now.
  }
  if (isAlive(record)) return { state: 'silent', record };
  return readEndpoint(folder) ? { state: 'killed', record } : { state: 'absent' };
}

/** The record of a daemon that answers. */
export async function findRecord(folder: string): Promise<EndpointRecord | undefined> {
  const sight = await lookForDaemon(folder);
  return sight.state === 'answers' ? sight.record : undefined;
}

/** The last lines of the daemon's log. */
export function readTail(folder: string): string {
  try {
    return readFileSync(filesOf(folder).log, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL).join('\n');
  } catch {
    return '';
  }
}
