import { isRead } from '../../src/aws/looking.js';
import { type CloudOptions, createCloud, type LoggedCall } from '../../src/local-cloud/cloud.js';
import type { RegistryPlane } from '../../src/local-cloud/data-plane.js';
import { startServer } from '../../src/local-cloud/server.js';
import { createSimulatedPlane } from '../../src/local-cloud/simulated-plane.js';
import type { Weather } from '../../src/local-cloud/weather.js';
import { World } from '../../src/local-cloud/world.js';
import { allServices } from './cloud.js';

/** A simulated cloud on a loopback port, whose world a test can look into. */
export interface CloudOnPort {
  readonly endpoint: string;
  readonly world: World;
  readonly calls: LoggedCall[];
  /** Changing calls that took effect so far, as `service Operation`. */
  changes(): string[];
  /** Resolves when so many more calls have been answered. */
  after(calls: number): Promise<void>;
  /** Answers nothing, but for one service if it is named, until what comes back is called; calls take effect nevertheless. */
  hold(but?: string): () => void;
  /** Lets the services catch up with a later time; seconds. */
  pass(seconds: number): void;
  /** What the tool needs to come here. */
  readonly env: Record<string, string>;
  close(): Promise<void>;
}

/** Its time goes ten times as fast; everything takes a few of its seconds. */
const pace = 10;
const weather: Weather = {
  delay: (what) => (what === 'ec2.visible' ? 0 : what.endsWith('forget') ? 3_600_000 : 3000),
};

/** What a cloud on a port may be given. */
export interface CloudOnPortOptions {
  /** A real registry in place of the simulated one. */
  readonly registry?: RegistryPlane;
  readonly interfere?: CloudOptions['interfere'];
}

/** Starts one on a free port. */
export async function startCloudOnPort({ registry, interfere }: CloudOnPortOptions = {}): Promise<CloudOnPort> {
  const start = Date.now();
  let extra = 0;
  const now = () => start + (Date.now() - start) * pace + extra;
  const plane = createSimulatedPlane({ now, app: { port: 80 } });
  const world = new World(now, weather, registry ? { ...plane, registry } : plane);
  const calls: LoggedCall[] = [];
  const waiting = new Set<() => void>();
  const cloud = createCloud({
    world,
    services: allServices,
    ...(interfere && { interfere }),
    onCall: (call) => {
      calls.push(call);
      for (const look of waiting) look();
    },
  });
  let held: Promise<void> | undefined;
  let free: string | undefined;
  const server = await startServer({
    ...cloud,
    async handle(request) {
      const answer = await cloud.handle(request);
      if (!free || !request.headers.authorization?.includes(`/${free}/aws4_request`)) await held;
      return answer;
    },
  });
  return {
    endpoint: server.endpoint,
    world,
    calls,
    changes: () =>
      calls.filter((it) => it.status < 300 && !isRead(it.operation)).map((it) => `${it.service} ${it.operation}`),
    after(count) {
      const goal = calls.length + count;
      return new Promise((resolve) => {
        const look = () => {
          if (calls.length < goal) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    hold(but) {
      free = but;
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        held = undefined;
        release();
      };
    },
    pass(seconds) {
      extra += seconds * 1000;
      cloud.tick();
    },
    env: {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: '',
      LANG: 'en_US.UTF-8',
    },
    close: () => server.close(),
  };
}
