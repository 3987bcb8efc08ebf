import { describe, expect, it } from 'vitest';
import { isRead } from '../../src/aws/looking.js';
import { look } from '../../src/engine/up.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { unknown } from '../../src/model/unknown.js';
import { freeTierNotes } from '../../src/report/free-tier.js';
import { planJson } from '../../src/report/plan-json.js';
import { hourlyUsd } from '../../src/report/prices.js';
import { kindOf } from '../../src/resources/index.js';
import { memoryJournal } from '../../src/state/journal.js';
import { steps } from '../../src/steps/index.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { configOf, makeStack } from '../support/stack.js';

const whose = { stack: 'demo', account: '000000000000', region: 'ap-northeast-1' };

describe('plan as JSON', () => {
  it('tells all that is to be made, then nothing, then what changed, by reads alone', async () => {
    const stack = makeStack();
    const journal = memoryJournal();
    const planned = async (config = configOf()) => {
      const before = stack.calls.length;
      const { items } = await look(stack.runtime(config, journal), steps, kindOf, 'make');
      expect(stack.calls.slice(before).filter((it) => !isRead(it.operation))).toEqual([]);
      return planJson(whose, items, { config, estimate: hourlyUsd(config) });
    };
    const first = await planned();
    expect(first.counts).toEqual({ create: first.items.length });
    expect(first.items.find((it) => it.kind === 'ec2:vpc')).toMatchObject({
      step: 'network',
      key: 'vpc',
      name: 'demo-vpc',
      action: 'create',
    });
    expect(journal.entries()).toEqual([]);

    await stack.up(configOf(), journal);
    const second = await planned();
    expect(second.counts).toEqual({ none: second.items.length });

    const changed = await planned(configOf({ scaling: { max: 6 } }));
    expect(changed.items.filter((it) => it.action !== 'none')).toEqual([
      expect.objectContaining({ key: 'tasks', action: 'change', changes: [{ path: 'max', is: 4, want: 6 }] }),
    ]);
  });

  it('tells what stands beside something that is still to be made as changed, not as missing', async () => {
    const stack = makeStack();
    const journal = memoryJournal();
    await stack.up(configOf(), journal);
    const planned = async (config = configOf()) => {
      const { items } = await look(stack.runtime(config, journal), steps, kindOf, 'make');
      return planJson(whose, items, { config, estimate: hourlyUsd(config) }).items.filter((it) => it.action !== 'none');
    };
    const is = expect.stringMatching(/task-definition\/demo-task:1$/);
    const revision = { key: 'task', action: 'create', outdated: true, changes: [] };
    const deployment = { key: 'service', action: 'change', changes: [{ path: 'taskDefinition', is, want: unknown }] };
    expect(await planned(configOf({ container: { cpu: 512, memory: 1024 } }))).toMatchObject([revision, deployment]);

    // Somebody deletes the NAT gateway.
    const { natGateways } = stack.world.of(ec2Slice);
    const [nat] = Object.keys(natGateways);
    delete natGateways[nat!];
    const route = { path: 'target', is: nat, want: unknown };
    expect(await planned()).toMatchObject([
      { key: 'nat-gateway-1', action: 'create' },
      { key: 'private-routes-1', action: 'change', changes: [route] },
      { key: 'private-routes-2', action: 'change', changes: [route] },
    ]);
  });

  it('tells the price by hour, day and month with rows, date and place, and none for the local cloud', () => {
    const config = configOf();
    const { price } = planJson(whose, [], { config, estimate: hourlyUsd(config) });
    expect(price).toMatchObject({
      currency: 'USD',
      region: 'ap-northeast-1',
      asOf: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
    expect(price?.hourly).toBeCloseTo(0.161, 2);
    expect(price?.daily).toBeCloseTo(price!.hourly * 24, 1);
    expect(price?.monthly).toBeCloseTo(price!.hourly * 730, 0);
    expect(price?.rows.reduce((sum, it) => sum + it.hourly, 0)).toBeCloseTo(price!.hourly, 3);
    expect(planJson(whose, [], undefined)).not.toHaveProperty('price');
  });
});

describe('plan as JSON with asked prices', () => {
  const listed = { usd: 0.07, published: '2026-09-25', effective: '2026-09-01' };

  it('tells who answered, the oldest day and the region that all prices are of', () => {
    const config = configOf({ region: 'us-east-1' });
    const some = planJson(whose, [], { config, estimate: hourlyUsd(config, { prices: { 'nat-gateway': listed } }) });
    expect(some.price).toMatchObject({
      asOf: '2026-09-25',
      region: 'ap-northeast-1',
      live: { region: 'us-east-1', answered: 1 },
    });
    expect(some.price?.rows[0]).toMatchObject({
      item: 'nat-gateway',
      hourly: 0.07,
      source: { from: 'price-list', published: '2026-09-25', effective: '2026-09-01' },
    });
    const items = hourlyUsd(config).rows.map((it) => it.item);
    const prices = Object.fromEntries(items.map((it) => [it, listed]));
    const all = planJson(whose, [], { config, estimate: hourlyUsd(config, { prices }) });
    expect(all.price).toMatchObject({ region: 'us-east-1', live: { answered: 8 } });
  });

  it('tells a refusal, and nothing of the list where it was not asked', () => {
    const config = configOf();
    const refusal = { code: 'AccessDeniedException', denied: true };
    const { price } = planJson(whose, [], { config, estimate: hourlyUsd(config, { prices: {}, refusal }) });
    expect(price?.live).toEqual({ region: 'ap-northeast-1', answered: 0, refused: refusal });
    expect(planJson(whose, [], { config, estimate: hourlyUsd(config) }).price).not.toHaveProperty('live');
  });
});

describe('notes on the free tier', () => {
  it('are the general ones for the defaults', () => {
    expect(freeTierNotes(configOf())).toEqual(['credits', 'legacy', 'never-free']);
  });

  it('name what a config takes out of it', () => {
    const database = {
      instanceClass: 'db.t4g.small',
      storageGiB: 30,
      storageType: 'gp3',
      multiAz: true,
      backupRetentionDays: 7,
    };
    const notes = freeTierNotes(configOf({ database }));
    expect(notes.slice(3)).toEqual([
      'beyond-class',
      'beyond-storage',
      'beyond-storage-type',
      'beyond-multi-az',
      'beyond-backup',
    ]);
    for (const words of [ja, en]) for (const it of notes) expect(words.freeTier.notes[it].length).toBeGreaterThan(20);
  });
});
