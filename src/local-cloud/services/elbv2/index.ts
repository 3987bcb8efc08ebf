import * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import { defineService } from '../../service.js';
import type { World } from '../../world.js';
import { checkTagKeys } from '../reserved-tags.js';
import { balancerOperations } from './balancer-operations.js';
import { wakeBalancers } from './balancers.js';
import { groupOperations } from './group-operations.js';
import { listenerOperations } from './listener-operations.js';
import { elbSlice } from './store.js';
import { tagOperations } from './tag-operations.js';
import { dropDrained } from './targets.js';

function tick(world: World): boolean {
  let changed = wakeBalancers(world);
  for (const group of Object.values(world.of(elbSlice).targetGroups)) changed = dropDrained(world, group) || changed;
  return changed;
}

/** Elastic Load Balancing: application load balancers that forward HTTP to one target group a listener. */
export const elbv2 = defineService(
  'elbv2',
  sdk,
  checkTagKeys({ ...balancerOperations, ...groupOperations, ...listenerOperations, ...tagOperations }, (message) =>
    refuse('ValidationError', message),
  ),
  tick,
);
