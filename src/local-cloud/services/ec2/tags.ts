import { lookUp } from '../../world.js';
import type { Ec2Api } from './api.js';
import { checkTags, putTags, typeOf } from './kinds.js';
import { applyFilters, paginate } from './select.js';
import { ec2Slice } from './store.js';

/** CreateTags, DeleteTags, DescribeTags. */
export const tagOperations: Ec2Api = {
  CreateTags: ({ Resources, Tags }, { world }) => {
    const data = world.of(ec2Slice);
    checkTags(Tags);
    for (const id of Resources) typeOf(data, id);
    for (const id of Resources) putTags(data, id, Tags);
    return {};
  },
  DeleteTags: ({ Resources, Tags }, { world }) => {
    const data = world.of(ec2Slice);
    for (const id of Resources) {
      typeOf(data, id);
      const all = data.tags[id] ?? {};
      for (const key of Tags ? Tags.map((tag) => tag.Key!) : Object.keys(all)) {
        const wanted = Tags?.find((tag) => tag.Key === key)?.Value;
        if (wanted === undefined || wanted === all[key]) delete all[key];
      }
    }
    return {};
  },
  DescribeTags: ({ Filters, ...paging }, { world }) => {
    const data = world.of(ec2Slice);
    // A deleted NAT gateway is listed with its tags for a while; by its tags alone nobody could tell that it is gone.
    const kept = Object.entries(data.tags).filter(([id]) => lookUp(data.natGateways, id)?.state !== 'deleted');
    const all = kept.flatMap(([id, tags]) =>
      Object.entries(tags).map(([Key, Value]) => ({ ResourceId: id, ResourceType: typeOf(data, id), Key, Value })),
    );
    const fields = {
      'resource-id': (tag: (typeof all)[number]) => tag.ResourceId,
      'resource-type': (tag: (typeof all)[number]) => tag.ResourceType,
      key: (tag: (typeof all)[number]) => tag.Key,
      value: (tag: (typeof all)[number]) => tag.Value,
    };
    const found = applyFilters(all, Filters, fields, ({ Key, Value }) => ({ [Key]: Value }));
    const { items, NextToken } = paginate(found, paging);
    return { Tags: items, NextToken };
  },
};
