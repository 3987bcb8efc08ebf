import {
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifyVpcAttributeCommand,
  type Vpc,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Phase, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';
import { quotas } from '../quotas.js';
import { interfacesIn } from './interfaces.js';
import { findOwned, listOwned, sifted, tagList, tagsFrom } from './owned.js';
import { mostPerPage, standingOf } from './standing.js';
import { tagged } from './tagged.js';

export interface VpcProps {
  readonly cidr: string;
}

export interface VpcLive extends Live {
  readonly cidr?: string;
  readonly dnsSupport?: boolean;
  readonly dnsHostnames?: boolean;
}

const phases: Readonly<Record<string, Phase>> = { pending: 'pending', available: 'ready' };

const phase = (live: VpcLive): Phase => phases[live.state ?? ''] ?? 'pending';

const all = (aws: Aws) =>
  everyPage(async (NextToken) => {
    const page = await aws.ec2.send(new DescribeVpcsCommand({ MaxResults: mostPerPage, NextToken }));
    return { items: page.Vpcs, next: page.NextToken };
  });

const show = (aws: Aws) =>
  sifted(
    () => all(aws),
    async (Filters) => (await aws.ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs,
  );

const liveOf = (it: Vpc): VpcLive => ({ id: it.VpcId ?? '', tags: tagsFrom(it), state: it.State, cidr: it.CidrBlock });

const readAttribute = (aws: Aws, VpcId: string, Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
  unlessMissing(aws.ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute })));

/** The private network; with names for what is in it, because RDS and the load balancer are reached by name. */
export const vpc: Resource<VpcProps, VpcLive> = tagged({
  type: 'ec2:vpc',
  quota: { ...quotas.vpcs, standing: async (aws) => (await all(aws)).map(standingOf((it) => it.VpcId)) },
  async find(aws, at) {
    const live = await findOwned(at, show(aws), 'vpc-id', liveOf, phase);
    if (!live || at.lean || phase(live) !== 'ready') return live;
    const [support, hostnames] = await Promise.all([
      readAttribute(aws, live.id, 'enableDnsSupport'),
      readAttribute(aws, live.id, 'enableDnsHostnames'),
    ]);
    return {
      ...live,
      dnsSupport: support?.EnableDnsSupport?.Value,
      dnsHostnames: hostnames?.EnableDnsHostnames?.Value,
    };
  },
  async create(aws, { cidr }, { tags }) {
    const { Vpc } = await aws.ec2.send(
      new CreateVpcCommand({
        CidrBlock: cidr,
        TagSpecifications: [{ ResourceType: 'vpc', Tags: tagList(tags) }],
      }),
    );
    return Vpc?.VpcId ?? '';
  },
  phase,
  drift: (live, props) => [
    ...differences(live, props, ['cidr'], 'frozen'),
    ...differences(live, { dnsSupport: true, dnsHostnames: true }, ['dnsSupport', 'dnsHostnames']),
  ],
  async sync(aws, { id }, _props, changes) {
    // AWS takes one attribute a call, and host names only once names are resolved at all: the order of `drift`.
    for (const { path } of changes)
      await aws.ec2.send(
        new ModifyVpcAttributeCommand({
          VpcId: id,
          ...(path === 'dnsSupport' ? { EnableDnsSupport: { Value: true } } : { EnableDnsHostnames: { Value: true } }),
        }),
      );
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.ec2.send(new DeleteVpcCommand({ VpcId: id })));
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.VpcId),
  // Its refusal to go names no culprit.
  explain: async (aws, live) => (live ? interfacesIn(aws, 'vpc-id', live.id) : []),
});
