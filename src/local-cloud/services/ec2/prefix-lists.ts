import type { Ec2Api } from './api.js';
import { applyFilters, paginate } from './select.js';

/** A list of addresses that AWS keeps for one of its services. */
export interface PrefixList {
  readonly id: string;
  readonly name: string;
  readonly cidrs: readonly string[];
}

/** The prefix lists of the services that have gateway endpoints; the ids are Tokyo's, the addresses are kept for documentation. */
export const prefixLists = (region: string): PrefixList[] => [
  { id: 'pl-61a54008', name: `com.amazonaws.${region}.s3`, cidrs: ['198.51.100.0/25'] },
  { id: 'pl-78a54011', name: `com.amazonaws.${region}.dynamodb`, cidrs: ['198.51.100.128/25'] },
];

/** DescribePrefixLists and DescribeManagedPrefixLists. */
export const prefixListOperations: Ec2Api = {
  DescribePrefixLists: ({ PrefixListIds, Filters, ...paging }, { world }) => {
    const all = prefixLists(world.region).filter(({ id }) => !PrefixListIds?.length || PrefixListIds.includes(id));
    const found = applyFilters(all, Filters, {
      'prefix-list-id': ({ id }) => id,
      'prefix-list-name': ({ name }) => name,
    });
    const { items, NextToken } = paginate(found, paging);
    const views = items.map(({ id, name, cidrs }) => ({ PrefixListId: id, PrefixListName: name, Cidrs: [...cidrs] }));
    return { PrefixLists: views, NextToken };
  },
  DescribeManagedPrefixLists: ({ PrefixListIds, Filters }, { world }) => {
    const all = prefixLists(world.region).filter(({ id }) => !PrefixListIds?.length || PrefixListIds.includes(id));
    const found = applyFilters(all, Filters, {
      'prefix-list-id': ({ id }) => id,
      'prefix-list-name': ({ name }) => name,
      'owner-id': () => 'AWS',
    });
    return {
      PrefixLists: found.map(({ id, name }) => ({
        PrefixListId: id,
        PrefixListName: name,
        PrefixListArn: `arn:aws:ec2:${world.region}:aws:prefix-list/${id}`,
        AddressFamily: 'IPv4',
        State: 'create-complete',
        OwnerId: 'AWS',
      })),
    };
  },
};
