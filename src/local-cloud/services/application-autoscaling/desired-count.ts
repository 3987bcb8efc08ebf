import { randomUUID } from 'node:crypto';
import type { World } from '../../world.js';
import type { Service } from '../ecs/store.js';
import { serviceOf } from './checks.js';
import { type ScalableTarget, scalingSlice } from './store.js';

/** How many activities are kept for all resources together. */
const KEPT = 200;

/** Sets a service's desired count and keeps that as an activity with its cause. */
export function setDesired(
  world: World,
  target: ScalableTarget,
  service: Service,
  wanted: number,
  cause: string,
): void {
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

/**
 * Pulls a service's desired count into the bounds of its target. Only RegisterScalableTarget does that: a count that somebody
 * sets outside of them afterwards stays until a policy acts.
 */
export function pullIntoBounds(world: World, target: ScalableTarget): void {
  const service = serviceOf(world, target.resourceId);
  if (!service) return;
  const wanted = Math.min(target.max, Math.max(target.min, service.desired));
  const suspended = wanted > service.desired ? target.suspended.out : target.suspended.in;
  if (wanted === service.desired || suspended) return;
  const bound = wanted === target.max ? 'maximum' : 'minimum';
  setDesired(world, target, service, wanted, `${bound} capacity was set to ${wanted}`);
}
