import {
  type Address,
  AllocateAddressCommand,
  DescribeAddressesCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { quotas } from '../quotas.js';
import { findOwned, listOwned, sifted, tagList, tagsFrom } from './owned.js';
import { standingOf } from './standing.js';
import { tagged } from './tagged.js';

export type ElasticIpProps = Readonly<Record<string, never>>;

/** Its id is the allocation id. */
export interface ElasticIpLive extends Live {
  readonly address?: string;
  /** What holds it. */
  readonly interfaceId?: string;
  readonly interfaceOwner?: string;
}

const all = async (aws: Aws) => (await aws.ec2.send(new DescribeAddressesCommand({}))).Addresses ?? [];

const show = (aws: Aws) =>
  sifted(
    () => all(aws),
    async (Filters) => (await aws.ec2.send(new DescribeAddressesCommand({ Filters }))).Addresses,
  );

const liveOf = (it: Address): ElasticIpLive => ({
  id: it.AllocationId ?? '',
  tags: tagsFrom(it),
  address: it.PublicIp,
  interfaceId: it.NetworkInterfaceId,
  interfaceOwner: it.NetworkInterfaceOwnerId,
});

/** The public address of a NAT gateway; it costs money for as long as it is ours. */
export const elasticIp: Resource<ElasticIpProps, ElasticIpLive> = tagged({
  type: 'ec2:elastic-ip',
  quota: {
    ...quotas.addresses,
    async standing(aws) {
      const named = standingOf<Address>((it) => it.AllocationId ?? it.PublicIp);
      return (await all(aws)).map((it) => ({ ...named(it), ...(!it.AssociationId && { idle: true }) }));
    },
  },
  find: (aws, at) => findOwned(at, show(aws), 'allocation-id', liveOf),
  async create(aws, _props, { tags }) {
    const { AllocationId } = await aws.ec2.send(
      new AllocateAddressCommand({
        Domain: 'vpc',
        TagSpecifications: [{ ResourceType: 'elastic-ip', Tags: tagList(tags) }],
      }),
    );
    return AllocationId ?? '';
  },
  phase: () => 'ready',
  async remove(aws, { id }) {
    await unlessMissing(aws.ec2.send(new ReleaseAddressCommand({ AllocationId: id })));
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.AllocationId),
  explain: async (_aws, live) =>
    live?.interfaceId
      ? [{ kind: 'blocker', id: live.interfaceId, type: 'ec2:network-interface', owner: live.interfaceOwner }]
      : [],
});
