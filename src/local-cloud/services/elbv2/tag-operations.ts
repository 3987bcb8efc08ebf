import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  ListenerNotFoundException,
  LoadBalancerNotFoundException,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { own } from '../own.js';
import { elbSlice } from './store.js';

function tagsOf(world: World, arn: string): Record<string, string> {
  const tags = own(world.of(elbSlice).tags, arn);
  if (tags) return tags;
  const $metadata = {};
  if (arn.includes(':loadbalancer/')) {
    throw new LoadBalancerNotFoundException({ message: `Load balancer '${arn}' not found`, $metadata });
  }
  if (arn.includes(':targetgroup/')) {
    throw new TargetGroupNotFoundException({ message: `Target groups '${arn}' not found`, $metadata });
  }
  throw new ListenerNotFoundException({ message: 'One or more listeners not found', $metadata });
}

/** Tags of load balancers, target groups and listeners. */
export const tagOperations: Partial<Api<typeof sdk>> = {
  AddTags: (input, { world }) => {
    for (const arn of input.ResourceArns) {
      const tags = tagsOf(world, arn);
      for (const { Key, Value } of input.Tags) tags[Key!] = Value ?? '';
    }
    return {};
  },

  RemoveTags: (input, { world }) => {
    for (const arn of input.ResourceArns) {
      const tags = tagsOf(world, arn);
      for (const key of input.TagKeys) delete tags[key];
    }
    return {};
  },

  DescribeTags: (input, { world }) => ({
    TagDescriptions: input.ResourceArns.map((arn) => ({
      ResourceArn: arn,
      Tags: Object.entries(tagsOf(world, arn)).map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
};
