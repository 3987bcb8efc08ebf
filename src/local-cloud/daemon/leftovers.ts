import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../../state/lock.js';
import { endDatabases } from '../database/leftovers.js';
import { databasesOf } from '../database/tier.js';
import { openDocker } from '../tasks/containers/docker.js';
import { removeContainers } from '../tasks/containers/traces.js';
import { createProcessBook } from '../tasks/leftovers.js';
import { filesOf, readRuntime } from './endpoint.js';

/** Ends the tasks and databases that a killed daemon left running; their data stay. Nothing is done where another daemon begins. */
export async function endLeftovers(folder: string): Promise<void> {
  const lock = await takeLock(filesOf(folder).lock, 'local').catch(() => undefined);
  if (!lock) return;
  try {
    await end(folder);
  } finally {
    await lock.release();
  }
}

async function end(folder: string): Promise<void> {
  const tasks = join(folder, 'tasks');
  const processes = join(tasks, 'processes');
  if (existsSync(processes)) createProcessBook(processes).killLeftovers();
  if (readRuntime(folder) === 'docker') {
    const docker = openDocker('docker');
    // Where docker does not answer, no container runs either.
    await removeContainers(docker, tasks).catch(() => {});
    await docker.close();
  }
  await endDatabases(databasesOf(folder));
}
