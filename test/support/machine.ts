import { randomUUID } from 'node:crypto';
import { type Aws, connect, limits } from '../../src/aws/clients.js';
import { classify, partsOf } from '../../src/aws/errors.js';
import { isRead, lookingAt } from '../../src/aws/looking.js';
import { patienceFor } from '../../src/aws/patience.js';
import type { Config } from '../../src/config/schema.js';
import { destroy, gather, refuseProtected } from '../../src/engine/destroy.js';
import { carryOut, intend } from '../../src/engine/intent.js';
import type { Runtime } from '../../src/engine/runtime.js';
import { type CloudOptions, ConnectionLost, createCloud, type LoggedCall } from '../../src/local-cloud/cloud.js';
import type { DatabaseSpec, RegistryPlane } from '../../src/local-cloud/data-plane.js';
import type { Service } from '../../src/local-cloud/service.js';
import { ecrSlice } from '../../src/local-cloud/services/ecr/store.js';
import { rdsSlice } from '../../src/local-cloud/services/rds/store.js';
import { ssmSlice } from '../../src/local-cloud/services/ssm/store.js';
import { createSimulatedPlane, type SimulatedApp, type SimulatedPlane } from '../../src/local-cloud/simulated-plane.js';
import { createVirtualClock, type VirtualClock } from '../../src/local-cloud/virtual-clock.js';
import { instant, type Weather } from '../../src/local-cloud/weather.js';
import { World } from '../../src/local-cloud/world.js';
import type { Event } from '../../src/report/events.js';
import { kindOf, kinds } from '../../src/resources/index.js';
import type { Entry, Failure, Journal } from '../../src/state/schema.js';
import { steps } from '../../src/steps/index.js';
import { allServices } from './cloud.js';
import { makeLean } from './lean-client.js';

/** Everything that outlives a process: the world with its data plane, the time, and the state file. */
export interface Snapshot {
  /** The data of the world, as JSON. */
  readonly data: string;
  readonly at: number;
  readonly databases: readonly DatabaseSpec[];
  readonly entries: readonly Entry[];
  /** The tags of all images in the registry. */
  readonly images: readonly string[];
}

/** What one call meets on its way: `before` it arrives, and the answer it comes back with. */
export interface Way {
  before?(call: { readonly service: string; readonly operation: string }): void;
  after?(call: LoggedCall): void;
  /** How it looks that a request or its answer was lost: the connection breaks at once, or nothing comes until time is up. */
  lost?(what: 'request' | 'answer'): 'reset' | 'timeout';
}

interface Current {
  handle(request: never): Promise<{ response: unknown }>;
  pause(ms: number): Promise<void>;
}

const never = new Promise<never>(() => {});
let current: Current | undefined;

const noMachine = () => {
  throw new Error('a call without a machine');
};

/** The clients are made once: they go to whichever machine runs. */
const shared: Aws = connect({
  region: 'ap-northeast-1',
  endpoint: 'http://127.0.0.1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  pause: (ms) => (current ?? noMachine()).pause(ms),
  requestHandler: {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: (request: never) => (current ?? noMachine()).handle(request),
    destroy: () => undefined,
  },
  onClient: makeLean,
  // The way through the SDK is the same for every call of a kind.
  ...{ cacheMiddleware: true },
});

/** How a machine is set up. */
export interface MachineOptions {
  /** A real registry in place of the simulated one. */
  readonly registry?: RegistryPlane;
  readonly weather?: Weather;
  readonly app?: Partial<SimulatedApp>;
  readonly interfere?: CloudOptions['interfere'];
  readonly way?: Way;
  /** The services of its world, in place of all as they are. */
  readonly services?: (world: World) => readonly Service[];
  /** The world to go on from; a fresh one when absent. */
  readonly from?: Snapshot;
}

