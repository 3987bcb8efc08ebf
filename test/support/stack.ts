import { randomUUID } from 'node:crypto';
import { connect } from '../../src/aws/clients.js';
import { classify, partsOf } from '../../src/aws/errors.js';
import { isRead, lookingAt } from '../../src/aws/looking.js';
import { patienceFor } from '../../src/aws/patience.js';
import { type Config, configSchema } from '../../src/config/schema.js';
import { destroy, gather } from '../../src/engine/destroy.js';
import { carryOut, intend } from '../../src/engine/intent.js';
import type { Runtime } from '../../src/engine/runtime.js';
import { look } from '../../src/engine/up.js';
import type { CloudOptions } from '../../src/local-cloud/cloud.js';
import { createSimulatedPlane, type SimulatedApp, type SimulatedPlane } from '../../src/local-cloud/simulated-plane.js';
import type { Weather } from '../../src/local-cloud/weather.js';
import { createMemory } from '../../src/model/once.js';
import type { Event } from '../../src/report/events.js';
import { kindOf, kinds } from '../../src/resources/index.js';
import { memoryJournal } from '../../src/state/journal.js';
import type { Journal } from '../../src/state/schema.js';
import { steps } from '../../src/steps/index.js';
import { makeCloud } from './cloud.js';

/** The config of a whole-stack test: the defaults, with what the test changes. */
export const configOf = (changes: Record<string, unknown> = {}): Config =>
  configSchema.parse({ name: 'demo', image: { uri: `127.0.0.1:5000/api@sha256:${'a'.repeat(64)}` }, ...changes });

/** A cloud in virtual time with the tool's own engine, kinds and steps over it. */
export function makeStack(
  options: { weather?: Weather; app?: Partial<SimulatedApp>; interfere?: CloudOptions['interfere'] } = {},
) {
  const { weather, interfere } = options;
  const planeOn = (now: () => number) => createSimulatedPlane({ now, app: { port: 80, ...options.app } });
  const made = makeCloud({ plane: planeOn, ...(weather && { weather }), ...(interfere && { interfere }) });
  const { world, calls } = made;
  const plane = world.plane as SimulatedPlane;
  const events: Event[] = [];
  /** Caps the pauses between two looks, and how long anything is waited for; seconds. */
  const patience: { every?: number; atMost?: number } = {};
  const aws = connect({
    region: world.region,
    endpoint: 'http://127.0.0.1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: made.cloud.requestHandler,
    pause: (ms) => made.clock.sleep(ms),
    // Nothing here reads a signature, and the way through the SDK is the same for every call of a kind.
    ...{ signer: { sign: async (request: unknown) => request }, cacheMiddleware: true },
  });
  const runtime = (config: Config, journal: Journal): Runtime => ({
    owner: { stack: config.name, region: config.region, tags: config.tags },
    account: world.account,
    config,
    aws,
    looking: lookingAt(aws, made.clock.now),
    lookAnew: () => lookingAt(aws, made.clock.now),
    journal,
    clock: made.clock,
    report: (event) => events.push(event),
    halt: new AbortController(),
    classify: (error) => ({ fault: classify(error), ...partsOf(error) }),
    patience: (type, action) => {
      const usual = patienceFor(type, action);
      const { every = usual.every, atMost = usual.atMost } = patience;
      return { ...usual, every: Math.min(usual.every, every), atMost: Math.min(usual.atMost, atMost) };
    },
    newToken: randomUUID,
  });
  return {
    ...made,
    plane,
    events,
    patience,
    runtime,
    /** Changing calls so far. */
    changes: () => calls.filter((it) => !isRead(it.operation)).map((it) => `${it.service} ${it.operation}`),
    /** One `up`, as the command does it. */
    async up(config: Config, journal: Journal = memoryJournal(), halt = new AbortController()) {
      const memory = createMemory();
      const run = { ...runtime(config, journal), halt, once: memory.once };
      try {
        return await carryOut(run, steps, kindOf, await intend(run, steps, kinds, kindOf), 'ready');
      } finally {
        await memory.end();
      }
    },
    /** One look. */
    look: (config: Config, journal: Journal = memoryJournal()) => look(runtime(config, journal), steps, kindOf, 'look'),
    /** One `destroy`, as the command does it. */
    async destroy(config: Config, journal: Journal = memoryJournal()) {
      const run = runtime(config, journal);
      return destroy(run, steps, kinds, kindOf, await gather(run, steps, kinds, kindOf));
    },
  };
}
