import type * as sdk from '@aws-sdk/client-ecs';
import type { World } from '../../world.js';
import { findService } from './lookups.js';
import type { Deployment, Task } from './store.js';

const isPinned = ({ versionConsistency }: sdk.ContainerDefinition): boolean => versionConsistency !== 'disabled';

function deploymentOf(world: World, { cluster, service, deploymentId }: Task): Deployment | undefined {
  const found = service === undefined ? undefined : findService(world, cluster, service);
  return found?.deployments.find(({ id }) => id === deploymentId);
}

/**
 * The image that a task is to pull: as its container names it, and with the digest behind (`repository:tag@sha256:…`, as ECS
 * writes it in its reasons) once the task itself, or an earlier one of its deployment, has resolved the tag.
 */
export function imageToPull(world: World, task: Task, container: sdk.ContainerDefinition): string {
  const image = container.image!;
  if (image.includes('@')) return image;
  const shared = isPinned(container) ? deploymentOf(world, task)?.imageDigest : undefined;
  const digest = task.imageDigest ?? shared;
  return digest === undefined ? image : `${image}@${digest}`;
}

/** Takes note of what the image of a task was found to be: from now on it and, unless its container does not want that, all of its deployment run that digest. */
export function noteDigest(world: World, task: Task, container: sdk.ContainerDefinition, digest: string): void {
  task.imageDigest = digest;
  const deployment = isPinned(container) ? deploymentOf(world, task) : undefined;
  if (deployment) deployment.imageDigest ??= digest;
}

/** An image without the tag before its digest: registries are asked for one or the other. */
export const withoutTag = (image: string): string => image.replace(/:[^:@/]+@/, '@');
