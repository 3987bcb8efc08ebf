import type { Config } from '../config/schema.js';
import { type Purpose, step } from '../model/step.js';
import { unknown } from '../model/unknown.js';
import { imageFrom } from '../resources/ecr/image.js';
import { repository } from '../resources/ecr/repository.js';
import { pinned, type WantedImage, wantedImage } from './image-source.js';

/** A prebuilt image by its digest; when nothing is to be made, a registry that does not answer must not stand in the way. */
async function uriOf(uri: string, config: Config, purpose: Purpose): Promise<string> {
  if (purpose === 'make' || uri.includes('@')) return pinned(uri, config);
  return purpose === 'remove' ? unknown : pinned(uri, config).catch(() => unknown);
}

/** The image that was pushed last. Its source is not asked again just to look: it may be far, gone or slow. */
function lookedAt(last: Readonly<Record<string, unknown>> = {}): WantedImage {
  const push = () => Promise.reject(new Error('a look pushes nothing'));
  return { tag: String(last.tag ?? unknown), describe: String(last.source ?? unknown), push };
}

/** The image of the API, by digest: built and pushed to a repository of our own, or in a registry already. */
export const ecrPush = step({
  name: 'ecr-push',
  needs: {},
  async ensure({ config, ensure, surroundings: { purpose, remembered } }) {
    const wish = config.image;
    if ('uri' in wish) return { imageUri: await uriOf(wish.uri, config, purpose) };
    const { id, uri } = await ensure(repository, 'app', { keep: wish.keep });
    const source = purpose === 'make' ? await wantedImage(wish, config) : lookedAt(remembered('image'));
    const { digest } = await ensure(imageFrom(source), 'image', {
      repository: id,
      tag: source.tag,
      source: source.describe,
    });
    return { imageUri: `${uri}@${digest}` };
  },
});
