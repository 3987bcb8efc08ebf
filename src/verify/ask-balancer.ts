import type { Service } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type Listener,
  type LoadBalancer,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../aws/clients.js';
import { nameOf } from '../aws/names.js';
import { everyPage } from '../resources/pages.js';
import type { Asking } from './ask.js';
import type { Facts } from './facts.js';
import { isByHand, type Search } from './find-service.js';

/** The way in, from the service's target group back to the load balancer, or from a named load balancer on. */
export async function askBalancer(
  aws: Aws,
  asking: Asking,
  search: Search,
  service?: Service,
): Promise<
  Pick<Facts, 'loadBalancer' | 'listeners' | 'targetGroup' | 'targets'> & {
    readonly vpcId?: string;
    readonly targetGroupArns: readonly string[];
  }
> {
  const { ask } = asking;
  const ownArn = service?.loadBalancers?.find((it) => it.targetGroupArn)?.targetGroupArn;
  const own = ownArn ? await groupOf(aws, asking, ownArn) : undefined;
  const loadBalancer = pick(await allBalancers(aws, asking), search, own);
  const listeners = loadBalancer ? await listenersOf(aws, asking, loadBalancer) : [];
  const targetGroupArns = listeners.flatMap(targetsOf);
  const [first] = targetGroupArns;
  const targetGroup = own ?? (first ? await groupOf(aws, asking, first) : undefined);
  const TargetGroupArn = targetGroup?.TargetGroupArn;
  const health = TargetGroupArn
    ? await ask(aws.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn })))
    : undefined;
  const vpcId = loadBalancer?.VpcId ?? targetGroup?.VpcId;
  return {
    ...(loadBalancer && { loadBalancer }),
    listeners,
    ...(targetGroup && { targetGroup }),
    targets: health?.TargetHealthDescriptions ?? [],
    ...(vpcId && { vpcId }),
    targetGroupArns,
  };
}

/** The target groups that a listener forwards to. */
export const targetsOf = ({ DefaultActions = [] }: Listener): string[] =>
  DefaultActions.flatMap((it) => [
    ...(it.TargetGroupArn ? [it.TargetGroupArn] : []),
    ...(it.ForwardConfig?.TargetGroups ?? []).flatMap((group) => group.TargetGroupArn ?? []),
  ]);

async function groupOf(aws: Aws, { ask }: Asking, arn: string): Promise<TargetGroup | undefined> {
  const answer = await ask(aws.elbv2.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] })));
  return answer?.TargetGroups?.[0];
}

const allBalancers = (aws: Aws, { ask }: Asking): Promise<LoadBalancer[]> =>
  everyPage(async (Marker) => {
    const page = await ask(aws.elbv2.send(new DescribeLoadBalancersCommand({ Marker })));
    return { items: page?.LoadBalancers, next: page?.NextMarker };
  });

const listenersOf = ({ elbv2 }: Aws, { ask }: Asking, { LoadBalancerArn }: LoadBalancer): Promise<Listener[]> =>
  everyPage(async (Marker) => {
    const page = await ask(elbv2.send(new DescribeListenersCommand({ LoadBalancerArn, Marker })));
    return { items: page?.Listeners, next: page?.NextMarker };
  });

/** What a load balancer may be told by: its name, its ARN, its DNS name, or the URL of the API. */
function namesOf({ alb = '' }: Search): readonly string[] {
  if (!/^https?:/.test(alb) || !URL.canParse(alb)) return [alb];
  const { host, hostname } = new URL(alb);
  return [host, hostname];
}

/** By reference; else by name; else, for one made by hand, the only one in the target group's VPC: its listener may be gone. */
function pick(all: readonly LoadBalancer[], search: Search, group: TargetGroup | undefined): LoadBalancer | undefined {
  if (search.alb) {
    const names = namesOf(search).map((it) => it.toLowerCase());
    return all.find((it) =>
      [it.LoadBalancerName, it.LoadBalancerArn, it.DNSName].some((own) => own && names.includes(own.toLowerCase())),
    );
  }
  const name = isByHand(search) ? undefined : nameOf(search.owner, 'alb', 'elbv2:load-balancer');
  const referred = all.find((it) => group?.LoadBalancerArns?.includes(it.LoadBalancerArn ?? ''));
  const named = all.find((it) => it.LoadBalancerName === name);
  const near = all.filter((it) => group?.VpcId && it.VpcId === group.VpcId);
  return referred ?? named ?? (near.length === 1 ? near[0] : undefined);
}