/** One process of the tool on a machine; once killed it does nothing any more: no call, no write, no wake-up. */
export interface Process {
  readonly runtime: Runtime;
  /** Ends it between two instructions, as SIGKILL does. */
  kill(): void;
  /** Sets its clock forward or back against the world's; milliseconds. */
  skew(ms: number): void;
  /** Resolves when it is killed. */
  readonly killed: Promise<'killed'>;
}

/** How a run of the tool ended. */
export interface Ended {
  readonly how: 'done' | 'killed' | 'failed';
  readonly reason?: unknown;
  /** What a destroy left. */
  readonly left?: readonly { readonly type: string; readonly id: string }[];
}

/** The tool's machine and the cloud it talks to, in one virtual time. Only one machine runs at a time. */
export interface Machine {
  readonly world: World;
  readonly clock: VirtualClock;
  readonly plane: SimulatedPlane;
  readonly calls: LoggedCall[];
  /** The state file's entries; survives processes. */
  readonly file: Map<string, Entry>;
  /** Told before and after each write of the state file. */
  onWrite?: (when: 'before' | 'after') => void;
  /** Everything the last process reported. */
  events: Event[];
  /** Changing calls so far, as `service Operation`. */
  changes(): string[];
  snapshot(): Snapshot;
  start(config: Config): Process;
  up(config: Config, process?: Process): Promise<Ended>;
  destroy(config: Config, process?: Process): Promise<Ended>;
  /** Whether every database takes the password that the parameter store holds for it. */
  passwordsFit(): boolean;
  /** Resolves when nothing of what has ended is under way any more. */
  quiet(): Promise<void>;
  /** Lets time pass and the services with it. */
  wait(seconds: number): Promise<void>;
}

