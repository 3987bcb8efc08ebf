import * as sdk from '@aws-sdk/client-ecs';
import { defineService } from '../../service.js';
import type { World } from '../../world.js';
import { checkTagKeys } from '../reserved-tags.js';
import { clusterOperations } from './cluster-operations.js';
import { definitionOperations, forgetDefinitions } from './definition-operations.js';
import { invalid } from './errors.js';
import { publishMeasurements } from './measurements.js';
import { schedule } from './scheduler.js';
import { serviceOperations } from './service-operations.js';
import { ecsSlice } from './store.js';
import { tagOperations } from './tag-operations.js';
import { taskOperations } from './task-operations.js';
import { advanceTask } from './tasks.js';

function tick(world: World): boolean {
  let changed = false;
  for (const task of Object.values(world.of(ecsSlice).tasks)) changed = advanceTask(world, task) || changed;
  for (const service of Object.values(world.of(ecsSlice).services)) changed = schedule(world, service) || changed;
  changed = forgetDefinitions(world) || changed;
  return publishMeasurements(world) || changed;
}

/** ECS on Fargate: a scheduler that really deploys, replaces and drains the tasks of services. */
export const ecs = defineService(
  'ecs',
  sdk,
  checkTagKeys(
    { ...clusterOperations, ...definitionOperations, ...serviceOperations, ...taskOperations, ...tagOperations },
    invalid,
  ),
  tick,
);
