import {
  CreateNatGatewayCommand,
  DeleteNatGatewayCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  type Filter,
  type NatGateway,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Standing } from '../../model/quota.js';
import type { Live, Phase, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';
import { quotas } from '../quotas.js';
import { findOwned, listOwned, tagList, tagsFrom } from './owned.js';
import { mostPerPage, standingOf } from './standing.js';
import { tagged } from './tagged.js';

export interface NatGatewayProps {
  readonly subnetId: string;
  readonly allocationId: string;
  /** Not compared: it must be attached before the NAT gateway is made, and AWS does not let go of it before that is gone. */
  readonly internetGatewayId: string;
  /** Not compared: the subnet's, known before there is a subnet. */
  readonly zone: string;
}

export interface NatGatewayLive extends Live {
  readonly subnetId?: string;
  readonly failure?: string;
}

const phases: Readonly<Record<string, Phase>> = {
  pending: 'pending',
  available: 'ready',
  failed: 'failed',
  deleting: 'leaving',
};

const phase = (live: NatGatewayLive): Phase => phases[live.state ?? ''] ?? 'pending';

const show = (aws: Aws) => async (Filter: Filter[]) =>
  // A deleted one stays listed for about an hour; it is as good as gone.
  (await aws.ec2.send(new DescribeNatGatewaysCommand({ Filter }))).NatGateways?.filter((it) => it.State !== 'deleted');

const liveOf = (it: NatGateway): NatGatewayLive => ({
  id: it.NatGatewayId ?? '',
  tags: tagsFrom(it),
  state: it.State,
  subnetId: it.SubnetId,
  failure: it.FailureCode && `${it.FailureCode}: ${it.FailureMessage ?? ''}`,
});

/** Those that count against the quota, each in the zone of its subnet: neither failed nor deleted ones do. */
async function allByZone(aws: Aws): Promise<Standing[]> {
  const [gateways, subnets] = await Promise.all([
    everyPage(async (NextToken) => {
      const Filter = [{ Name: 'state', Values: ['pending', 'available', 'deleting'] }];
      const page = await aws.ec2.send(new DescribeNatGatewaysCommand({ Filter, MaxResults: mostPerPage, NextToken }));
      return { items: page.NatGateways, next: page.NextToken };
    }),
    everyPage(async (NextToken) => {
      const page = await aws.ec2.send(new DescribeSubnetsCommand({ MaxResults: mostPerPage, NextToken }));
      return { items: page.Subnets, next: page.NextToken };
    }),
  ]);
  const zones = new Map(subnets.map((it) => [it.SubnetId, it.AvailabilityZone]));
  const named = standingOf<NatGateway>((it) => it.NatGatewayId);
  return gateways.map((it) => ({ ...named(it), place: zones.get(it.SubnetId) }));
}

/** The way out of the private subnets. */
export const natGateway: Resource<NatGatewayProps, NatGatewayLive> = tagged({
  type: 'ec2:nat-gateway',
  quota: { ...quotas.natGateways, place: ({ zone }) => zone, standing: allByZone },
  settles: true,
  find: (aws, at) => findOwned(at, show(aws), 'nat-gateway-id', liveOf, phase),
  async create(aws, { subnetId, allocationId }, { tags, token }) {
    const { NatGateway } = await aws.ec2.send(
      new CreateNatGatewayCommand({
        SubnetId: subnetId,
        AllocationId: allocationId,
        ClientToken: token,
        TagSpecifications: [{ ResourceType: 'natgateway', Tags: tagList(tags) }],
      }),
    );
    return NatGateway?.NatGatewayId ?? '';
  },
  phase,
  // Routes may point at it before it carries anything; only who sends through it must wait.
  usable: () => true,
  drift: (live, props) => differences(live, props, ['subnetId'], 'frozen'),
  async remove(aws, { id }) {
    await unlessMissing(aws.ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: id })));
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.NatGatewayId),
  explain: async (_aws, live) =>
    live?.failure ? [{ kind: 'state', state: live.state ?? 'failed', message: live.failure }] : [],
});
