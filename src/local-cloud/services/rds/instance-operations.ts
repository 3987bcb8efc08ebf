import type * as sdk from '@aws-sdk/client-rds';
import { DBInstanceNotFoundFault } from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { instanceView } from './instance-view.js';
import { createInstance, deleteInstance, needInstance } from './instances.js';
import { type Filters, filter, page, tagList, tagRecord } from './lists.js';
import { modifyInstance } from './modify.js';
import { type Instance, rdsSlice } from './store.js';

function tagsOf(world: World, arn: string): Record<string, string> {
  const { subnetGroups, parameterGroups, instances, snapshots } = world.of(rdsSlice);
  const all = [subnetGroups, parameterGroups, instances, snapshots].flatMap((table) => Object.values(table));
  const found = all.find((each) => each.arn === arn);
  if (found) return found.tags;
  if (!arn.startsWith('arn:aws:rds:')) refuse('InvalidParameterValue', `Invalid resource name: ${arn}`);
  throw new DBInstanceNotFoundFault({ message: `Could not find a resource by ARN: ${arn}`, $metadata: {} });
}

const filters: Filters<Instance> = {
  'db-cluster-id': () => [],
  'db-instance-id': ({ id, arn }) => [id, arn],
  'dbi-resource-id': ({ resourceId }) => [resourceId],
  domain: () => [],
  engine: ({ engine }) => [engine],
};

/** DB instances and the tags of all that RDS has. */
export const instanceOperations: Partial<Api<typeof sdk>> = {
  CreateDBInstance: (input, { world }) => ({ DBInstance: instanceView(world, createInstance(world, input)) }),

  DescribeDBInstances: (input, { world }) => {
    const wish = input.DBInstanceIdentifier;
    const wanted = wish ? [needInstance(world, wish)] : Object.values(world.of(rdsSlice).instances);
    const { items, Marker } = page(filter(wanted, input.Filters, filters), input);
    return { DBInstances: items.map((instance) => instanceView(world, instance)), Marker };
  },

  ModifyDBInstance: (input, { world }) => ({ DBInstance: instanceView(world, modifyInstance(world, input)) }),
  DeleteDBInstance: (input, { world }) => ({ DBInstance: instanceView(world, deleteInstance(world, input)) }),

  AddTagsToResource: (input, { world }) => {
    Object.assign(tagsOf(world, input.ResourceName), tagRecord(input.Tags));
    return {};
  },

  RemoveTagsFromResource: (input, { world }) => {
    const tags = tagsOf(world, input.ResourceName);
    for (const key of input.TagKeys) delete tags[key];
    return {};
  },

  ListTagsForResource: (input, { world }) => {
    filter([], input.Filters);
    return { TagList: tagList(tagsOf(world, input.ResourceName)) };
  },
};
