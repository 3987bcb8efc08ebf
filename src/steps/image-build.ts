import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import { buildImage, exportImage, removeBuilt } from '../image/build.js';
import { contentTag } from '../image/content-tag.js';
import { chooseEngine, type Engine } from '../image/engine.js';
import { fetchGitSource } from '../image/git-source.js';
import { readImage } from '../image/oci.js';
import { makeTemporary } from '../image/temporary.js';
import type { PushTarget } from '../resources/ecr/image.js';
import { type Making, pushChecked, untouched, type WantedImage, withFaults } from './image-source.js';

type Built = Extract<Config['image'], { readonly path: string } | { readonly git: string }>;

/** A build context on this machine: looks at it, and builds nothing yet. */
export async function fromFolder(
  wish: Built,
  at: { readonly context: string; readonly describe: string },
  platform: string,
  making: Making,
): Promise<WantedImage> {
  const { dockerfile, buildArgs: args } = wish;
  const { context, describe } = at;
  const tag = await contentTag({ context, dockerfile, args, platform });
  const { tell, stop: signal } = making;

  const choose = (): Promise<Engine> =>
    making.once(`engine ${wish.engine ?? ''}`, async () => {
      const { engine, notRunning } = await chooseEngine({ override: wish.engine, signal });
      tell({ type: 'image.engine', engine: engine.name, path: engine.path, notRunning });
      return engine;
    });
  const build = () =>
    making.once(`built ${tag}`, async (atEnd) => {
      const engine = await choose();
      const begun = performance.now();
      const scratch = await makeTemporary('image');
      atEnd(scratch.remove);
      const local = `meibo-infra:${tag}`;
      const file = join(scratch.path, 'image.tar');
      const onOutput = (line: string) => tell({ type: 'image.progress', phase: 'build', line });
      tell({ type: 'image.progress', phase: 'build' });
      await buildImage({ engine, context, dockerfile, platform, tag: local, args, signal, onOutput });
      try {
        await exportImage({ engine, tag: local, file, platform, signal });
      } finally {
        await removeBuilt({ engine, tag: local });
      }
      const image = await readImage(file, { platform, scratch: scratch.path });
      tell({ type: 'image.built', seconds: (performance.now() - begun) / 1000 });
      return { image, remove: scratch.remove };
    });
  const push = async (target: PushTarget) => {
    const { image, remove } = await build();
    const pushed = await pushChecked(image, platform, target, making);
    await remove();
    return pushed;
  };
  return {
    tag,
    describe,
    prepare: () => withFaults(async () => void (await choose()), untouched),
    build: () => withFaults(async () => void (await build()), untouched),
    push: (target) => withFaults(() => push(target)),
  };
}

/** A git repository: fetched once per run, so that the commit that was looked at is the one that is built. */
export async function fromGit(
  wish: Extract<Built, { readonly git: string }>,
  platform: string,
  making: Making,
): Promise<WantedImage> {
  const { git: url, ref, folder } = wish;
  const source = await making.once(`git ${url} ${ref ?? ''} ${folder}`, async (atEnd) => {
    const fetched = await fetchGitSource({ url, ref, folder, signal: making.stop });
    atEnd(fetched.remove);
    return fetched;
  });
  const describe = ref === undefined ? url : `${url} ${ref}`;
  return fromFolder(wish, { context: source.path, describe }, platform, making);
}
