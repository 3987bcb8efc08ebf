import { randomUUID } from 'node:crypto';
import type { World } from '../../world.js';
import { findAlarm } from '../cloudwatch/alarms.js';
import { primaryOf } from '../ecs/lookups.js';
import type { Service } from '../ecs/store.js';
import { serviceOf } from './checks.js';
import { removeTarget } from './policies.js';
import { scalingSpeed } from './speed.js';
import { type Policy, type ScalableTarget, scalingSlice } from './store.js';

/** How many activities are kept for all resources together. */
const KEPT = 200;

const isDeploying = (service: Service): boolean => primaryOf(service).rolloutState === 'IN_PROGRESS';

function setDesired(world: World, target: ScalableTarget, service: Service, wanted: number, cause: string): void {
  const { activities } = world.of(scalingSlice);
  activities.unshift({
    id: randomUUID(),
    resourceId: target.resourceId,
    description: `Setting desired count to ${wanted}.`,
    cause,
    startedAt: world.now(),
    wanted,
    grew: wanted > service.desired,
  });
  activities.length = Math.min(activities.length, KEPT);
  service.desired = wanted;
}

/** Whether the last activity of that direction (either, for scaling in) is long enough ago. */
function isCool(world: World, policy: Policy, grow: boolean): boolean {
  const own = world
    .of(scalingSlice)
    .activities.find((each) => each.resourceId === policy.resourceId && (!grow || each.grew));
  const seconds = grow ? policy.scaleOutCooldown : policy.scaleInCooldown;
  return !own || world.now() >= own.startedAt + (seconds * 1000) / scalingSpeed(world);
}

function act(world: World, policy: Policy, direction: 'high' | 'low'): boolean {
  const alarm = findAlarm(world, policy.alarms[direction]);
  const target = world.of(scalingSlice).targets[policy.resourceId];
  const service = serviceOf(world, policy.resourceId);
  if (!alarm || !target || !service || alarm.judgedAt <= policy.judged[direction]) return false;
  policy.judged[direction] = alarm.judgedAt;
  if (alarm.state !== 'ALARM' || alarm.value === undefined) return false;
  const grow = direction === 'high';
  const suspended = grow ? target.suspended.out : target.suspended.in || policy.noScaleIn || isDeploying(service);
  if (suspended || !isCool(world, policy, grow)) return false;
  const proportional = Math.ceil((service.desired * alarm.value) / policy.target);
  const wanted = Math.min(target.max, Math.max(target.min, proportional));
  if (grow ? wanted <= service.desired : wanted >= service.desired) return false;
  const cause = `monitor alarm ${alarm.name} in state ALARM triggered policy ${policy.name}`;
  setDesired(world, target, service, wanted, cause);
  return true;
}

function keepInRange(world: World, target: ScalableTarget): boolean {
  const service = serviceOf(world, target.resourceId);
  if (!service) {
    removeTarget(world, target.resourceId);
    return true;
  }
  const wanted = Math.min(target.max, Math.max(target.min, service.desired));
  const suspended = wanted > service.desired ? target.suspended.out : target.suspended.in;
  if (wanted === service.desired || suspended) return false;
  const bound = wanted === target.max ? 'maximum' : 'minimum';
  setDesired(world, target, service, wanted, `${bound} capacity was set to ${wanted}`);
  return true;
}

function endActivities(world: World): boolean {
  let ended = false;
  for (const activity of world.of(scalingSlice).activities) {
    if (activity.endedAt !== undefined) continue;
    const service = serviceOf(world, activity.resourceId);
    if (service && service.desired === activity.wanted && !service.steady) continue;
    activity.endedAt = world.now();
    ended = true;
  }
  return ended;
}

/** Keeps every service within its bounds and lets the policies act on their alarms; true when anything changed. */
export function scale(world: World): boolean {
  const { targets, policies } = world.of(scalingSlice);
  let changed = false;
  for (const target of Object.values(targets)) changed = keepInRange(world, target) || changed;
  for (const policy of Object.values(policies)) {
    changed = act(world, policy, 'high') || act(world, policy, 'low') || changed;
  }
  return endActivities(world) || changed;
}
