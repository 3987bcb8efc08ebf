import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Docker, openDocker } from './docker.js';
import { removeRecorded } from './stored-images.js';

/** What a folder's containers and images are known by. */
export const marksOf = (folder: string) => ({
  /** On each container of ours, so that leftovers are found. */
  label: `meibo-infra.local=${folder}`,
  gateImage: `meibo-infra-gate:${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
  /** Lists the images that docker pulled for this folder. */
  imageList: join(folder, 'docker-images.json'),
});

/** Removes the containers of a folder. Rejects with DockerFault. */
export async function removeContainers(docker: Docker, folder: string): Promise<void> {
  const filter = `label=${marksOf(folder).label}`;
  const left = await docker.run(['ps', '--all', '--quiet', '--filter', filter]);
  if (left !== '') await docker.run(['rm', '--force', '--volumes', ...left.split('\n')]);
}

/** Removes the images of a folder; those in use stay. */
export async function removeImages(docker: Docker, folder: string): Promise<void> {
  const { gateImage, imageList } = marksOf(folder);
  await removeRecorded(docker, imageList);
  await docker.run(['image', 'rm', gateImage]).catch(() => {});
}

/** For a folder whose tasks are no containers any more: removes what is left of those. Quiet where docker does not answer. */
export async function removeTraces(folder: string): Promise<void> {
  if (!existsSync(marksOf(folder).imageList)) return;
  const docker = openDocker('docker');
  await removeContainers(docker, folder)
    .then(() => removeImages(docker, folder))
    .catch(() => {});
  await docker.close();
}
