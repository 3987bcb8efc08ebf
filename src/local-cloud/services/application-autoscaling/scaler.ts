import type { World } from '../../world.js';
import { findAlarm } from '../cloudwatch/alarms.js';
import { primaryOf } from '../ecs/lookups.js';
import type { Service } from '../ecs/store.js';
import { serviceOf } from './checks.js';
import { setDesired } from './desired-count.js';
import { removeTarget } from './policies.js';
import { scalingSpeed } from './speed.js';
import { type Policy, scalingSlice } from './store.js';

const isDeploying = (service: Service): boolean => primaryOf(service).rolloutState === 'IN_PROGRESS';

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
  // Without tasks there is no metric; what an alarm still has of it is of before.
  if (suspended || service.desired === 0 || !isCool(world, policy, grow)) return false;
  const proportional = Math.ceil((service.desired * alarm.value) / policy.target);
  const wanted = Math.min(target.max, Math.max(target.min, proportional));
  if (grow ? wanted <= service.desired : wanted >= service.desired) return false;
  const cause = `monitor alarm ${alarm.name} in state ALARM triggered policy ${policy.name}`;
  setDesired(world, target, service, wanted, cause);
  return true;
}

function forgetTargets(world: World): boolean {
  const orphans = Object.keys(world.of(scalingSlice).targets).filter((resourceId) => !serviceOf(world, resourceId));
  for (const resourceId of orphans) removeTarget(world, resourceId);
  return orphans.length > 0;
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

/** Lets the policies act on their alarms, and forgets the targets of services that are gone; true when anything changed. */
export function scale(world: World): boolean {
  let changed = forgetTargets(world);
  for (const policy of Object.values(world.of(scalingSlice).policies)) {
    changed = act(world, policy, 'high') || act(world, policy, 'low') || changed;
  }
  return endActivities(world) || changed;
}
