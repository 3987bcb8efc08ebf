import { fail } from '../model/problem.js';
import { demandFolder } from './daemon/client.js';
import { filesOf } from './daemon/endpoint.js';
import { DEFAULT_IMAGE, findContainerServer, ImageUnfit, NetworkApart } from './database/container-server.js';
import { writeRecord } from './database/running.js';
import { type DatabaseWish, databasesOf, instancesIn, tierOf } from './database/tier.js';
import { demandDocker } from './demand-docker.js';
import { DockerFault, openDocker } from './tasks/containers/docker.js';

/** What `--database` knows. */
export type DatabaseChoice = 'auto' | 'container' | 'embedded';

/** What choosing may need. */
export interface DatabaseChoosing {
  readonly signal?: AbortSignal;
  /** Told before docker pulls an image. */
  readonly onPull?: (image: string) => void;
}

/** An instance's data stay with the server that made them. */
function refuseOther(folder: string, wanted: DatabaseChoice): void {
  const suiting = wanted === 'auto' ? ['installed', 'embedded'] : [wanted];
  const tiers = instancesIn(databasesOf(folder)).flatMap((it) => tierOf(it) ?? []);
  const is = tiers.find((tier) => !suiting.includes(tier));
  if (is) fail('local-database-differs', { is: is === 'installed' ? 'auto' : is, wanted });
}

async function demandImage(image: string, { signal, onPull }: DatabaseChoosing): Promise<void> {
  await demandDocker('--database', signal);
  const docker = openDocker('docker', process.env, signal);
  try {
    await findContainerServer(docker, image, onPull);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ImageUnfit) fail('database-image-unfit', { image, said: error.message }, error);
    const unfit = { option: '--database', reason: error instanceof NetworkApart ? 'apart' : 'silent' } as const;
    if (error instanceof NetworkApart || error instanceof DockerFault)
      fail('docker-unfit', { ...unfit, said: error.message }, error);
    throw error;
  } finally {
    await docker.close();
  }
}

/**
 * Remembers how the databases of a folder's local cloud are run from now on; a daemon that runs sees it too. Containers are made of
 * MySQL 8.4's image or the one that MEIBO_INFRA_DATABASE_IMAGE names, pulled when it is not there. Fails with `local-database-differs`,
 * `docker-unfit`, `database-image-unfit`.
 */
export async function chooseDatabase(
  folder: string,
  choice: DatabaseChoice,
  choosing: DatabaseChoosing = {},
): Promise<void> {
  refuseOther(folder, choice);
  const image = process.env.MEIBO_INFRA_DATABASE_IMAGE || DEFAULT_IMAGE;
  if (choice === 'container') await demandImage(image, choosing);
  demandFolder(folder);
  const wish: DatabaseWish = choice === 'container' ? { tier: choice, image } : { tier: choice };
  writeRecord(filesOf(folder).database, wish);
}
