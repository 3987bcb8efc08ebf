import { step } from '../model/step.js';
import { imageFrom } from '../resources/ecr/image.js';
import { repository } from '../resources/ecr/repository.js';
import { pinned, wantedImage } from './image-source.js';

/** The image of the API, by digest: built and pushed to a repository of our own, or in a registry already. */
export const ecrPush = step({
  name: 'ecr-push',
  needs: {},
  async ensure({ config, ensure }) {
    const wish = config.image;
    if ('uri' in wish) return { imageUri: await pinned(wish.uri, config) };
    const { id, uri } = await ensure(repository, 'app', { keep: wish.keep });
    const source = await wantedImage(wish, config);
    const { digest } = await ensure(imageFrom(source), 'image', {
      repository: id,
      tag: source.tag,
      source: source.describe,
    });
    return { imageUri: `${uri}@${digest}` };
  },
});
