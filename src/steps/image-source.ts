import type { Config } from '../config/schema.js';
import { ImageFault } from '../image/fault.js';
import { paced } from '../image/news.js';
import { readImage } from '../image/oci.js';
import { normalisePlatform } from '../image/platform.js';
import { pushImage } from '../image/push.js';
import { readBack } from '../image/read-back.js';
import { makeTemporary, withTemporary } from '../image/temporary.js';
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
}

/** What the making of an image needs of the run. */
export type Making = Pick<Surroundings, 'aws' | 'once' | 'tell' | 'stop'>;

/** The platform that the tasks run on. */
export const platformOf = ({ container }: Config): string =>
  container.architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64';

/** Runs work on images; what can go wrong with them becomes a problem of ours. */
export async function withFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImageFault) fail('image-failed', { code: error.code, facts: error.facts }, error);
    throw error;
  }
}

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

/** Pushes an archive or layout. */
export const pushFile = (file: string, platform: string, target: PushTarget, making: Making) =>
  withTemporary('image', async (scratch) =>
    pushChecked(await readImage(file, { platform, scratch }), platform, target, making),
  );

/** An archive is read once per run: to take its digest, layers that are not compressed have to be. */
export async function fromArchive(file: string, platform: string, making: Making): Promise<WantedImage> {
  const image = await making.once(`archive ${platform} ${file}`, (atEnd) => readForRun(file, platform, atEnd));
  return {
    // It names the content of every layer, and does not change with the program that compresses them.
    tag: image.config.digest.replace('sha256:', '').slice(0, 32),
    describe: file,
    prepare: async () => {},
    push: (target) => withFaults(() => pushChecked(image, platform, target, making)),
  };
}

async function readForRun(file: string, platform: string, atEnd: AtEnd) {
  const scratch = await makeTemporary('image');
  atEnd(scratch.remove);
  return readImage(file, { platform, scratch: scratch.path });
}
