import type { BalancerSpec, HealthCheckSpec, TargetSpec } from '../../data-plane.js';
import type { World } from '../../world.js';
import { changesOf } from '../ec2/changes.js';
import { ec2Slice } from '../ec2/store.js';
import { elbSlice, type HealthCheck, type LoadBalancer, type Target, type TargetGroup } from './store.js';
import { admitsClients, isShutOff, isZoneOff } from './walls.js';

const numberIn = (attributes: Readonly<Record<string, string>>, key: string): number => Number(attributes[key]);

/** Where a target's health is looked at, if not at its own port; a port that is its own counts as that also where it is reached by another. */
function checkPortOf({ port }: HealthCheck, target: Target): { checkPort?: number } {
  return port === 'traffic-port' || Number(port) === target.port ? {} : { checkPort: Number(port) };
}

const checkSpecOf = (check: HealthCheck): HealthCheckSpec => ({
  protocol: check.protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
  path: check.path,
  intervalSeconds: check.intervalSeconds,
  timeoutSeconds: check.timeoutSeconds,
  healthyThreshold: check.healthyThreshold,
  unhealthyThreshold: check.unhealthyThreshold,
  matcher: check.matcher,
});

function targetSpecs(world: World, balancer: LoadBalancer, group: TargetGroup): TargetSpec[] {
  const { healthCheck } = group;
  return group.targets
    .filter((target) => !isZoneOff(world, balancer, group, target))
    .map((target) => {
      const check = checkPortOf(healthCheck, target);
      const shutOff = isShutOff(world, balancer, group, target.id, target.port);
      const checkShutOff =
        check.checkPort === undefined ? shutOff : isShutOff(world, balancer, group, target.id, check.checkPort);
      return {
        id: target.reach?.address ?? target.id,
        port: target.reach?.port ?? target.port,
        draining: target.drainedAt !== undefined,
        ...check,
        ...(shutOff && { shutOff }),
        ...(checkShutOff && { checkShutOff }),
      };
    });
}

function specOf(world: World, balancer: LoadBalancer): BalancerSpec {
  const { listeners, targetGroups } = world.of(elbSlice);
  const own = Object.values(listeners).filter(({ loadBalancerArn }) => loadBalancerArn === balancer.arn);
  const groups = [...new Set(own.map(({ action }) => action.targetGroupArn))].flatMap((arn) => targetGroups[arn] ?? []);
  return {
    arn: balancer.arn,
    name: balancer.name,
    ...(!balancer.active && { provisioning: true }),
    idleTimeoutSeconds: numberIn(balancer.attributes, 'idle_timeout.timeout_seconds'),
    listeners: own.map(({ port, action }) => ({
      port,
      targetGroupArn: action.targetGroupArn,
      ...(!admitsClients(world, balancer, port) && { shut: true }),
    })),
    targetGroups: groups.map((group) => ({
      arn: group.arn,
      ...(group.attributes['stickiness.enabled'] === 'true' && {
        stickySeconds: numberIn(group.attributes, 'stickiness.lb_cookie.duration_seconds'),
      }),
      healthCheck: checkSpecOf(group.healthCheck),
      targets: targetSpecs(world, balancer, group),
    })),
  };
}

/** Hands one load balancer to the data plane as it should be now. */
export const applyBalancer = (world: World, balancer: LoadBalancer): void =>
  world.plane.balancers.apply(specOf(world, balancer));

/** At which state of things what was handed over was found to be right. */
const judged = new WeakMap<BalancerSpec, string>();

/** What decides over a spec and changes without a word to the data plane. It is asked for at every turn: rules and interfaces only by their number. */
const stateOf = (world: World, { active, groupIds, interfaces }: LoadBalancer): string => {
  const { rules, interfaces: all } = world.of(ec2Slice);
  const counts = [rules, all].map((table) => Object.keys(table).length);
  return [changesOf(world), ...counts, active, ...groupIds, ...Object.keys(interfaces)].join();
};

/** The same, if it should be other than when it was handed over last: security groups change without a word to those who wear them. */
export function applyNews(world: World, balancer: LoadBalancer, told: BalancerSpec): void {
  const state = stateOf(world, balancer);
  if (judged.get(told) === state) return;
  const spec = specOf(world, balancer);
  if (JSON.stringify(spec) === JSON.stringify(told)) judged.set(told, state);
  else world.plane.balancers.apply(spec);
}

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
