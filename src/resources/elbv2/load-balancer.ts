import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Phase, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';
import { quotas } from '../quotas.js';
import { ownAmong, tagList, tagsOf } from './tags.js';

export interface LoadBalancerProps {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

export interface LoadBalancerLive extends Live {
  readonly dnsName: string;
  readonly reason?: string;
  readonly subnetIds?: readonly string[];
  readonly securityGroupIds?: readonly string[];
}

const phases: Readonly<Record<string, Phase>> = {
  provisioning: 'pending',
  active: 'ready',
  // It carries traffic, but not all of its capacity is there.
  active_impaired: 'ready',
  failed: 'failed',
};

/** Every load balancer of the account in the region, of all types. */
const everyBalancer = (aws: Aws) =>
  everyPage(async (Marker) => {
    const page = await aws.elbv2.send(new DescribeLoadBalancersCommand({ Marker }));
    return { items: page.LoadBalancers, next: page.NextMarker };
  });

/** The internet's way in: an application load balancer. */
export const loadBalancer: Resource<LoadBalancerProps, LoadBalancerLive> = {
  type: 'elbv2:load-balancer',
  quota: {
    ...quotas.loadBalancers,
    standing: async (aws) =>
      (await everyBalancer(aws))
        .filter((it) => it.Type === 'application')
        .map((it) => ({ id: it.LoadBalancerName ?? '' })),
  },
  settles: true,
  async find(aws, at) {
    const which = at.id === undefined ? { Names: [at.name] } : { LoadBalancerArns: [at.id] };
    const answer = await unlessMissing(aws.elbv2.send(new DescribeLoadBalancersCommand(which)));
    const it = answer?.LoadBalancers?.[0];
    if (!it) return undefined;
    const id = it.LoadBalancerArn ?? '';
    return {
      id,
      state: it.State?.Code,
      reason: it.State?.Reason,
      dnsName: it.DNSName ?? '',
      subnetIds: it.AvailabilityZones?.map((zone) => zone.SubnetId ?? ''),
      securityGroupIds: it.SecurityGroups,
      ...(at.id === undefined && { tags: await tagsOf(aws, id) }),
    };
  },
  async create(aws, { subnetIds, securityGroupIds }, { name, tags }) {
    const { LoadBalancers } = await aws.elbv2.send(
      new CreateLoadBalancerCommand({
        Name: name,
        Type: 'application',
        Scheme: 'internet-facing',
        Subnets: [...subnetIds],
        SecurityGroups: [...securityGroupIds],
        Tags: tagList(tags),
      }),
    );
    return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  },
  phase: (live) => phases[live.state ?? ''] ?? 'pending',
  // Listeners can be made, and tasks registered, before it carries anything.
  usable: () => true,
  drift: (live, props) => differences(live, props, ['subnetIds', 'securityGroupIds']),
  async sync(aws, { id }, props, changes) {
    for (const { path } of changes) {
      if (path === 'subnetIds')
        await aws.elbv2.send(new SetSubnetsCommand({ LoadBalancerArn: id, Subnets: [...props.subnetIds] }));
      else
        await aws.elbv2.send(
          new SetSecurityGroupsCommand({ LoadBalancerArn: id, SecurityGroups: [...props.securityGroupIds] }),
        );
    }
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: id })));
  },
  async list(aws, scope) {
    return ownAmong(
      aws,
      scope,
      (await everyBalancer(aws)).map((it) => ({ id: it.LoadBalancerArn ?? '', name: it.LoadBalancerName ?? '' })),
    );
  },
  explain: async (_aws, live) =>
    live?.reason ? [{ kind: 'state', state: live.state ?? '', message: live.reason }] : [],
};
