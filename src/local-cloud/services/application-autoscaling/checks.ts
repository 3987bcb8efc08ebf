import {
  ObjectNotFoundException,
  ServiceNamespace,
  ValidationException,
} from '@aws-sdk/client-application-auto-scaling';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { findService } from '../ecs/lookups.js';
import type { Service } from '../ecs/store.js';
import { writeConstraint } from '../enumerations.js';
import { own } from '../own.js';
import { type ScalableTarget, scalingSlice } from './store.js';

/** Ends an operation with ValidationException. */
export function invalid(message: string): never {
  throw new ValidationException({ message, $metadata: {} });
}

/** Ends an operation with ObjectNotFoundException. */
export function notFound(message: string): never {
  throw new ObjectNotFoundException({ message, $metadata: {} });
}

/** Refuses what the local cloud would do nothing about, as NotImplemented. */
export function notImitated(what: string): never {
  refuse('NotImplemented', `The local cloud does not simulate ${what}`, 501);
}

/** Refuses what is not the desired count of an ECS service: nothing else is scaled here. */
export function checkDimension(namespace: string | undefined, dimension: string | undefined): void {
  const namespaces = Object.values<string>(ServiceNamespace);
  if (namespace === undefined || !namespaces.includes(namespace)) {
    invalid(writeConstraint('ServiceNamespace', namespace ?? 'null', namespaces));
  }
  if (namespace !== 'ecs') notImitated(`scaling in the service namespace ${namespace}`);
  if (dimension !== undefined && dimension !== 'ecs:service:DesiredCount') {
    invalid(`Unsupported scalable dimension: ${dimension}`);
  }
}

/** The ACTIVE service that `service/cluster/name` names, if there is one. */
export function serviceOf(world: World, resourceId: string): Service | undefined {
  const [kind, cluster = '', name = ''] = resourceId.split('/');
  const found = kind === 'service' ? findService(world, cluster, name) : undefined;
  return found?.status === 'ACTIVE' ? found : undefined;
}

/** The scalable target of a resource; throws ObjectNotFoundException. */
export function needTarget(world: World, resourceId: string): ScalableTarget {
  return (
    own(world.of(scalingSlice).targets, resourceId) ??
    notFound(
      `No scalable target found for service namespace: ecs, resource ID: ${resourceId}, scalable dimension: ecs:service:DesiredCount`,
    )
  );
}
