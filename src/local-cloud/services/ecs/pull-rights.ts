import type { ImageSight } from '../../data-plane.js';
import type { World } from '../../world.js';
import { isAllowed, needRight } from './roles.js';
import { failToPull } from './start-failure.js';
import type { Task, TaskDefinition } from './store.js';
import type { ImagePlace } from './ways-out.js';

/** What is fetched first after the manifest: the image's configuration, which lies among its layers. */
function firstBlob(world: World, repository: string, digest: string): string {
  const { config } = JSON.parse(world.plane.registry.manifest(repository, digest)) as { config?: { digest?: string } };
  return config?.digest ?? digest;
}

/** Refuses a start whose execution role may not pull an image (`found`, if it is there) of this world's ECR: it must log in, read the manifest, and get the layers. */
export function checkPullRights(
  world: World,
  definition: TaskDefinition,
  task: Task,
  place: ImagePlace,
  found: ImageSight | undefined,
): void {
  const { image, host, repository, reference } = place;
  needRight(world, definition, task, 'ecr:GetAuthorizationToken', '*', 'unable to retrieve ecr registry auth');
  const on = world.arn('ecr', `repository/${repository}`);
  if (!isAllowed(world, definition, 'ecr:BatchGetImage', on)) {
    failToPull(
      `pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: pulling from host ${host} failed with status code [manifests ${reference}]: 403 Forbidden`,
    );
  }
  if (!found || isAllowed(world, definition, 'ecr:GetDownloadUrlForLayer', on)) return;
  const blob = `https://${host}/v2/${repository}/blobs/${firstBlob(world, repository, found.digest)}`;
  failToPull(
    `ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code ${blob}: 403 Forbidden`,
  );
}
