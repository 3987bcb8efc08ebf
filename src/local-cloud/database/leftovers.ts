import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Docker, openDocker } from '../tasks/containers/docker.js';
import { endContainer } from './container-server.js';
import { readRecord } from './running.js';
import { endOrphan } from './server-process.js';
import { type DatabaseRecord, recordFileOf } from './tier.js';

/** Ends the server of an instance that outlived its daemon, whatever it is run by. */
export async function endServer(folder: string, docker: () => Docker): Promise<void> {
  const tier = readRecord<DatabaseRecord>(recordFileOf(folder))?.tier;
  if (tier === 'container') await endContainer(docker(), folder);
  else await endOrphan(folder);
}

/** Ends the servers of all instances below a folder. */
export async function endDatabases(folder: string): Promise<void> {
  let ids: string[] = [];
  try {
    ids = readdirSync(folder);
  } catch {
    return;
  }
  let client: Docker | undefined;
  const docker = () => {
    client ??= openDocker('docker');
    return client;
  };
  try {
    await Promise.all(ids.map((id) => endServer(join(folder, id), docker).catch(() => {})));
  } finally {
    await client?.close();
  }
}
