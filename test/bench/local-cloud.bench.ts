import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { realistic } from '../../src/local-cloud/weather.js';
import type { WireRequest } from '../../src/local-cloud/wire/request.js';
import { memoryJournal } from '../../src/state/journal.js';
import { configOf, makeStack } from '../support/stack.js';

const roundSeconds = 0.2;
const rounds = Number(process.env.ROUNDS ?? 5);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Seconds of processor time that this process has used: what else the machine does leaves it alone. */
function busySeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

/** Calls per second of processor time; the best of some rounds. */
async function perSecond(call: () => Promise<unknown>, atOnce = 16): Promise<number> {
  let best = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = busySeconds();
    let calls = 0;
    while (busySeconds() - start < roundSeconds) {
      await Promise.all(Array.from({ length: atOnce }, call));
      calls += atOnce;
    }
    best = Math.max(best, calls / (busySeconds() - start));
  }
  return Math.round(best);
}

/** What an SDK client would send for a call. */
async function requestOf(stack: ReturnType<typeof makeStack>, call: () => Promise<unknown>): Promise<WireRequest> {
  const { requestHandler } = stack.cloud;
  const { handle } = requestHandler;
  let sent: WireRequest | undefined;
  requestHandler.handle = (request) => {
    sent = request;
    return handle(request);
  };
  await call();
  requestHandler.handle = handle;
  return sent!;
}

it('calls per second in process, with a whole stack standing', async () => {
  const stack = makeStack();
  await stack.up(configOf());
  const { sts, ec2, ssm, ecs } = stack;
  const calls = {
    'sts GetCallerIdentity (query)': () => sts.send(new GetCallerIdentityCommand({})),
    'ec2 DescribeVpcs (ec2 query)': () => ec2.send(new DescribeVpcsCommand({})),
    'ssm GetParameter (json)': () =>
      ssm.send(new GetParameterCommand({ Name: '/meibo-infra/demo/db-password', WithDecryption: true })),
    'ecs DescribeServices (json)': () =>
      ecs.send(new DescribeServicesCommand({ cluster: 'demo-cluster', services: ['demo-service'] })),
  };
  // until all of it is compiled
  for (const send of Object.values(calls)) await perSecond(send);
  const rows = [];
  for (const [call, send] of Object.entries(calls)) {
    const request = await requestOf(stack, send);
    const through = await perSecond(send);
    const alone = await perSecond(() => stack.cloud.handle(request));
    rows.push({ call, 'through an SDK client': through, 'codec and dispatch alone': alone });
  }
  const ticks = await perSecond(async () => stack.cloud.tick());
  console.table([...rows, { call: 'one tick', 'through an SDK client': '', 'codec and dispatch alone': ticks }]);
  expect(Math.max(...rows.map((it) => it['through an SDK client']))).toBeGreaterThanOrEqual(5000);
  expect(Math.min(...rows.map((it) => it['codec and dispatch alone']))).toBeGreaterThanOrEqual(5000);
});

it('up and destroy in virtual time', async () => {
  const rows = [];
  for (const weather of ['instant', 'realistic']) {
    const figures = { up: [] as number[], destroy: [] as number[], cpu: [] as number[] };
    let calls = 0;
    let virtual = 0;
    for (let round = 0; round <= rounds; round += 1) {
      const cpu = process.cpuUsage();
      const start = performance.now();
      const stack = makeStack(weather === 'realistic' ? { weather: realistic(1) } : {});
      const began = stack.clock.now();
      const journal = memoryJournal();
      await stack.up(configOf(), journal);
      const half = performance.now();
      expect(await stack.destroy(configOf(), journal)).toEqual({ left: [], failures: [] });
      const end = performance.now();
      const { user, system } = process.cpuUsage(cpu);
      calls = stack.calls.length;
      virtual = (stack.clock.now() - began) / 1000;
      // the first one loads the SDK
      if (round === 0) continue;
      figures.up.push(half - start);
      figures.destroy.push(end - half);
      figures.cpu.push((user + system) / 1000);
    }
    rows.push({
      weather,
      'up ms': Math.round(median(figures.up)),
      'destroy ms': Math.round(median(figures.destroy)),
      'CPU ms': Math.round(median(figures.cpu)),
      calls,
      'virtual s': Math.round(virtual),
    });
  }
  console.table(rows);
  for (const row of rows) expect(row['up ms'] + row['destroy ms']).toBeLessThan(2000);
});
