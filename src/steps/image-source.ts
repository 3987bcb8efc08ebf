import type { Config } from '../config/schema.js';
import { faultOf, type ImageFault } from '../image/fault.js';
import { paced } from '../image/news.js';
import { readImage } from '../image/oci.js';
import { normalisePlatform } from '../image/platform.js';
import { pushImage } from '../image/push.js';
import { readBack } from '../image/read-back.js';
import { makeTemporary } from '../image/temporary.js';
import type { AtEnd } from '../model/once.js';
import { fail } from '../model/problem.js';
import type { Surroundings } from '../model/step.js';
import type { ImageSource, PushTarget } from '../resources/ecr/image.js';

/** An image that is to be in our repository: its tag changes exactly when its content does. */
export interface WantedImage extends ImageSource {
  readonly tag: string;
  /** Where it comes from, in the user's own words. */
  readonly describe: string;
  /** Looks whether all that making it needs is here, such as an engine; asked before anything is changed. */
  prepare(): Promise<void>;
  /** Makes it on this machine as far as it goes without a registry; what is made is pushed later in the run, or goes with its end. */
  build(): Promise<void>;
}

/** What the making of an image needs of the run. */
export type Making = Pick<Surroundings, 'aws' | 'once' | 'tell' | 'stop'>;

/** The platform that the tasks run on. */
export const platformOf = ({ container }: Config): string =>
  container.architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64';

/** Runs work on images; what can go wrong with them becomes a problem of ours, with these facts besides. */
export async function withFaults<T>(work: () => Promise<T>, more: ImageFault['facts'] = {}): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const fault = faultOf(error);
    if (fault) fail('image-failed', { code: fault.code, facts: { ...fault.facts, ...more } }, error);
    throw error;
  }
}

/** For work that comes before anything is changed: its fault tells so. */
export const untouched = { untouched: 'yes' } as const;

const nothing = async () => {};

/** Pushes an image, tells how far it has come, and reads back what the registry then has. */
export async function pushChecked(
  source: Parameters<typeof pushImage>[0]['source'],
  platform: string,
  target: PushTarget,
  { tell, stop: signal }: Making,
): Promise<{ digest: string }> {
  const onProgress = paced((progress) => tell({ type: 'image.progress', phase: 'push', ...progress }));
  const { digest } = await pushImage({ source, ...target, signal, onProgress });
  await readBack({ ...target, digest, platform: normalisePlatform(platform), signal });
  return { digest };
}

/** An archive is read once per run: to take its digest, layers that are not compressed have to be. */
export async function fromArchive(file: string, platform: string, making: Making): Promise<WantedImage> {
  const image = await making.once(`archive ${platform} ${file}`, (atEnd) => readForRun(file, platform, atEnd));
  return {
    // It names the content of every layer, and does not change with the program that compresses them.
    tag: image.config.digest.replace('sha256:', '').slice(0, 32),
    describe: file,
    prepare: nothing,
    build: nothing,
    push: (target) => withFaults(() => pushChecked(image, platform, target, making)),
  };
}

async function readForRun(file: string, platform: string, atEnd: AtEnd) {
  const scratch = await makeTemporary('image');
  atEnd(scratch.remove);
  return readImage(file, { platform, scratch: scratch.path });
}