/** Makes a machine; its world may go on from a snapshot. */
export function makeMachine(options: MachineOptions = {}): Machine {
  const { from, way = {} } = options;
  const clock = createVirtualClock(from && { start: from.at });
  const simulated = createSimulatedPlane({ now: clock.now, app: { port: 80, ...options.app } });
  const plane: SimulatedPlane = options.registry ? { ...simulated, registry: options.registry } : simulated;
  const data = from && (JSON.parse(from.data) as { data: Record<string, object> }).data;
  const world = new World(clock.now, options.weather ?? instant, plane, data && { data });
  for (const spec of from?.databases ?? []) plane.databases.start(spec);
  const calls: LoggedCall[] = [];
  const cloud = createCloud({
    world,
    services: options.services?.(world) ?? allServices,
    onCall: (call) => {
      calls.push(call);
      way.after?.(call);
    },
    interfere: (call) => {
      way.before?.(call);
      return options.interfere?.(call);
    },
  });
  const file = new Map((from?.entries ?? []).map((it) => [`${it.step}/${it.key}`, structuredClone(it)]));
  const snapshot = (): Snapshot => ({
    data: world.save(),
    at: clock.now(),
    databases: [...plane.databaseSpecs.values()],
    entries: structuredClone([...file.values()]),
    images: Object.keys(world.of(ecrSlice).repositories).flatMap((name) =>
      plane.registry.images(name).flatMap((it) => it.tags),
    ),
  });

  /** Answers a request, or lets it fail as the SDK's own handler would. */
  async function carry(request: never): Promise<{ response: unknown }> {
    try {
      return await cloud.requestHandler.handle(request);
    } catch (error) {
      if (!(error instanceof ConnectionLost) || way.lost?.(error.lost) !== 'timeout') throw error;
      await clock.sleep(limits.requestTimeout);
      throw Object.assign(new Error('a request has exceeded the configured requestTimeout'), {
        name: 'TimeoutError',
        code: 'ETIMEDOUT',
      });
    }
  }

  function start(config: Config): Process {
    let alive = true;
    let skew = 0;
    const now = () => clock.now() + skew;
    let tell: (how: 'killed') => void = () => {};
    const killed = new Promise<'killed'>((resolve) => {
      tell = resolve;
    });
    const living = async <T>(work: Promise<T>): Promise<T> => {
      try {
        const result = await work;
        return alive ? result : never;
      } catch (error) {
        if (alive) throw error;
        return never;
      }
    };
    const sleep = (ms: number, signal?: AbortSignal) => living(clock.sleep(ms, signal));
    current = {
      handle: (request) => (alive ? living(carry(request)) : never),
      pause: (ms) => (alive ? sleep(ms) : never),
    };
    const aws = Object.fromEntries(
      Object.entries(shared as unknown as Record<string, { send(command: object): Promise<unknown> }>).map(
        ([name, { send }]) => [name, { send: (command: object) => (alive ? living(send(command)) : never) }],
      ),
    ) as unknown as Aws;
    const write = async (change: () => void) => {
      if (!alive) return never;
      machine.onWrite?.('before');
      if (!alive) return never;
      change();
      machine.onWrite?.('after');
      return alive ? undefined : never;
    };
    // What the process knows is its own; only what was written stays.
    const memory = new Map(file);
    let failure: Failure | undefined;
    const journal: Journal = {
      entries: () => [...memory.values()],
      get: (step, key) => memory.get(`${step}/${key}`),
      put: (entry) => {
        const copy = structuredClone(entry);
        memory.set(`${entry.step}/${entry.key}`, copy);
        return write(() => file.set(`${entry.step}/${entry.key}`, copy));
      },
      drop: (step, key) =>
        memory.delete(`${step}/${key}`) ? write(() => file.delete(`${step}/${key}`)) : Promise.resolve(),
      failure: () => failure,
      note: async (it) => {
        failure = it;
      },
    };
    const events: Event[] = [];
    machine.events = events;
    const runtime: Runtime = {
      owner: { stack: config.name, region: config.region, tags: config.tags },
      account: world.account,
      config,
      aws,
      looking: lookingAt(aws, clock.elapsed),
      lookAnew: () => lookingAt(aws, clock.elapsed),
      journal,
      clock: { now, elapsed: clock.elapsed, sleep },
      report: (event) => void events.push(event),
      halt: new AbortController(),
      classify: (error) => ({ fault: classify(error), ...partsOf(error) }),
      patience: patienceFor,
      newToken: randomUUID,
    };
    return {
      runtime,
      killed,
      kill: () => {
        alive = false;
        tell('killed');
      },
      skew: (ms) => {
        skew += ms;
      },
    };
  }

  async function finish(process: Process, work: () => Promise<Omit<Ended, 'how'>>): Promise<Ended> {
    const result = await Promise.race([
      process.killed.then((how): Ended => ({ how })),
      work().then(
        (end): Ended => ({ how: 'done', ...end }),
        (reason: unknown): Ended => ({ how: 'failed', reason }),
      ),
    ]);
    return result;
  }

  const machine: Machine = {
    world,
    clock,
    plane,
    calls,
    file,
    events: [],
    changes: () => calls.filter((it) => !isRead(it.operation)).map((it) => `${it.service} ${it.operation}`),
    snapshot,
    start,
    up: (config, process = start(config)) =>
      finish(process, async () => {
        const { runtime } = process;
        await carryOut(runtime, steps, kindOf, await intend(runtime, steps, kinds, kindOf), 'ready');
        return {};
      }),
    destroy: (config, process = start(config)) =>
      finish(process, async () => {
        const { runtime } = process;
        const farewell = await gather(runtime, steps, kinds, kindOf);
        refuseProtected(farewell);
        const { left, failures } = await destroy(runtime, steps, kinds, kindOf, farewell);
        const [failure] = failures;
        if (failure) throw failure.reason;
        return { left };
      }),
    passwordsFit() {
      const { parameters } = world.of(ssmSlice);
      return Object.keys(world.of(rdsSlice).instances).every((id) => {
        const held = parameters[`/meibo-infra/${id.replace(/-db$/, '')}/db-password`]?.value;
        return held !== undefined && plane.databaseSpecs.get(id)?.password === held;
      });
    },
    async quiet() {
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    async wait(seconds) {
      await clock.advance(seconds * 1000);
      cloud.tick();
    },
  };
  return machine;
}
