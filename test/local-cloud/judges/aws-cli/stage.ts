import { afterAll, describe, expect, it } from 'vitest';
import { createCloud, type LoggedCall } from '../../../../src/local-cloud/cloud.js';
import { startServer } from '../../../../src/local-cloud/server.js';
import type { Service, ServiceName } from '../../../../src/local-cloud/service.js';
import { createSimulatedPlane } from '../../../../src/local-cloud/simulated-plane.js';
import { instant } from '../../../../src/local-cloud/weather.js';
import { World } from '../../../../src/local-cloud/world.js';
import { hasAwsCli, openAwsCli } from './command-line.js';

/** Makes a command print one value as text. */
export const text = '--output text --query';

/** A trust policy and a permissions policy, as documents. */
export const documents = {
  role: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
  }),
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ssm:GetParameters', Resource: '*' }],
  }),
};

const isService = (it: unknown): it is Service => typeof it === 'object' && it !== null && 'operations' in it;

async function loadService(name: ServiceName): Promise<Service> {
  const file = new URL(`../../../../src/local-cloud/services/${name}/index.ts`, import.meta.url);
  const found = Object.values((await import(file.href)) as object).find(isService);
  if (!found) throw new Error(`${name} is no service of the local cloud`);
  return found;
}

/** A cloud of a few services over HTTP, where nothing takes time, with the `aws` command line on it; every answered call is in `calls`. */
export async function openStage(...names: readonly ServiceName[]) {
  const plane = createSimulatedPlane({ now: Date.now, app: { port: 80 } });
  const calls: LoggedCall[] = [];
  // Only those that the stories need: loading all of them takes longer than the stories.
  const services = await Promise.all(names.map(loadService));
  const world = new World(Date.now, instant, plane);
  const server = await startServer(createCloud({ world, services, onCall: (call) => void calls.push(call) }));
  const aws = openAwsCli(server.endpoint);
  afterAll(async () => {
    aws.close();
    await server.close();
  });
  return { aws, plane, services, calls, endpoint: server.endpoint };
}

const installed = hasAwsCli();
const reason = installed ? '' : ' (skipped: aws is not installed)';
// Where aws is one frozen program, each command starts it anew.
const timeout = 180_000;

/** Lets the command line tell stories of some services, in their order; at the end it must have called all that these can. */
export function judge(
  { services, calls, aws }: Awaited<ReturnType<typeof openStage>>,
  names: readonly ServiceName[],
  stories: () => void,
): void {
  describe.skipIf(!installed)(`the aws command line as a judge of ${names.join(', ')}${reason}`, { timeout }, () => {
    stories();

    it('has called every operation, and none failed within', () => {
      const called = new Set(calls.map((it) => `${it.service} ${it.operation}`));
      const all = services
        .filter((it) => names.includes(it.name))
        .flatMap((it) => Object.keys(it.operations).map((operation) => `${it.name} ${operation}`));
      expect(all.length).toBeGreaterThan(0);
      expect(all.filter((it) => !called.has(it))).toEqual([]);
      expect(calls.filter((it) => it.fault)).toEqual([]);
      console.info(`${aws.count()} aws commands`);
    });
  });
}
