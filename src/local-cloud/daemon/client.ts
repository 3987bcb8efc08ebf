import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fail } from '../../model/problem.js';
import { writeRecord } from '../database/running.js';
import type { TaskRuntime } from '../live-plane.js';
import { isAlive } from '../processes.js';
import { TOKEN_HEADER } from './admin.js';
import { type EndpointRecord, filesOf, ownVersion, readEndpoint, readRuntime } from './endpoint.js';
import type { Insides } from './insides.js';

/** A local cloud that answers. */
export interface LocalCloud {
  readonly endpoint: string;
  readonly region: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
  readonly folder: string;
  readonly logFile: string;
  readonly runtime: TaskRuntime;
  /** Any credentials do; these are what the commands and `local env` use. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** How a local cloud is started. */
export interface StartOptions {
  readonly folder: string;
  /** Of a new world; one that is kept has its own. */
  readonly region?: string;
  readonly signal?: AbortSignal;
  /** How tasks are run; as before by default. */
  readonly runtime?: TaskRuntime;
  /** The daemon's file; the built one beside this file by default. */
  readonly program?: string;
}

/** How long a daemon may take to answer, and to end; milliseconds. */
const START_PATIENCE = 10_000;
const STOP_PATIENCE = 20_000;
const PAUSE = 25;
/** Lines of the log that a problem shows, and bytes from which a new start begins a new log. */
const LOG_TAIL = 12;
const LONGEST_LOG = 5_000_000;

const ask = (record: EndpointRecord, method: string, path: string): Promise<Response> =>
  fetch(record.endpoint + path, {
    method,
    headers: { [TOKEN_HEADER]: record.token, connection: 'close' },
    signal: AbortSignal.timeout(5000),
  });

async function findRecord(folder: string): Promise<EndpointRecord | undefined> {
  const record = readEndpoint(folder);
  if (!record || !isAlive(record)) return undefined;
  try {
    const response = await ask(record, 'GET', '/_local/status');
    const { pid } = (await response.json()) as { pid?: number };
    return pid === record.pid ? record : undefined;
  } catch {
    return undefined;
  }
}

const toCloud = (folder: string, { endpoint, region, pid, since, runtime }: EndpointRecord): LocalCloud => ({
  endpoint,
  region,
  pid,
  since,
  folder,
  logFile: filesOf(folder).log,
  runtime,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

export type { TaskRuntime } from '../live-plane.js';

/** How tasks will be run in the local cloud of a folder: as wished, else as it was said before. */
export const runtimeOf = (folder: string, wished?: TaskRuntime): TaskRuntime => wished ?? readRuntime(folder);

/** Whether a folder holds a world, of a local cloud that runs or not. */
export const hasWorld = (folder: string): boolean => existsSync(filesOf(folder).world);

/** The running local cloud of a folder; undefined when none answers. */
export async function findLocalCloud(folder: string): Promise<LocalCloud | undefined> {
  const record = await findRecord(folder);
  return record && toCloud(folder, record);
}

/** What really runs in the local cloud of a folder; undefined when none answers. */
export async function lookInside(folder: string): Promise<Insides | undefined> {
  const record = await findRecord(folder);
  if (!record) return undefined;
  const { tasks, databases } = (await (await ask(record, 'GET', '/_local/status')).json()) as Insides;
  return { tasks, databases };
}

/** The last lines of the daemon's log. */
function tail(folder: string): string {
  try {
    return readFileSync(filesOf(folder).log, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL).join('\n');
  } catch {
    return '';
  }
}

/** Remembers how tasks are run from now on. A daemon that runs them otherwise ends when nothing stands in it, else `local-runtime-differs`. */
async function changeRuntime(folder: string, wanted: TaskRuntime, found: EndpointRecord | undefined): Promise<void> {
  if (found) {
    const response = await ask(found, 'POST', '/_local/leave');
    await response.body?.cancel();
    if (response.status === 409) fail('local-runtime-differs', { is: found.runtime, wanted });
    await waitForEnd(folder, found);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeRecord(filesOf(folder).runtime, { runtime: wanted });
}

/** Finds the local cloud of a folder or starts it in the background. Fails with `local-cloud-failed`, `local-runtime-differs`. */
export async function startLocalCloud(options: StartOptions): Promise<LocalCloud> {
  const { folder, region, signal } = options;
  let found = await findRecord(folder);
  const { runtime = found?.runtime ?? readRuntime(folder) } = options;
  if (runtime !== (found?.runtime ?? readRuntime(folder))) {
    await changeRuntime(folder, runtime, found);
    found = undefined;
  }
  if (found?.version === ownVersion()) return toCloud(folder, found);
  // One of another version makes room; the new one goes on with its world.
  if (found) await stopLocalCloud(folder);
  const program = options.program ?? fileURLToPath(new URL('./main.js', import.meta.url));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const isLong = (statSync(filesOf(folder).log, { throwIfNoEntry: false })?.size ?? 0) > LONGEST_LOG;
  const log = openSync(filesOf(folder).log, isLong ? 'w' : 'a', 0o600);
  const args = [program, folder, ...(region ? [region] : [])];
  let exitCode: number | undefined;
  const launch = (): ChildProcess => {
    exitCode = undefined;
    const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log], cwd: folder });
    child.unref();
    child.once('exit', (code) => {
      exitCode = code ?? 1;
    });
    child.once('error', () => {
      exitCode = 1;
    });
    return child;
  };
  let child = launch();
  try {
    for (const end = Date.now() + START_PATIENCE; Date.now() < end; ) {
      const record = await findRecord(folder);
      if (record) {
        // A daemon that lost the race must not try again once the winner has been stopped.
        if (record.pid !== child.pid) child.kill('SIGKILL');
        return toCloud(folder, record);
      }
      // Two commands may start at once: the loser's daemon ends, and the winner's is about to answer.
      if (exitCode !== undefined && !/could not start: Problem: locked/.test(tail(folder))) break;
      // Or the one before was killed a moment ago and has not quite gone: then nobody else comes.
      if (exitCode !== undefined) child = launch();
      await sleep(PAUSE, undefined, { signal }).catch((error: unknown) => {
        throw signal?.reason ?? error;
      });
    }
  } finally {
    closeSync(log);
  }
  if (exitCode === undefined) child.kill('SIGKILL');
  const reason = exitCode === undefined ? `no answer within ${START_PATIENCE / 1000} s` : `exit code ${exitCode}`;
  return fail('local-cloud-failed', { reason, log: tail(folder) });
}

async function waitForEnd(folder: string, record: EndpointRecord): Promise<void> {
  for (const end = Date.now() + STOP_PATIENCE; isAlive(record); await sleep(PAUSE)) {
    if (Date.now() > end)
      fail('local-cloud-failed', { reason: `process ${record.pid} does not end`, log: tail(folder) });
  }
}

/** Stops the local cloud of a folder and waits for its end; its world stays. False when none ran. Fails with `local-cloud-failed`. */
export async function stopLocalCloud(folder: string): Promise<boolean> {
  const record = readEndpoint(folder);
  if (!record || !isAlive(record)) return false;
  await ask(record, 'POST', '/_local/stop').then(
    (response) => response.body?.cancel(),
    // One that does not answer is told as the system tells it.
    () => process.kill(record.pid, 'SIGTERM'),
  );
  await waitForEnd(folder, record);
  return true;
}

/**
 * Ends the local cloud of a folder for good when nothing stands in its world: stops it and deletes what it kept, but for the
 * files that `keep` names. Returns what still stands; then it goes on. Fails with `local-cloud-failed`.
 */
export async function leaveLocalCloud(folder: string, keep: (name: string) => boolean): Promise<readonly string[]> {
  const record = await findRecord(folder);
  if (!record) return [];
  const response = await ask(record, 'POST', '/_local/leave');
  const { left = [] } = (await response.json()) as { left?: readonly string[] };
  if (left.length > 0) return left;
  await waitForEnd(folder, record);
  for (const name of readdirSync(folder)) {
    if (!keep(name)) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  }
  return [];
}
