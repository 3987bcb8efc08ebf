import type * as sdk from '@aws-sdk/client-ecs';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { own } from '../own.js';
import { invalid } from './errors.js';
import { tagList, tagRecord } from './lookups.js';
import { ecsSlice } from './store.js';

const tagsOf = (world: World, arn: string): Record<string, string> =>
  own(world.of(ecsSlice).tags, arn) ?? invalid('The specified resource could not be found.');

/** Tags of clusters, task definitions, services and tasks. */
export const tagOperations: Partial<Api<typeof sdk>> = {
  TagResource: (input, { world }) => {
    Object.assign(tagsOf(world, input.resourceArn), tagRecord(input.tags));
    return {};
  },

  UntagResource: (input, { world }) => {
    const tags = tagsOf(world, input.resourceArn);
    for (const key of input.tagKeys) delete tags[key];
    return {};
  },

  ListTagsForResource: (input, { world }) => ({ tags: tagList(tagsOf(world, input.resourceArn)) }),
};
