import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fail } from '../../model/problem.js';
import { writeRecord } from '../database/running.js';
import type { TaskRuntime } from '../live-plane.js';
import type { WeatherName } from '../weather.js';
import { BROKEN_WORLD, type EndpointRecord, filesOf, ownVersion, readRuntime, readWeather } from './endpoint.js';
import { ask, findRecord, lookForDaemon, readTail } from './find.js';
import type { Insides } from './insides.js';
import { stopLocalCloud, waitForEnd } from './stop.js';

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
  readonly weather: WeatherName;
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
  /** Whether things take time; as before by default. */
  readonly weather?: WeatherName;
  /** The daemon's file; the built one beside this file by default. */
  readonly program?: string;
}

/** How long a daemon may take to answer; milliseconds. */
const START_PATIENCE = 10_000;
const PAUSE = 25;
/** Bytes from which a new start begins a new log. */
const LONGEST_LOG = 5_000_000;

/** How a local cloud runs what stands in it. */
interface Manner {
  readonly runtime: TaskRuntime;
  readonly weather: WeatherName;
}

/** As a daemon runs it, else as it was said before. */
const mannerOf = (folder: string, found?: EndpointRecord): Manner =>
  found
    ? { runtime: found.runtime, weather: found.weather ?? 'instant' }
    : { runtime: readRuntime(folder), weather: readWeather(folder) };

/** What is told of a daemon that answers. */
export const toCloud = (folder: string, record: EndpointRecord): LocalCloud => ({
  endpoint: record.endpoint,
  region: record.region,
  pid: record.pid,
  since: record.since,
  folder,
  logFile: filesOf(folder).log,
  ...mannerOf(folder, record),
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

export type { TaskRuntime } from '../live-plane.js';
export type { WeatherName } from '../weather.js';
export { type DaemonSight, lookForDaemon } from './find.js';
export { leaveLocalCloud, stopLocalCloud } from './stop.js';

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

/**
 * Remembers how things are run from now on. A daemon that runs them otherwise ends when nothing stands in it, else
 * `local-runtime-differs` or `local-weather-differs`.
 */
async function changeManner(folder: string, wanted: Manner, found: EndpointRecord | undefined): Promise<void> {
  if (found) {
    const is = mannerOf(folder, found);
    const response = await ask(found, 'POST', '/_local/leave');
    await response.body?.cancel();
    if (response.status === 409) {
      if (is.runtime !== wanted.runtime) fail('local-runtime-differs', { is: is.runtime, wanted: wanted.runtime });
      fail('local-weather-differs', { is: is.weather, wanted: wanted.weather });
    }
    await waitForEnd(found);
  }
  writeRecord(filesOf(folder).runtime, { runtime: wanted.runtime });
  writeRecord(filesOf(folder).weather, { weather: wanted.weather });
}

/** Makes the folder of a local cloud where it is not there. Fails with `local-folder-unusable`. */
export function demandFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    fail('local-folder-unusable', { folder, reason: (error as Error).message }, error);
  }
}

/** A daemon that lives and does not answer is asked once more. */
async function findAnswering(folder: string): Promise<EndpointRecord | undefined> {
  let sight = await lookForDaemon(folder);
  if (sight.state === 'silent') sight = await lookForDaemon(folder);
  if (sight.state === 'silent') fail('local-cloud-silent', { pid: sight.record.pid });
  return sight.state === 'answers' ? sight.record : undefined;
}

/**
 * Finds the local cloud of a folder or starts it in the background. Fails with `local-cloud-failed`, `local-cloud-silent`,
 * `local-folder-unusable`, `local-world-broken`, `local-runtime-differs`, `local-weather-differs`.
 */
export async function startLocalCloud(options: StartOptions): Promise<LocalCloud> {
  const { folder, region, signal } = options;
  demandFolder(folder);
  let found = await findAnswering(folder);
  const before = mannerOf(folder, found);
  const { runtime = before.runtime, weather = before.weather } = options;
  if (runtime !== before.runtime || weather !== before.weather) {
    await changeManner(folder, { runtime, weather }, found);
    found = undefined;
  }
  if (found?.version === ownVersion()) return toCloud(folder, found);
  // One of another version makes room; the new one goes on with its world.
  if (found) await stopLocalCloud(folder);
  const program = options.program ?? fileURLToPath(new URL('./main.js', import.meta.url));
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
      if (exitCode !== undefined && !/could not start: Problem: locked/.test(readTail(folder))) break;
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
  if (exitCode === BROKEN_WORLD)
    fail('local-world-broken', { file: filesOf(folder).world, reason: readTail(folder).split('\n').at(-1) ?? '' });
  const reason = exitCode === undefined ? `no answer within ${START_PATIENCE / 1000} s` : `exit code ${exitCode}`;
  return fail('local-cloud-failed', { reason, log: readTail(folder) });
}
