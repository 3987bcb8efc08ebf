import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createBalancerPlane } from './balancer/plane.js';
import type { PortMemory } from './balancer/ports.js';
import type { DataPlane } from './data-plane.js';
import { createDatabasePlane } from './database/database-plane.js';
import { readRecord, writeRecord } from './database/running.js';
import { type DatabaseWish, databasesOf } from './database/tier.js';
import { createRegistryPlane } from './registry/plane.js';
import { createContainerTaskPlane } from './tasks/containers/plane.js';
import { removeTraces } from './tasks/containers/traces.js';
import type { LiveTasks } from './tasks/keep-tasks.js';
import { createTaskPlane } from './tasks/plane.js';

/** Ports in a file, so that addresses that were handed out stay good over a restart. */
export function keepPorts(file: string): PortMemory {
  const ports = new Map(Object.entries(readRecord<Record<string, number>>(file) ?? {}));
  return {
    get: (key) => ports.get(key),
    set(key, port) {
      ports.set(key, port);
      writeRecord(file, Object.fromEntries(ports));
    },
  };
}

/** New targets are looked at twice a second until they answer, so that nobody waits for the interval; milliseconds. */
const FIRST_LOOKS = 500;

/**
 * Where a folder's searches for ports start: below those that systems give to clients, and not the same for every folder, so that
 * a local cloud that was stopped finds its ports free when it comes back.
 */
export function firstPorts(folder: string): { registry: number; endpoint: number; balancer: number } {
  const hash = createHash('sha256').update(folder).digest();
  const first = 20_000 + (hash.readUInt16BE() % 3333) * 3;
  return { registry: first, endpoint: first + 1, balancer: first + 2 };
}

/** How tasks are run: as processes of this machine, or as containers of docker. */
export type TaskRuntime = 'process' | 'docker';

/** What a live plane is made of. */
export interface LivePlaneOptions {
  /** Everything that outlives a restart lies below it; must exist. */
  readonly folder: string;
  readonly ports: PortMemory;
  readonly now: () => number;
  /** Where the search for a load balancer's port starts; the address that people expect, 8080, by default. */
  readonly balancerPort?: number;
  /** How new databases are run; by an installed server when there is one by default. */
  readonly databaseWish?: () => DatabaseWish;
  /** How tasks are run; as processes by default. */
  readonly runtime?: TaskRuntime;
}

/** A data plane that can be asked for its processes and ended. */
export interface LivePlane extends DataPlane {
  readonly tasks: LiveTasks;
  /** Ends all of it; for good, when its folder is about to go. */
  close(forGood?: boolean): Promise<void>;
}

/** The data plane with real processes, sockets and databases, all on loopback addresses. `close` ends them; data stay. */
export async function createLivePlane(options: LivePlaneOptions): Promise<LivePlane> {
  const { folder, ports, now } = options;
  const balancers = createBalancerPlane({
    remember: ports,
    firstLooks: FIRST_LOOKS,
    ...(options.balancerPort !== undefined && { preferredPort: options.balancerPort }),
  });
  const registry = await createRegistryPlane({
    folder: join(folder, 'registry'),
    preferredPort: firstPorts(folder).registry,
    remember: ports,
  });
  const databases = createDatabasePlane({
    folder: databasesOf(folder),
    ...(options.databaseWish && { wish: options.databaseWish }),
  });
  if (options.runtime !== 'docker') void removeTraces(join(folder, 'tasks'));
  const wish = { folder: join(folder, 'tasks'), registry, now };
  const tasks =
    options.runtime === 'docker'
      ? createContainerTaskPlane({ ...wish, docker: 'docker', neighbours: databases.addresses })
      : createTaskPlane(wish);
  return {
    balancers,
    registry,
    databases,
    tasks,
    async close(forGood) {
      await balancers.close();
      await tasks.close(forGood);
      await Promise.all([databases.close(), registry.close()]);
    },
  };
}
