import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import { buildImage, exportImage } from '../image/build.js';
import { contentTag } from '../image/content-tag.js';
import { findEngine } from '../image/engine.js';
import { ImageFault } from '../image/fault.js';
import { fetchGitSource } from '../image/git-source.js';
import { readImage } from '../image/oci.js';
import { normalisePlatform } from '../image/platform.js';
import { pushImage } from '../image/push.js';
import { resolveImage } from '../image/registry-client.js';
import { fail } from '../model/problem.js';
import type { ImageSource, PushTarget } from '../resources/ecr/image.js';

type Wish = Config['image'];
type Built = Exclude<Wish, { readonly uri: string }>;

/** An image that is to be in our repository: its tag changes exactly when its content does. */
export interface WantedImage extends ImageSource {
  readonly tag: string;
  /** Where it comes from, in the user's own words. */
  readonly describe: string;
}

const platformOf = ({ container }: Config) => (container.architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64');

/** Runs work on images; what can go wrong with them becomes a problem of ours. */
async function withFaults<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImageFault) fail('image-failed', { code: error.code, facts: error.facts }, error);
    throw error;
  }
}

/** Lends a folder for the time of some work. */
async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'meibo-infra-image-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The source of an image in the config: looks at it (a git repository is fetched for that), and builds nothing yet. */
export const wantedImage = (wish: Built, config: Config): Promise<WantedImage> =>
  withFaults(() => {
    const platform = platformOf(config);
    if ('archive' in wish) return fromArchive(wish.archive, platform);
    if ('path' in wish) return fromFolder(wish, platform, wish.path, (use) => use(wish.path));
    return fromGit(wish, platform);
  });

/** An image in a registry, by the digest that its reference stands for now. */
export const pinned = (uri: string, config: Config): Promise<string> =>
  withFaults(async () => {
    if (uri.includes('@sha256:')) return uri;
    const platform = platformOf(config);
    const { digest, platforms } = await resolveImage(uri);
    if (!platforms.map(normalisePlatform).includes(platform))
      throw new ImageFault('platform-mismatch', { wanted: platform, found: platforms });
    return `${uri.replace(/:[\w.-]+$/, '')}@${digest}`;
  });

async function fromArchive(file: string, platform: string): Promise<WantedImage> {
  const { digest } = await withScratch((scratch) => readImage(file, { platform, scratch }));
  return {
    tag: digest.replace('sha256:', '').slice(0, 32),
    describe: file,
    push: (target) => withFaults(() => pushFile(file, platform, target)),
  };
}

/** A build context: `lend` gives its folder for the time of some work. */
async function fromFolder(
  wish: Built,
  platform: string,
  describe: string,
  lend: <T>(use: (context: string) => Promise<T>) => Promise<T>,
): Promise<WantedImage> {
  const { dockerfile, buildArgs: args } = wish;
  const tag = await lend((context) => contentTag({ context, dockerfile, args, platform }));
  const local = `meibo-infra:${tag}`;
  const push = (target: PushTarget) =>
    withScratch((scratch) =>
      lend(async (context) => {
        const engine = await findEngine({ override: wish.engine });
        const file = join(scratch, 'image.tar');
        await buildImage({ engine, context, dockerfile, platform, tag: local, args });
        await exportImage({ engine, tag: local, file, platform });
        return pushFile(file, platform, target);
      }),
    );
  return { tag, describe, push: (target) => withFaults(() => push(target)) };
}

async function fromGit(wish: Extract<Built, { readonly git: string }>, platform: string): Promise<WantedImage> {
  const { git: url, ref, folder } = wish;
  // The commit that was looked at is the one that is built, whatever is pushed there meanwhile.
  let commit = ref;
  const lend = async <T>(use: (context: string) => Promise<T>) => {
    const source = await fetchGitSource({ url, ref: commit, folder });
    commit = source.commit;
    try {
      return await use(source.path);
    } finally {
      await source.remove();
    }
  };
  return fromFolder(wish, platform, ref === undefined ? url : `${url} ${ref}`, lend);
}

const pushFile = (file: string, platform: string, target: PushTarget) =>
  withScratch(async (scratch) => pushImage({ source: await readImage(file, { platform, scratch }), ...target }));
