import { InvalidResourceId } from '@aws-sdk/client-ssm';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { find, readTags, type SsmApi } from './api.js';
import type { Parameter } from './store.js';

function tagged(world: World, type: string, id: string): Parameter {
  if (type !== 'Parameter') refuse('NotImplemented', `The local cloud does not simulate tags of ${type}`, 501);
  const found = find(world, id);
  if (!found) throw new InvalidResourceId({ message: `The resource ID "${id}" is not valid.`, $metadata: {} });
  return found;
}

/** Tags of parameters. */
export const tagOperations: SsmApi = {
  AddTagsToResource: ({ ResourceType, ResourceId, Tags }, { world }) => {
    const parameter = tagged(world, ResourceType, ResourceId);
    parameter.tags = { ...parameter.tags, ...readTags(Tags) };
    return {};
  },
  RemoveTagsFromResource: ({ ResourceType, ResourceId, TagKeys }, { world }) => {
    const parameter = tagged(world, ResourceType, ResourceId);
    for (const key of TagKeys) delete parameter.tags[key];
    return {};
  },
  ListTagsForResource: ({ ResourceType, ResourceId }, { world }) => ({
    TagList: Object.entries(tagged(world, ResourceType, ResourceId).tags).map(([Key, Value]) => ({ Key, Value })),
  }),
};
