import { describe, expect, it } from 'vitest';
import { destroy, gather } from '../../src/engine/destroy.js';
import { isRecorded, look, up } from '../../src/engine/up.js';
import type { Outputs } from '../../src/model/outputs.js';
import { type AnyStep, step } from '../../src/model/step.js';
import { together } from '../../src/model/together.js';
import type { Entry } from '../../src/state/schema.js';
import {
  Crash,
  type Cut,
  cutJournal,
  type FakeCloud,
  fakeCloud,
  fakeKind,
  fakeRuntime,
  kindFinder,
} from './fake-cloud.js';

const vpc = fakeKind('fake:vpc', { slowSeconds: 4 });
const subnet = fakeKind('fake:subnet');
const nat = fakeKind('fake:nat', { slowSeconds: 90, lingerSeconds: 40, tokened: true, usable: true });
const routes = fakeKind('fake:routes');
const database = fakeKind('fake:database', { slowSeconds: 300, lingerSeconds: 120, named: true, precious: true });
const service = fakeKind('fake:service', { slowSeconds: 60, lingerSeconds: 30, named: true, usable: true });
const kinds = [vpc, subnet, nat, routes, database, service];
const kindOf = kindFinder(kinds);

const network = step({
  name: 'network',
  needs: {},
  async ensure({ ensure }) {
    const { id: vpcId } = await ensure(vpc, 'vpc', { size: 2 });
    const subnets = await together(['a', 'b'], (zone) => ensure(subnet, `subnet-${zone}`, { refs: [vpcId], zone }));
    const gateway = await ensure(nat, 'nat', { refs: [subnets[0]!.id] });
    await ensure(routes, 'routes', { refs: [gateway.id, vpcId], size: 1 });
    return { vpcId, privateSubnetIds: subnets.map((it) => it.id) } as unknown as Outputs['network'];
  },
});
const rds = step({
  name: 'rds',
  needs: { network: 'made' },
  async ensure({ ensure, inputs }) {
    const { id } = await ensure(database, 'database', { refs: inputs.network.privateSubnetIds, size: 3 });
    return { host: id } as unknown as Outputs['rds'];
  },
});
const tasks = step({
  name: 'service',
  needs: { network: 'ready', rds: 'ready' },
  async ensure({ ensure, inputs }) {
    const { id } = await ensure(service, 'service', {
      refs: [...inputs.network.privateSubnetIds, inputs.rds.host],
      size: 2,
    });
    return { serviceName: id } as unknown as Outputs['service'];
  },
});
const steps: readonly AnyStep[] = [network, rds, tasks];

/** One process: runs a command on what an earlier one left. */
async function run(cloud: FakeCloud, kept: Map<string, Entry>, command: 'up' | 'destroy', cut?: Cut): Promise<number> {
  Object.assign(cloud, { dead: false, counted: 0, cut });
  const runtime = fakeRuntime(cloud, cutJournal(cloud, kept));
  try {
    if (command === 'up') {
      const seen = await look(runtime, steps, kindOf, 'make');
      const settled = seen.items.every((it) => it.action === 'none') && isRecorded(runtime, seen);
      if (!settled) await up(runtime, steps, kindOf, 'ready');
    } else {
      const farewell = await gather(runtime, steps, kinds, kindOf);
      const { left, failures } = await destroy(runtime, steps, kinds, kindOf, farewell);
      expect(failures.map((it) => it.reason)).toEqual([]);
      expect(left).toEqual([]);
    }
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
  return cloud.counted;
}

const names = (cloud: FakeCloud) => [...cloud.things.values()].map((it) => it.name).sort();
const whole = [
  'demo-database',
  'demo-nat',
  'demo-routes',
  'demo-service',
  'demo-subnet-a',
  'demo-subnet-b',
  'demo-vpc',
];

describe('a run that is cut anywhere', () => {
  const afterwards = [
    { next: 'up', lost: false },
    { next: 'up', lost: true },
    { next: 'destroy', lost: false },
    { next: 'destroy', lost: true },
  ] as const;

  for (const first of ['up', 'destroy'] as const) {
    it(`${first}: converges from before and after every changing call and every write of the state`, async () => {
      const probe = fakeCloud();
      const kept = new Map<string, Entry>();
      if (first === 'destroy') await run(probe, kept, 'up');
      const points = await run(probe, kept, first);
      let runs = 0;
      for (let at = 1; at <= points; at += 1) {
        for (const side of ['before', 'after'] as const) {
          for (const { next, lost } of afterwards) {
            const cloud = fakeCloud();
            const journal = new Map<string, Entry>();
            if (first === 'destroy') await run(cloud, journal, 'up');
            await run(cloud, journal, first, { at, side });
            if (lost) journal.clear();
            const done = cloud.changes.length;
            await run(cloud, journal, next);
            const story = `${first} cut ${side} point ${at}, then ${next}${lost ? ' without the state file' : ''}`;
            const removed = cloud.changes.slice(done).filter((it) => it.startsWith('remove fake:database'));
            if (next === 'up') expect(removed, `${story}: the data`).toEqual([]);
            expect(names(cloud), story).toEqual(next === 'up' ? whole : []);
            if (next === 'up') {
              const before = cloud.changes.length;
              await run(cloud, journal, 'up');
              expect(cloud.changes.slice(before), `${story}, then up`).toEqual([]);
              expect(journal.size, story).toBe(whole.length);
            } else expect(journal.size, story).toBe(0);
            runs += 1;
          }
        }
      }
      console.log(`${first}: ${runs} runs cut at ${points} points, all converged`);
      expect(runs).toBe(points * 8);
    });
  }

  it('finds again what was made by a call whose answer got lost, and makes no second one', async () => {
    const probe = fakeCloud();
    await run(probe, new Map(), 'up');
    for (let call = 1; call <= probe.changes.length; call += 1) {
      const cloud = fakeCloud();
      cloud.lose.add(call);
      await run(cloud, new Map(), 'up');
      expect(names(cloud), `answer ${call} lost`).toEqual(whole);
    }
  });
});
