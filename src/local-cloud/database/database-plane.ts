import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabasePlane, DatabaseSight, DatabaseSpec } from '../data-plane.js';
import { type Address, placesFor } from './address.js';
import { type EmbeddedOptions, openEmbedded } from './embedded-database.js';
import { findServer } from './find-server.js';
import { openInstalled } from './installed-database.js';
import { type Opening, type RunningDatabase, readRecord, writeRecord } from './running.js';
import { dataOf, endOrphan } from './server-process.js';

/** How databases are run, and where their data live. */
export interface DatabasePlaneOptions {
  readonly folder: string;
  /** `auto` takes an installed server when there is one; an instance that exists stays with what its data were made by. */
  readonly tier?: 'auto' | 'installed' | 'embedded';
  readonly embedded?: EmbeddedOptions;
}

/** What is remembered of an instance beside its data. */
interface InstanceRecord {
  readonly tier: 'installed' | 'embedded';
  readonly place?: Address;
}

interface Instance {
  sight: DatabaseSight;
  running?: RunningDatabase;
  wanted: boolean;
}

/** A database plane with what only real databases have. */
export interface LiveDatabases extends DatabasePlane {
  /** Where those listen that are available. */
  addresses(): readonly Address[];
  close(): Promise<void>;
}

/** Runs databases: a real server for each when one is installed, else the embedded one. */
export function createDatabasePlane(options: DatabasePlaneOptions): LiveDatabases {
  const instances = new Map<string, Instance>();
  // What is done with one instance is done in order, also over its removal and a new one of the same name.
  const queues = new Map<string, Promise<void>>();
  let closed = false;

  const folderOf = (id: string): string => {
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(id)) throw new Error(`not the name of a database instance: ${id}`);
    return join(options.folder, id);
  };
  const enqueue = (id: string, work: () => Promise<void>): void => {
    const next = (queues.get(id) ?? Promise.resolve()).then(work).catch((error: Error) => {
      const sight: DatabaseSight = { state: 'failed', reason: error.message };
      if (!instances.has(id)) instances.set(id, { sight, wanted: false });
    });
    queues.set(id, next);
    next.then(() => queues.get(id) === next && queues.delete(id));
  };

  const open = async (spec: DatabaseSpec, folder: string): Promise<RunningDatabase> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const recordFile = join(folder, 'instance.json');
    const before = readRecord<InstanceRecord>(recordFile);
    const wanted = before?.tier ?? options.tier ?? 'auto';
    const server = wanted === 'embedded' ? undefined : await findServer();
    if (wanted === 'installed' && !server)
      throw new Error('its data need mariadbd or mysqld, which is not installed here');
    const tier = server ? 'installed' : 'embedded';
    if (!before) writeRecord(recordFile, { tier } satisfies InstanceRecord);
    const places = placesFor(spec.id, spec.port, before?.place);
    const { id, user, password, database } = spec;
    const opening: Opening = { id, folder, places, user, password, database };
    const running = server ? await openInstalled(server, opening) : await openEmbedded(opening, options.embedded);
    const { address, port } = running;
    writeRecord(recordFile, { tier, place: { address, port } } satisfies InstanceRecord);
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
        instance.sight = { state: 'failed', reason };
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
      const instance: Instance = { sight: { state: 'starting' }, wanted: true };
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
        await endOrphan(dataOf(folder));
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
    },
  };
}
