import type { BalancerSpec } from '../../data-plane.js';
import type { World } from '../../world.js';
import { elbSlice, type LoadBalancer, type TargetGroup } from './store.js';

function specOf(world: World, balancer: LoadBalancer): BalancerSpec {
  const { listeners, targetGroups } = world.of(elbSlice);
  const own = Object.values(listeners).filter(({ loadBalancerArn }) => loadBalancerArn === balancer.arn);
  const groups = [...new Set(own.map(({ action }) => action.targetGroupArn))].flatMap((arn) => targetGroups[arn] ?? []);
  return {
    arn: balancer.arn,
    name: balancer.name,
    listeners: own.map(({ port, action }) => ({ port, targetGroupArn: action.targetGroupArn })),
    targetGroups: groups.map(({ arn, healthCheck, targets }) => ({
      arn,
      healthCheck: {
        path: healthCheck.path,
        intervalSeconds: healthCheck.intervalSeconds,
        timeoutSeconds: healthCheck.timeoutSeconds,
        healthyThreshold: healthCheck.healthyThreshold,
        unhealthyThreshold: healthCheck.unhealthyThreshold,
        matcher: healthCheck.matcher,
      },
      targets: targets.map(({ id, port, reach, drainedAt }) => ({
        id: reach?.address ?? id,
        port: reach?.port ?? port,
        draining: drainedAt !== undefined,
      })),
    })),
  };
}

/** Hands one load balancer to the data plane as it should be now. */
export const applyBalancer = (world: World, balancer: LoadBalancer): void =>
  world.plane.balancers.apply(specOf(world, balancer));

/** The load balancer whose listener forwards to a target group, if any. */
export function balancerOf(world: World, targetGroupArn: string): LoadBalancer | undefined {
  const { listeners, loadBalancers } = world.of(elbSlice);
  const listener = Object.values(listeners).find(({ action }) => action.targetGroupArn === targetGroupArn);
  return listener && loadBalancers[listener.loadBalancerArn];
}

/** Hands a target group's load balancer to the data plane; nothing when it has none. */
export function applyGroup(world: World, group: TargetGroup): void {
  const balancer = balancerOf(world, group.arn);
  if (balancer) applyBalancer(world, balancer);
}
