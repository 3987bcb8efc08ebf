import * as sdk from '@aws-sdk/client-ecr';
import type { RegistryPlane } from '../../data-plane.js';
import { defineService } from '../../service.js';
import type { World } from '../../world.js';
import { checkEnumerations } from '../enumerations.js';
import { checkTagKeys } from '../reserved-tags.js';
import { enumerated, refuseValue } from './enumerations.js';
import { imageOperations } from './images.js';
import { manifestOperations } from './manifests.js';
import { tellRegistry } from './mutability.js';
import { repositoryOperations } from './repositories.js';
import { ecrSlice } from './store.js';

const informed = new WeakSet<RegistryPlane>();

/** A registry that was started anew is told once which repositories there are, and which of their tags may not move. */
function tick(world: World): boolean {
  const { repositories } = world.of(ecrSlice);
  const all = Object.values(repositories);
  if (all.length === 0 || informed.has(world.plane.registry)) return false;
  informed.add(world.plane.registry);
  for (const repository of all) tellRegistry(world, repository);
  return false;
}

/** ECR: repositories over the data plane's registry. */
export const ecr = defineService(
  'ecr',
  sdk,
  checkTagKeys(
    checkEnumerations({ ...repositoryOperations, ...imageOperations, ...manifestOperations }, enumerated, refuseValue),
    (message) => {
      throw new sdk.InvalidTagParameterException({ message, $metadata: {} });
    },
  ),
  tick,
);
