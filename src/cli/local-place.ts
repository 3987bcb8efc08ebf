import { join } from 'node:path';
import { type Config, configSchema } from '../config/schema.js';
import { chooseEngine } from '../image/engine.js';
import { ImageFault } from '../image/fault.js';
import { chooseDatabase, type DatabaseChoice, type DatabaseChoosing } from '../local-cloud/choose-database.js';
import {
  hasWorld,
  leaveLocalCloud,
  lookInside,
  runtimeOf,
  startLocalCloud,
  type TaskRuntime,
  type WeatherName,
} from '../local-cloud/daemon/client.js';
import { demandDocker } from '../local-cloud/demand-docker.js';
import { buildSampleImage } from '../local-cloud/sample-image.js';

/** Where a run with `--local` goes, and with which config. */
export interface LocalPlace {
  readonly endpoint: string;
  /** The region of the world: one that exists already has its own. */
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly weather: WeatherName;
  /** As given, but for the image when it could not be built here. */
  readonly config: Config;
  /** Whether there was no local cloud before. */
  readonly isNew: boolean;
  /** What the bundled sample API stands in for. */
  readonly sampleInsteadOf?: string;
}

/** How the local cloud is to run what stands in it; as before by default. */
export interface PlaceWish extends DatabaseChoosing {
  readonly runtime?: TaskRuntime;
  readonly database?: DatabaseChoice;
}

/** Where the local cloud of a working folder lives. */
export const localFolder = (cwd: string): string => join(cwd, '.meibo-infra', 'local');

/** The state files of stacks lie in the same folder, with their locks; a backup would tell of what is gone with the world. */
const isState = (name: string): boolean => /\.state\.json(\.lock)?$/.test(name);

async function hasEngine(override: string | undefined): Promise<boolean> {
  try {
    await chooseEngine({ override });
    return true;
  } catch (error) {
    if (error instanceof ImageFault) return false;
    throw error;
  }
}

/** What the sample API has to stand in for; undefined when the config's own image can be had here. */
async function missingImage({ image }: Config): Promise<string | undefined> {
  if ('uri' in image || 'archive' in image) return undefined;
  const source = 'path' in image ? image.path : image.git;
  // The course's API needs an engine and the internet; locally the sample API does the same without.
  const byDefault = configSchema.parse({}).image;
  const isDefault = 'git' in byDefault && source === byDefault.git;
  return isDefault || !(await hasEngine(image.engine)) ? source : undefined;
}

/**
 * Finds or starts the local cloud of a working folder and fits the config to it. Fails with `local-cloud-failed`,
 * `local-runtime-differs`, `local-database-differs`, `docker-unfit`, `database-image-unfit`.
 */
export async function placeLocally(
  config: Config,
  cwd: string,
  { runtime: wished, database, signal, onPull }: PlaceWish = {},
): Promise<LocalPlace> {
  const folder = localFolder(cwd);
  const isNew = !hasWorld(folder);
  if (wished === 'docker') await demandDocker('--runtime', signal);
  if (database) await chooseDatabase(folder, database, { signal, onPull });
  const runtime = runtimeOf(folder, wished);
  const [cloud, sampleInsteadOf] = await Promise.all([
    startLocalCloud({ folder, region: config.region, runtime, signal }),
    missingImage(config),
  ]);
  const { endpoint, region, credentials, weather } = cloud;
  const place = { endpoint, region, credentials, weather, isNew };
  if (sampleInsteadOf === undefined) return { ...place, config: { ...config, region } };
  const platform = config.container.architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64';
  const sample = { folder: join(folder, 'sample-image'), platform, withNode: runtime === 'docker' };
  const { archive } = await buildSampleImage(sample);
  const { keep, dockerfile, buildArgs } = config.image;
  return {
    ...place,
    config: { ...config, region, image: { archive, keep, dockerfile, buildArgs } },
    sampleInsteadOf,
  };
}

/** What really answers behind a DB instance of the local cloud of a working folder. */
export async function localDatabase(
  cwd: string,
  id: string,
): Promise<{ readonly software: string; readonly approximate: boolean } | undefined> {
  const found = (await lookInside(localFolder(cwd)))?.databases.find((each) => each.id === id);
  return found && { software: found.software, approximate: found.approximate };
}

/** After a destroy that left nothing: ends the local cloud, unless something else stands in it, which is returned. */
export const leaveLocally = (cwd: string): Promise<readonly string[]> => leaveLocalCloud(localFolder(cwd), isState);
