import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabasePlane, DatabaseSight, DatabaseSpec } from '../data-plane.js';
import { openDocker } from '../tasks/containers/docker.js';
import { type Address, placesFor } from './address.js';
import { findContainerServer } from './container-server.js';
import { type EmbeddedOptions, openEmbedded } from './embedded-database.js';
import { findServer } from './find-server.js';
import { endServer } from './leftovers.js';
import { type Opening, type RunningDatabase, readRecord, writeRecord } from './running.js';
import type { DatabaseServer } from './server.js';
import { openOnServer } from './server-database.js';
import { type DatabaseRecord, type DatabaseWish, recordFileOf } from './tier.js';

/** How databases are run, and where their data live. */
export interface DatabasePlaneOptions {
  readonly folder: string;
  /** Asked for each new instance; one that exists stays with what its data were made by. */
  readonly wish?: () => DatabaseWish;
  readonly embedded?: EmbeddedOptions;
  /** The docker that runs containers; the one on the PATH by default. */
  readonly docker?: { readonly path: string; readonly env: NodeJS.ProcessEnv };
}

interface Instance {
  sight: DatabaseSight;
  running?: RunningDatabase;
  wanted: boolean;
  /** When its server ended by itself, of late; milliseconds. */
  falls: readonly number[];
}

/** A server that ends by itself is started again, as RDS does, but not more often than so within a minute. */
const MOST_FALLS = 3;

/** A database plane with what only real databases have. */
export interface LiveDatabases extends DatabasePlane {
  /** Where those listen that are available. */
  addresses(): readonly Address[];
  close(): Promise<void>;
}

/** Runs databases: a real server for each when one is installed, else the embedded one; in a container when that is wished. */
export function createDatabasePlane(options: DatabasePlaneOptions): LiveDatabases {
  const instances = new Map<string, Instance>();
  // What is done with one instance is done in order, also over its removal and a new one of the same name.
  const queues = new Map<string, Promise<void>>();
  let closed = false;
  const docker = openDocker(options.docker?.path ?? 'docker', options.docker?.env);

  const folderOf = (id: string): string => {
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(id)) throw new Error(`not the name of a database instance: ${id}`);
    return join(options.folder, id);
  };
  const enqueue = (id: string, work: () => Promise<void>): void => {
    const next = (queues.get(id) ?? Promise.resolve()).then(work).catch((error: Error) => {
      const sight: DatabaseSight = { state: 'failed', reason: error.message };
      if (!instances.has(id)) instances.set(id, { sight, wanted: false, falls: [] });
    });
    queues.set(id, next);
    next.then(() => queues.get(id) === next && queues.delete(id));
  };

  const findFor = async (wish: DatabaseWish): Promise<DatabaseServer | undefined> => {
    if (wish.tier === 'embedded') return undefined;
    if (wish.tier === 'container') return await findContainerServer(docker, wish.image);
    const server = await findServer();
    if (wish.tier === 'installed' && !server)
      throw new Error('its data need mariadbd or mysqld, which is not installed here');
    return server;
  };

  const open = async (spec: DatabaseSpec, folder: string): Promise<RunningDatabase> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const recordFile = recordFileOf(folder);
    const before = readRecord<DatabaseRecord>(recordFile);
    const wish = before ?? options.wish?.() ?? { tier: 'auto' };
    if (before) await endServer(folder, docker);
    const server = await findFor(wish);
    const made: DatabaseRecord = wish.tier === 'container' ? wish : { tier: server ? 'installed' : 'embedded' };
    if (!before) writeRecord(recordFile, made);
    const places = placesFor(folder, spec.port, before?.place);
    const { id, user, password, database } = spec;
    const opening: Opening = { id, folder, places, user, password, database };
    const running = server ? await openOnServer(server, opening) : await openEmbedded(opening, options.embedded);
    const { address, port } = running;
    writeRecord(recordFile, { ...made, place: { address, port } } satisfies DatabaseRecord);
    return running;
  };

  const start = async (spec: DatabaseSpec, instance: Instance, folder: string): Promise<void> => {
    if (!instance.wanted || closed) return;
    try {
      const running = await open(spec, folder);
      instance.running = running;
      const { address, port, software } = running;
      instance.sight = { state: 'available', address, port, software };
      running.ended.then((reason) => {
        if (instance.running !== running) return;
        instance.running = undefined;
        const now = Date.now();
        instance.falls = [...instance.falls.filter((at) => at > now - 60_000), now];
        const mayRise = instance.falls.length <= MOST_FALLS;
        instance.sight = mayRise ? { state: 'starting' } : { state: 'failed', reason };
        const onItsData = { ...spec, password: undefined };
        if (mayRise) enqueue(spec.id, () => start(onItsData, instance, folder));
      });
    } catch (error) {
      instance.sight = { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
  };
  const stop = async (instance: Instance | undefined): Promise<void> => {
    const running = instance?.running;
    if (!instance || !running) return;
    instance.running = undefined;
    await running.stop();
  };

  return {
    start(spec) {
      const folder = folderOf(spec.id);
      const known = instances.get(spec.id);
      if (closed || (known && known.sight.state !== 'failed')) return;
      const instance: Instance = { sight: { state: 'starting' }, wanted: true, falls: known?.falls ?? [] };
      instances.set(spec.id, instance);
      enqueue(spec.id, () => start(spec, instance, folder));
    },
    look: (id) => instances.get(id)?.sight,
    changePassword(id, password) {
      const instance = instances.get(id);
      enqueue(id, async () => {
        try {
          await instance?.running?.changePassword(password);
        } catch (error) {
          // The contract has no answer to a change, so that it failed must show on the instance itself.
          await stop(instance);
          const reason = `its password could not be changed: ${(error as Error).message}`;
          if (instance) instance.sight = { state: 'failed', reason };
        }
      });
    },
    stop(id) {
      const instance = instances.get(id);
      if (instance) instance.wanted = false;
      instances.delete(id);
      enqueue(id, () => stop(instance));
    },
    remove(id) {
      const folder = folderOf(id);
      const instance = instances.get(id);
      if (instance) instance.wanted = false;
      instances.delete(id);
      enqueue(id, async () => {
        await stop(instance);
        await endServer(folder, docker);
        rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      });
    },
    addresses: () =>
      [...instances.values()].flatMap(({ sight }) =>
        sight.state === 'available' ? [{ address: sight.address, port: sight.port }] : [],
      ),
    async close() {
      closed = true;
      await Promise.allSettled(queues.values());
      await Promise.allSettled([...instances.values()].map(stop));
      instances.clear();
      await docker.close();
    },
  };
}
