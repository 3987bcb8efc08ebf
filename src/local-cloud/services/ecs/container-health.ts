import type * as sdk from '@aws-sdk/client-ecs';
import type { ContainerCheckSpec, TaskSight } from '../../data-plane.js';
import type { World } from '../../world.js';
import { findTaskDefinition } from './lookups.js';
import type { Task } from './store.js';

/** What ECS fills in, in seconds and times (API_HealthCheck). */
export const usualCheck = { interval: 30, timeout: 5, retries: 3 };

/** The health check of a container for the data plane; undefined without one. */
export function checkSpecOf({ healthCheck: check }: sdk.ContainerDefinition): ContainerCheckSpec | undefined {
  if (!check?.command?.length) return undefined;
  return { startPeriod: 0, ...usualCheck, ...check, command: check.command };
}

/** Takes note of how the container of a running task is found; true when that changed. A plane that runs no checks has well ones. */
export function noteHealth(world: World, task: Task, sight: Extract<TaskSight, { state: 'running' }>): boolean {
  const container = findTaskDefinition(world, task.taskDefinition)?.containers[0];
  if (!container || !checkSpecOf(container)) return false;
  const before = task.health;
  task.health = sight.health ?? 'HEALTHY';
  return task.health !== before;
}
