import type { World } from '../../world.js';
import { findSubnet } from '../ec2/lookups.js';
import { applyGroup } from '../elbv2/plane.js';
import type { TargetGroup } from '../elbv2/store.js';
import {
  deregisterTargets,
  findTargetGroup,
  registerTargets,
  type TargetHealth,
  targetHealth,
} from '../elbv2/targets.js';
import { tell } from './events.js';
import { findService } from './lookups.js';
import type { Task } from './store.js';

/** A task's place in one target group. */
interface Place {
  readonly group: TargetGroup;
  readonly target: { readonly id: string; readonly port: number };
}

const serviceOf = (world: World, task: Task) =>
  task.service === undefined ? undefined : findService(world, task.cluster, task.service);

function placesOf(world: World, task: Task): Place[] {
  const id = task.interface?.privateIp;
  if (id === undefined) return [];
  return (serviceOf(world, task)?.targets ?? []).flatMap(({ targetGroupArn, containerPort }) => {
    const group = findTargetGroup(world, targetGroupArn);
    return group ? [{ group, target: { id, port: containerPort } }] : [];
  });
}

/** Registers a running task with its service's target groups. */
export function register(world: World, task: Task): void {
  const zone = findSubnet(world, task.interface?.subnetId ?? '')?.zone;
  for (const { group, target } of placesOf(world, task)) {
    registerTargets(world, group, [{ ...target, ...(zone && { zone }), ...(task.reach && { reach: task.reach }) }]);
    tell(world, serviceOf(world, task)!, `registered 1 targets in (target-group ${group.arn})`);
  }
}

/** Takes a task out of its service's target groups, which drain it. */
export function deregister(world: World, task: Task): void {
  for (const { group, target } of placesOf(world, task)) {
    if (!group.targets.some(({ id, drainedAt }) => id === target.id && drainedAt === undefined)) continue;
    deregisterTargets(world, group, [target]);
    tell(world, serviceOf(world, task)!, `deregistered 1 targets in (target-group ${group.arn})`);
  }
}

/** Tells the target groups where the data plane reaches a task now. */
export function moveTarget(world: World, task: Task): void {
  for (const { group, target } of placesOf(world, task)) {
    const known = group.targets.find(({ id, port }) => id === target.id && port === target.port);
    if (!known || !task.reach) continue;
    known.reach = task.reach;
    applyGroup(world, group);
  }
}

/** Whether no target group holds the task any more, not even draining. */
export const areTargetsGone = (world: World, task: Task): boolean =>
  placesOf(world, task).every(
    ({ group, target }) => !group.targets.some(({ id, port }) => id === target.id && port === target.port),
  );

/** How a running task stands in each of its service's target groups. */
export const healthOf = (world: World, task: Task): { arn: string; port: number; health: TargetHealth }[] =>
  placesOf(world, task).map(({ group, target }) => ({
    arn: group.arn,
    port: target.port,
    health: targetHealth(world, group, target),
  }));
