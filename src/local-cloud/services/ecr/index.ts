import * as sdk from '@aws-sdk/client-ecr';
import type { RegistryPlane } from '../../data-plane.js';
import { defineService } from '../../service.js';
import type { World } from '../../world.js';
import { imageOperations } from './images.js';
import { repositoryOperations } from './repositories.js';
import { ecrSlice } from './store.js';

const informed = new WeakSet<RegistryPlane>();

/** A registry that was started anew is told once which repositories there are. */
function tick(world: World): boolean {
  const { repositories } = world.of(ecrSlice);
  const names = Object.keys(repositories);
  if (names.length === 0 || informed.has(world.plane.registry)) return false;
  informed.add(world.plane.registry);
  for (const name of names) world.plane.registry.createRepository(name);
  return false;
}

/** ECR: repositories over the data plane's registry. */
export const ecr = defineService('ecr', sdk, { ...repositoryOperations, ...imageOperations }, tick);
