import type { World } from '../../world.js';
import { mostOf } from '../service-quotas/store.js';
import { findTaskDefinition } from './lookups.js';
import { ecsSlice } from './store.js';

/** ECS's words for a quota of Fargate that is used up, in a service's events and in the failures of RunTask. */
export const outOfCpus =
  "You've reached the limit on the number of vCPUs you can run concurrently. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

/** How many more tasks of a definition the account's quota of Fargate vCPUs has room for. */
export function placesLeft(world: World, taskDefinition: string): number {
  const cpuOf = (arn: string) => Number(findTaskDefinition(world, arn)?.cpu ?? 0) / 1024;
  const own = cpuOf(taskDefinition);
  if (own === 0) return Number.POSITIVE_INFINITY;
  const used = Object.values(world.of(ecsSlice).tasks)
    .filter(({ lastStatus }) => lastStatus !== 'STOPPED')
    .reduce((sum, it) => sum + cpuOf(it.taskDefinition), 0);
  return Math.floor((mostOf(world, 'fargateCpus') - used) / own + 1e-9);
}
