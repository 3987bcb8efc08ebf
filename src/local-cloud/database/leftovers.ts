import { type Docker, openDocker } from '../tasks/containers/docker.js';
import { endContainer } from './container-server.js';
import { endOrphan } from './server-process.js';
import { instancesIn, tierOf } from './tier.js';

/** Ends the server of an instance that outlived its daemon, whatever it is run by. */
export async function endServer(folder: string, docker: Docker): Promise<void> {
  if (tierOf(folder) === 'container') await endContainer(docker, folder);
  else await endOrphan(folder);
}

/** Ends the servers of all instances below a folder. */
export async function endDatabases(folder: string): Promise<void> {
  const docker = openDocker('docker');
  try {
    await Promise.all(instancesIn(folder).map((instance) => endServer(instance, docker).catch(() => {})));
  } finally {
    await docker.close();
  }
}
