import {
  CreateSubnetCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  type Filter,
  type Subnet,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Phase, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { interfacesIn } from './interfaces.js';
import { findOwned, listOwned, tagList, tagsFrom } from './owned.js';
import { tagged } from './tagged.js';

export interface SubnetProps {
  readonly vpcId: string;
  readonly cidr: string;
  /** Where a new one goes; one that stands stays where it is, also when the account's list of zones has changed since. */
  readonly zone: string;
}

export interface SubnetLive extends Live {
  readonly vpcId?: string;
  readonly cidr?: string;
  readonly zone?: string;
}

const phases: Readonly<Record<string, Phase>> = {
  pending: 'pending',
  available: 'ready',
  failed: 'failed',
  'failed-insufficient-capacity': 'failed',
};

const phase = (live: SubnetLive): Phase => phases[live.state ?? ''] ?? 'pending';

const show = (aws: Aws) => async (Filters: Filter[]) =>
  (await aws.ec2.send(new DescribeSubnetsCommand({ Filters }))).Subnets;

const liveOf = (it: Subnet): SubnetLive => ({
  id: it.SubnetId ?? '',
  tags: tagsFrom(it),
  state: it.State,
  vpcId: it.VpcId,
  cidr: it.CidrBlock,
  zone: it.AvailabilityZone,
});

/** One zone's part of the VPC; its route table makes it public or private. */
export const subnet: Resource<SubnetProps, SubnetLive> = tagged({
  type: 'ec2:subnet',
  find: (aws, at) => findOwned(at, show(aws), 'subnet-id', liveOf, phase),
  async create(aws, { vpcId, cidr, zone }, { tags }) {
    const { Subnet } = await aws.ec2.send(
      new CreateSubnetCommand({
        VpcId: vpcId,
        CidrBlock: cidr,
        AvailabilityZone: zone,
        TagSpecifications: [{ ResourceType: 'subnet', Tags: tagList(tags) }],
      }),
    );
    return Subnet?.SubnetId ?? '';
  },
  phase,
  drift: (live, props) => differences(live, props, ['vpcId', 'cidr'], 'frozen'),
  async remove(aws, { id }) {
    await unlessMissing(aws.ec2.send(new DeleteSubnetCommand({ SubnetId: id })));
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.SubnetId),
  explain: async (aws, live) => (live ? interfacesIn(aws, 'subnet-id', live.id) : []),
});
