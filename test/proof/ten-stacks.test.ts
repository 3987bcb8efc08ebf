import { beforeAll, describe, expect, it } from 'vitest';
import { isRead } from '../../src/aws/looking.js';
import { problemOf } from '../../src/aws/refusals.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { explainProblem } from '../../src/text/problem.js';
import { type Crowd, makeCrowd, type Run, typical } from '../support/crowd.js';
import { differences, portrait } from '../support/portrait.js';
import { configOf } from '../support/stack.js';

const ten = Array.from({ length: 10 }, (_, i) => `class-${i + 1}`);

/** Longer than anything that AWS still lists after its end; milliseconds. */
const longAfter = 100_000_000;

const problem = (run: Run) => problemOf(run.error, { region: 'ap-northeast-1' });

/** The stacks that the tags in EC2 tell of. */
const standing = (crowd: Crowd) => [
  ...new Set(Object.values(crowd.world.of(ec2Slice).tags).map((it) => it['meibo-infra:stack'])),
];

describe('ten stacks in an account of a new customer (5 VPCs, 5 Elastic IPs)', () => {
  it('one after the other: the sixth and all after it are told what stands in the way, and make nothing', {
    timeout: 60_000,
  }, async () => {
    const crowd = makeCrowd(ten);
    const refused: Run[] = [];
    for (const name of ten) {
      const before = crowd.calls.length;
      try {
        await crowd.upOf(name);
      } catch (error) {
        refused.push({ name, seconds: 0, error });
        expect(crowd.calls.slice(before).filter((it) => !isRead(it.operation))).toEqual([]);
        expect(crowd.journals.get(name)?.entries()).toEqual([]);
      }
    }
    expect(refused.map((it) => it.name)).toEqual(ten.slice(5));
    for (const run of refused) expect(problem(run)?.code).toBe('no-room');
    const { facts } = problem(refused[0]!)!;
    const ids = Object.keys(crowd.world.of(ec2Slice).vpcs);
    expect(facts).toMatchObject({
      shortages: [
        { kind: 'ec2:vpc', limit: 5, needed: 1, standing: ids.map((id, i) => ({ id, name: `class-${i + 1}-vpc` })) },
        { kind: 'ec2:elastic-ip', limit: 5, needed: 1 },
        { kind: 'ec2:internet-gateway', limit: 5, needed: 1 },
        { kind: 'ec2:nat-gateway', limit: 5, needed: 1, place: 'ap-northeast-1a' },
      ],
    });
    const told = explainProblem({ code: 'no-room', facts: facts as never }, en, { command: 'up' });
    expect(told).toContain('  VPCs per Region: 5 in use, 1 more needed, the limit is 5');
    expect(told).toContain(`    ${ids[0]}  class-1-vpc`);
    expect(told.join('\n')).toContain(
      'https://ap-northeast-1.console.aws.amazon.com/servicequotas/home/services/vpc/quotas/L-F678F1CE',
    );
    expect(told.at(-1)).toBe('  Run again: meibo-infra up');
    expect(explainProblem({ code: 'no-room', facts: facts as never }, ja, { command: 'up' })).toContain(
      '  VPCs per Region: 使用中 5、追加で必要 1、上限 5',
    );
  });

  describe('all at once: what others make between the look and the first call', () => {
    const crowd = makeCrowd(ten, { weather: typical(), throttling: 0.01 });
    let runs: Run[];
    beforeAll(async () => {
      runs = await crowd.up();
    }, 120_000);

    it('lets as many in as there is room for, and tells the others which quota, what stands and where to raise it', () => {
      const late = runs.filter((it) => it.error !== undefined);
      expect(late).toHaveLength(5);
      const told = late.map((run) => problem(run)!);
      // Who was held up while it looked comes after the rush, and is told before it makes anything.
      expect(told.map((it) => it.code).filter((it) => it !== 'no-room' && it !== 'quota-reached')).toEqual([]);
      const raced = told.filter((it) => it.code === 'quota-reached');
      expect(raced.length).toBeGreaterThan(0);
      for (const { code, facts } of raced) {
        expect(facts).toMatchObject({ whose: { step: 'network', kind: 'ec2:vpc' }, shortage: { limit: 5, needed: 1 } });
        const told = explainProblem({ code, facts } as never, en, { command: 'up' });
        // What the others made a moment ago counts already, and may not be listed yet.
        expect(told.join('\n')).toMatch(
          /VPCs per Region: (5 in use, 1 more needed, the limit is 5|the limit is 5; AWS says that it is reached)/,
        );
        expect(told.join('\n')).toContain('Ask Service Quotas for 6 or more of "VPCs per Region"');
        expect(told.join('\n')).toMatch(/servicequotas\/home\/services\/(vpc|ec2)\/quotas\/L-/);
        expect(told.slice(-2)).toEqual([
          expect.stringContaining('meibo-infra up'),
          expect.stringContaining('meibo-infra destroy'),
        ]);
      }
    });

    it('leaves nothing after destroy', { timeout: 120_000 }, async () => {
      for (const run of await crowd.destroy()) expect(run).not.toHaveProperty('error');
      await crowd.clock.advance(longAfter);
      crowd.cloud.tick();
      expect(differences(portrait(crowd.world), {})).toEqual([]);
    });
  });
});

