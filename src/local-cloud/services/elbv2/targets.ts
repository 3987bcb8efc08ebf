import type { World } from '../../world.js';
import { own } from '../own.js';
import { applyGroup, balancerOf } from './plane.js';
import { elbSlice, type Target, type TargetGroup } from './store.js';
import { isZoneOff } from './walls.js';

/** The target group of that ARN, if there is one. */
export const findTargetGroup = (world: World, arn: string): TargetGroup | undefined =>
  own(world.of(elbSlice).targetGroups, arn);

/** Whether a listener forwards to the target group. */
export const hasLoadBalancer = (world: World, targetGroupArn: string): boolean =>
  balancerOf(world, targetGroupArn) !== undefined;

const same = (target: { id: string; port: number }) => (other: Target) =>
  other.id === target.id && other.port === target.port;

/** Registers targets; one that is draining starts afresh, one that is registered stays as it is. */
export function registerTargets(world: World, group: TargetGroup, targets: readonly Target[]): void {
  for (const target of targets) {
    const known = group.targets.find(same(target));
    if (known && known.drainedAt === undefined) continue;
    group.targets = [...group.targets.filter((each) => each !== known), { ...target }];
  }
  applyGroup(world, group);
}

/** Begins to drain targets for the group's deregistration delay; targets without a load balancer go at once. */
export function deregisterTargets(
  world: World,
  group: TargetGroup,
  targets: readonly { id: string; port: number }[],
): void {
  const delay = Number(group.attributes['deregistration_delay.timeout_seconds']) * 1000;
  for (const target of targets) {
    const known = group.targets.find(same(target));
    if (known && known.drainedAt === undefined) known.drainedAt = world.now() + delay;
  }
  if (!hasLoadBalancer(world, group.arn)) dropDrained(world, group, Number.POSITIVE_INFINITY);
  applyGroup(world, group);
}

/** Drops the targets whose draining ended by that time; true when there was one. */
export function dropDrained(world: World, group: TargetGroup, now = world.now()): boolean {
  const staying = group.targets.filter(({ drainedAt }) => drainedAt === undefined || drainedAt > now);
  if (staying.length === group.targets.length) return false;
  group.targets = staying;
  applyGroup(world, group);
  return true;
}

/** A target's health in ELB's words. */
export interface TargetHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';
  readonly reason?: string;
  readonly description?: string;
}

const NOT_REGISTERED: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
};

const NOT_IN_USE: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};

const ZONE_OFF: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target is in an Availability Zone that is not enabled for the load balancer',
};

const REGISTERING: TargetHealth = {
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
};

const DRAINING: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
};

/** Whether ECS takes a target for a broken one: it stops tasks in a zone that is not enabled, too, with that as the reason. */
export const isBroken = (health: TargetHealth): boolean => health.state === 'unhealthy' || health === ZONE_OFF;

/** How a target of a group stands now. */
export function targetHealth(world: World, group: TargetGroup, wanted: { id: string; port: number }): TargetHealth {
  const target = group.targets.find(same(wanted));
  if (!target) return NOT_REGISTERED;
  if (target.drainedAt !== undefined) return DRAINING;
  const balancer = balancerOf(world, group.arn);
  if (!balancer) return NOT_IN_USE;
  if (isZoneOff(world, balancer, group, target)) return ZONE_OFF;
  if (!balancer.active) return REGISTERING;
  const [id, port] = [target.reach?.address ?? target.id, target.reach?.port ?? target.port];
  const sights = world.plane.balancers.look(balancer.arn)?.targets[group.arn];
  const sight = sights?.find((each) => each.id === id && each.port === port);
  if (!sight) return REGISTERING;
  return {
    state: sight.state,
    ...(sight.reason !== undefined && { reason: sight.reason }),
    ...(sight.description !== undefined && { description: sight.description }),
  };
}
