import type { Config } from '../config/schema.js';
import { type Purpose, type Surroundings, step } from '../model/step.js';
import { unknown } from '../model/unknown.js';
import { imageFrom } from '../resources/ecr/image.js';
import { repository } from '../resources/ecr/repository.js';
import { fromFolder, fromGit } from './image-build.js';
import { fromArchive, type Making, platformOf, untouched, type WantedImage, withFaults } from './image-source.js';
import { fromRegistry, pinned } from './image-uri.js';

/** A prebuilt image by its digest; when nothing is to be made, a registry that does not answer must not stand in the way. */
async function uriOf(uri: string, config: Config, purpose: Purpose, making: Making): Promise<string> {
  if (purpose === 'make' || purpose === 'plan') return pinned(uri, config, making);
  if (uri.includes('@')) return uri;
  return purpose === 'remove' ? unknown : pinned(uri, config, making).catch(() => unknown);
}

/** The source of the image in the config: looks at it (a git repository is fetched for that), and builds nothing yet. */
export const wantedImage = (config: Config, making: Making): Promise<WantedImage> =>
  withFaults(() => {
    const { image: wish } = config;
    const platform = platformOf(config);
    if ('uri' in wish) return fromRegistry(wish.uri, config, making);
    if ('archive' in wish) return fromArchive(wish.archive, platform, making);
    if ('path' in wish) return fromFolder(wish, { context: wish.path, describe: wish.path }, platform, making);
    return fromGit(wish, platform, making);
  }, untouched);

/** The image that was pushed last. Its source is not asked again just to look: it may be far, gone or slow. */
function lookedAt(last: Readonly<Record<string, unknown>> = {}): WantedImage {
  const push = () => Promise.reject(new Error('a look pushes nothing'));
  return {
    tag: String(last.tag ?? unknown),
    describe: String(last.source ?? unknown),
    prepare: async () => {},
    build: async () => {},
    push,
  };
}

const sourceFor = (config: Config, surroundings: Surroundings): Promise<WantedImage> | WantedImage =>
  ['make', 'plan'].includes(surroundings.purpose)
    ? wantedImage(config, surroundings)
    : lookedAt(surroundings.remembered('image'));

/** The image of the API, by digest: built and pushed to a repository of our own, or in a registry already. */
export const ecrPush = step({
  name: 'ecr-push',
  needs: {},
  async ensure({ config, ensure, surroundings }) {
    const { image: wish } = config;
    if ('uri' in wish && !wish.copy)
      return { imageUri: await uriOf(wish.uri, config, surroundings.purpose, surroundings) };
    // First of all: a source that is not there stops the run before anything is made.
    const source = await sourceFor(config, surroundings);
    const { id, uri } = await ensure(repository, 'app', { keep: wish.keep });
    const { digest } = await ensure(imageFrom(source), 'image', {
      repository: id,
      tag: source.tag,
      source: source.describe,
    });
    // Only a look leaves it unknown: when it is to be made, what that needs is asked for now.
    if (digest === unknown && surroundings.purpose === 'make') {
      await source.prepare();
      // While the question stood, the source may have changed: it is looked at again.
      surroundings.beforehand(async (stop) => (await wantedImage(config, { ...surroundings, stop })).build());
    }
    return { imageUri: `${uri}@${digest}` };
  },
});