describe('ten stacks at once in an account with room for them', () => {
  const quotas = { vpcs: 10, addresses: 10, internetGateways: 10, natGateways: 10 };
  const world = { weather: typical(), throttling: 0.01 };
  const crowd = makeCrowd(ten, { ...world, quotas });
  const alone = makeCrowd(['alone'], world);
  let ups: Run[];
  let one: Run;
  let oneDestroy: Run;
  const slowest = (runs: readonly Run[]) => Math.max(...runs.map((it) => it.seconds));
  beforeAll(async () => {
    [one] = (await alone.up()) as [Run];
    [oneDestroy] = (await alone.destroy()) as [Run];
    ups = await crowd.up();
  }, 240_000);

  it('all stand, none slower than one alone by more than a tenth', () => {
    for (const run of [one, ...ups]) expect(run).not.toHaveProperty('error');
    expect(standing(crowd).filter(Boolean).sort()).toEqual([...ten].sort());
    const ratio = slowest(ups) / one.seconds;
    console.log(
      `up: one alone ${one.seconds.toFixed(0)} s, slowest of ten ${slowest(ups).toFixed(0)} s, ratio ${ratio.toFixed(3)}; ${crowd.calls.length} calls, ${crowd.throttled()} throttled`,
    );
    expect(ratio).toBeLessThanOrEqual(1.1);
    expect(crowd.throttled()).toBeGreaterThan(0);
  });

  it('none has touched another’s: a second up of each finds nothing to do', { timeout: 120_000 }, async () => {
    const before = crowd.calls.length;
    for (const run of await crowd.up()) expect(run).not.toHaveProperty('error');
    expect(crowd.calls.slice(before).filter((it) => !isRead(it.operation))).toEqual([]);
  });

  it('one destroyed leaves the nine others as they were', { timeout: 120_000 }, async () => {
    const [first = '', ...others] = ten;
    await crowd.destroyOf(first);
    const before = crowd.calls.length;
    for (const name of others) {
      const { items } = await crowd.look(configOf({ name }), crowd.journals.get(name));
      expect([name, items.filter((it) => it.action !== 'none')]).toEqual([name, []]);
    }
    expect(crowd.calls.slice(before).filter((it) => !isRead(it.operation))).toEqual([]);
  });

  it('ten destroys at once leave the fresh world', { timeout: 240_000 }, async () => {
    const before = crowd.calls.length;
    const downs = await crowd.destroy();
    for (const run of downs) expect(run).not.toHaveProperty('error');
    const ratio = slowest(downs) / oneDestroy.seconds;
    console.log(
      `destroy: one alone ${oneDestroy.seconds.toFixed(0)} s, slowest of ten ${slowest(downs).toFixed(0)} s, ratio ${ratio.toFixed(3)}; ${crowd.calls.length - before} calls`,
    );
    expect(ratio).toBeLessThanOrEqual(1.1);
    await crowd.clock.advance(longAfter);
    crowd.cloud.tick();
    const left = portrait(crowd.world);
    delete left['service-quotas values'];
    expect(differences(left, {})).toEqual([]);
  });
});
