import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../database/running.js';
import type { DatabaseWish } from '../database/tier.js';
import type { TaskRuntime } from '../live-plane.js';
import type { ProcessMark } from '../processes.js';
import type { WeatherName } from '../weather.js';

/** What a daemon tells of itself in its folder, for those who look for it. */
export interface EndpointRecord extends ProcessMark {
  readonly endpoint: string;
  readonly region: string;
  readonly version: string;
  readonly runtime: TaskRuntime;
  /** Absent from what an earlier version tells: nothing took time there. */
  readonly weather?: WeatherName;
  /** Needed for the routes below `/_local/`. */
  readonly token: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Files of a daemon within its folder. */
export const filesOf = (folder: string) => ({
  endpoint: join(folder, 'endpoint.json'),
  world: join(folder, 'world.json'),
  key: join(folder, 'world.key'),
  ports: join(folder, 'ports.json'),
  runtime: join(folder, 'runtime.json'),
  weather: join(folder, 'weather.json'),
  database: join(folder, 'database.json'),
  log: join(folder, 'daemon.log'),
  /** Beside it the lock is made. */
  lock: join(folder, 'daemon'),
});

/** What the daemon of a folder told last; undefined when it told nothing or it cannot be read. */
export const readEndpoint = (folder: string): EndpointRecord | undefined => readRecord(filesOf(folder).endpoint);

/** How the tasks of a folder are run since somebody said so; as processes until then. */
export const readRuntime = (folder: string): TaskRuntime =>
  readRecord<{ runtime: TaskRuntime }>(filesOf(folder).runtime)?.runtime ?? 'process';

/** How long things take in a folder since somebody said so; no time until then. */
export const readWeather = (folder: string): WeatherName =>
  readRecord<{ weather: WeatherName }>(filesOf(folder).weather)?.weather ?? 'instant';

/** With what a daemon ends whose world cannot be read. */
export const BROKEN_WORLD = 3;

/** How new databases of a folder are run since somebody said so. */
export const readDatabaseWish = (folder: string): DatabaseWish =>
  readRecord<DatabaseWish>(filesOf(folder).database) ?? { tier: 'auto' };

/** The version of this package. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
