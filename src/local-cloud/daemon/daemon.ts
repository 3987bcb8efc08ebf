import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { isRead } from '../../aws/looking.js';
import { takeLock } from '../../state/lock.js';
import type { PortMemory } from '../balancer/ports.js';
import { type Cloud, createCloud, type LoggedCall } from '../cloud.js';
import { writeRecord } from '../database/running.js';
import { createLivePlane, firstPorts, keepPorts } from '../live-plane.js';
import { markProcess } from '../processes.js';
import { type CloudServer, startServer } from '../server.js';
import { setScalingSpeed } from '../services/application-autoscaling/speed.js';
import { allServices } from '../services/index.js';
import { weatherOf } from '../weather.js';
import { World } from '../world.js';
import { withAdmin } from './admin.js';
import {
  type EndpointRecord,
  filesOf,
  ownVersion,
  readDatabaseWish,
  readEndpoint,
  readRuntime,
  readWeather,
} from './endpoint.js';
import { inhabitantsOf } from './inhabitants.js';
import { insidesOf } from './insides.js';
import { keepWorld, readWorld } from './keeper.js';
import { createSeal } from './seal.js';

/** How a local cloud is started. */
export interface DaemonOptions {
  /** Holds all of it; made when it is not there. */
  readonly folder: string;
  /** Of a new world; one that is kept has its own. */
  readonly region?: string;
  /** It stands beside others for a while and nobody knows its address by heart: its load balancer leaves 8080 to them. */
  readonly aside?: boolean;
  readonly log: (line: string) => void;
}

/** A local cloud that runs in this process. */
export interface Daemon {
  readonly endpoint: string;
  /** Ends everything in order and keeps the world; also when called twice. */
  stop(): Promise<void>;
  /** Resolves after `stop`, whoever asked for it. */
  readonly stopped: Promise<void>;
}

/** Scaling acts twenty times quicker than on AWS: its 60-second periods and cooldowns take 3 s. */
export const SCALING_SPEED = 20;

const TICK = 100;
const GUARD = 1000;

const PORTS_TRIED = 200;

async function listen(cloud: Cloud, first: number, ports: PortMemory): Promise<CloudServer> {
  const known = ports.get('endpoint');
  const others = Array.from({ length: PORTS_TRIED }, (_, i) => first + i);
  for (const port of known === undefined ? others : [known, ...others]) {
    try {
      const server = await startServer(cloud, port);
      if (port !== known) ports.set('endpoint', port);
      return server;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`no free port from ${first} on`);
}

function describe({ service, operation, error, fault }: LoggedCall): string | undefined {
  if (fault instanceof Error) return `${service} ${operation} failed: ${fault.stack}`;
  if (fault !== undefined) return `${service} ${operation} failed: ${String(fault)}`;
  if (error === undefined && isRead(`${operation}Command`)) return undefined;
  return `${service} ${operation}${error === undefined ? '' : ` ${error}`}`;
}

/** Starts the local cloud of a folder on its kept world. Rejects with the problem `locked` when one runs on it already. */
export async function startDaemon({ folder, region, aside, log }: DaemonOptions): Promise<Daemon> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = filesOf(folder);
  const lock = await takeLock(files.lock, 'local');
  try {
    return await open();
  } catch (error) {
    await lock.release();
    throw error;
  }

  async function open(): Promise<Daemon> {
    const ports = keepPorts(files.ports);
    const seal = createSeal(files.key);
    const runtime = readRuntime(folder);
    const weather = readWeather(folder);
    const [kept, plane] = await Promise.all([
      readWorld(files.world, seal),
      createLivePlane({
        folder,
        ports,
        runtime,
        now: Date.now,
        databaseWish: () => readDatabaseWish(folder),
        ...(aside && { balancerPort: firstPorts(folder).balancer }),
      }),
    ]);
    const world = new World(Date.now, weatherOf(weather), plane, kept ?? { region });
    setScalingSpeed(world, SCALING_SPEED);
    const keeper = keepWorld(world, files.world, seal, (error) => log(`cannot keep the world: ${String(error)}`));
    const cloud = createCloud({
      world,
      services: allServices,
      onCall: (call) => {
        const line = describe(call);
        if (line) log(line);
        if (!isRead(`${call.operation}Command`)) keeper.touch();
      },
    });

    let stopping: Promise<void> | undefined;
    const stop = (forGood = false) => {
      stopping ??= close(forGood);
      return stopping;
    };
    let tell: () => void = () => {};
    const stopped = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const record: EndpointRecord = {
      ...markProcess(process.pid),
      endpoint: '',
      region: world.region,
      version: ownVersion(),
      runtime,
      weather,
      token: randomBytes(24).toString('base64url'),
      since: new Date().toISOString(),
    };
    const keeping: Cloud = {
      ...cloud,
      async handle(request) {
        const answer = await cloud.handle(request);
        await keeper.kept();
        return answer;
      },
    };
    const server = await listen(
      withAdmin(keeping, {
        token: record.token,
        status: () => ({
          pid: record.pid,
          region: world.region,
          version: record.version,
          since: record.since,
          ...insidesOf(world, plane),
        }),
        inhabitants: () => inhabitantsOf(world),
        stop: (forGood) => void setImmediate(() => void stop(forGood)),
      }),
      firstPorts(folder).endpoint,
      ports,
    );

    writeRecord(files.endpoint, { ...record, endpoint: server.endpoint });

    // Somebody deleted the folder: there is nothing left to keep, and nobody could find the daemon any more.
    const guarding = setInterval(() => {
      if (readEndpoint(folder)?.token !== record.token) void stop(true);
    }, GUARD);

    const ticking = setInterval(() => {
      try {
        cloud.tick();
      } catch (error) {
        log(`tick failed: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }, TICK);

    async function close(forGood: boolean): Promise<void> {
      log('stopping');
      clearInterval(ticking);
      clearInterval(guarding);
      rmSync(files.endpoint, { force: true });
      // What cannot be put away must not keep the daemon alive.
      const tellFault = (error: unknown) => log(`stopping: ${error instanceof Error ? error.stack : String(error)}`);
      await server.close().catch(tellFault);
      await plane.close(forGood).catch(tellFault);
      await keeper.close().catch(tellFault);
      await lock.release().catch(tellFault);
      log('stopped');
      tell();
    }

    log(`listening on ${server.endpoint}${kept ? ', world found' : ', new world'}`);
    return { endpoint: server.endpoint, stop: () => stop(), stopped };
  }
}
