import type { World } from '../../world.js';
import { denialOf, isAllowed } from './roles.js';
import { failToPrepare, failToPull, SECRETS_OR_AUTH } from './start-failure.js';
import type { Task, TaskDefinition } from './store.js';
import type { ImagePlace } from './ways-out.js';

/** What is fetched first after the manifest: the image's configuration, which lies among its layers. */
function firstBlob(world: World, repository: string, digest: string): string {
  const { config } = JSON.parse(world.plane.registry.manifest(repository, digest)) as { config?: { digest?: string } };
  return config?.digest ?? digest;
}

/** Refuses a start whose execution role may not pull an image of this world's ECR: it must log in, read the manifest, and get the layers. */
export function checkPullRights(world: World, definition: TaskDefinition, task: Task, place: ImagePlace): void {
  const { image, host, repository, reference } = place;
  const denial = denialOf(world, definition, task, 'ecr:GetAuthorizationToken', '*');
  if (denial) {
    const what = 'unable to retrieve ecr registry auth: service call has been retried 1 time(s)';
    failToPrepare(`${SECRETS_OR_AUTH}: ${what}: ${denial}`);
  }
  const on = world.arn('ecr', `repository/${repository}`);
  if (!isAllowed(world, definition, 'ecr:BatchGetImage', on)) {
    failToPull(
      `pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: pulling from host ${host} failed with status code [manifests ${reference}]: 403 Forbidden`,
    );
  }
  const found = world.plane.registry
    .images(repository)
    .find(({ digest, tags }) => digest === reference || tags.includes(reference));
  if (!found || isAllowed(world, definition, 'ecr:GetDownloadUrlForLayer', on)) return;
  const blob = `https://${host}/v2/${repository}/blobs/${firstBlob(world, repository, found.digest)}`;
  failToPull(
    `ref pull has been retried 1 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code ${blob}: 403 Forbidden`,
  );
}
