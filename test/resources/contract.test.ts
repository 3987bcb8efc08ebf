import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change, Live, Sighting } from '../../src/model/resource.js';
import { type ContractCase, name, ours, token } from './cases/contract-case.js';
import { ec2Cases } from './cases/ec2.js';
import { ecrCases } from './cases/ecr.js';
import { ecsCases } from './cases/ecs.js';
import { elbv2Cases } from './cases/elbv2.js';
import { fakeAws } from './cases/fake-aws.js';
import { iamCases } from './cases/iam.js';
import { logsCases } from './cases/logs.js';
import { rdsCases } from './cases/rds.js';
import { scalingCases } from './cases/scaling.js';
import { ssmCases } from './cases/ssm.js';

const cases: readonly ContractCase[] = [
  ...ec2Cases,
  ...rdsCases,
  ...ssmCases,
  ...ecrCases,
  ...ecsCases,
  ...elbv2Cases,
  ...iamCases,
  ...logsCases,
  ...scalingCases,
];

const title = (row: ContractCase) => (row.when ? `${row.resource.type}, ${row.when}` : row.resource.type);

describe.each(cases.map((row) => [title(row), row] as const))('%s', (_, row) => {
  const { resource, props } = row;
  const byTags: Sighting<object> = { name, tags: ours, props };
  const byId: Sighting<object> = { ...byTags, id: row.id };
  let cloud: ReturnType<typeof fakeAws>;
  beforeEach(() => {
    cloud = fakeAws();
  });
  afterEach(() => cloud.restore());

  const find = async (at = byId): Promise<Live> => {
    const live = await resource.find(cloud.aws, at);
    if (!live) throw new Error('not found');
    return live;
  };
  /** A member that is expected to be `undefined` must not be sent. */
  const expectChanging = (calls: readonly { command: { name: string }; input: object }[]) =>
    expect(
      cloud.changing().map(({ command, input }, i) => {
        const unsent = Object.keys(calls[i]?.input ?? {}).map((member) => [member, undefined]);
        return { command, input: { ...Object.fromEntries(unsent), ...input } };
      }),
    ).toMatchObject(calls.map((it) => ({ command: it.command.name, input: it.input })));

  it('is not found while there is nothing', async () => {
    cloud.answers(row.absent);
    expect(await resource.find(cloud.aws, byTags)).toBeUndefined();
    expect(await resource.find(cloud.aws, byId)).toBeUndefined();
    expect(cloud.changing()).toEqual([]);
  });

  it('is made by one changing call that carries our mark', async () => {
    cloud.answers(row.absent, row.create.answers);
    const made = await resource.create(cloud.aws, props, { name, tags: ours, token });
    expect(typeof made === 'string' ? made : made.id).toBe(row.id);
    expectChanging([row.create.call]);
    expect(cloud.changing()).toHaveLength(1);
    expect(JSON.stringify(cloud.changing()[0]?.input)).toContain(row.untagged ? name : 'meibo-infra:stack');
  });

  it('is found as wanted, and nothing is changed', async () => {
    cloud.answers(row.present);
    const live = await find(byTags);
    expect(live).toMatchObject(row.untagged ? { id: row.id } : { id: row.id, tags: ours });
    expect((await find(byId)).id).toBe(row.id);
    expect(resource.phase(live)).toBe('ready');
    expect(resource.drift?.(live, props) ?? []).toEqual([]);
    expect(resource.guard?.(live, props)).toBeUndefined();
    expect(cloud.changing()).toEqual([]);
  });

  it.each(row.drifts?.map((drift) => [drift.what, drift] as const) ?? [])('%s', async (_, drift) => {
    cloud.answers(row.present, drift.shows);
    const live = await find();
    const changes: readonly Change[] = resource.drift?.(live, props) ?? [];
    expect(changes.map((it) => it.path)).toEqual(drift.paths);
    if (!drift.calls) {
      expect(changes.some((it) => it.frozen)).toBe(true);
      return;
    }
    expect(changes.some((it) => it.frozen)).toBe(false);
    await resource.sync?.(cloud.aws, live, props, changes);
    expectChanging(drift.calls);
    expect(cloud.changing()).toHaveLength(drift.calls.length);
    if (!drift.again) return;
    cloud.answers(drift.again);
    await resource.sync?.(cloud.aws, live, props, changes);
  });

  it.each(row.phases?.map((it) => [it.phase ?? 'gone', it] as const) ?? [])('is %s', async (_, { shows, phase }) => {
    cloud.answers(row.present, shows);
    const live = await resource.find(cloud.aws, byId);
    expect(live && resource.phase(live)).toBe(phase);
  });

  it('is removed, quietly when it is gone already', async () => {
    cloud.answers(row.present, row.remove.answers ?? []);
    const live = await find();
    await resource.remove(cloud.aws, live, row.remove.props ?? props);
    expectChanging(row.remove.calls);
    expect(cloud.changing()).toHaveLength(row.remove.calls.length);
    cloud.answers(row.remove.gone);
    await resource.remove(cloud.aws, live, row.remove.props ?? props);
  });

  if (row.remove.refused)
    it('passes a refusal to be removed on', async () => {
      cloud.answers(row.present, row.remove.refused ?? []);
      await expect(resource.remove(cloud.aws, await find(), props)).rejects.toThrow();
    });

  if (row.guarded)
    it('is guarded', async () => {
      cloud.answers(row.present, row.guarded ?? []);
      expect(resource.guard?.(await find(), props)).toBe('deletion-protection');
    });

  if (row.explained)
    it('is explained by the words of AWS', async () => {
      cloud.answers(row.present, row.explained?.shows ?? []);
      expect(await resource.explain?.(cloud.aws, await find(), props)).toEqual(row.explained?.evidence);
      expect(cloud.changing()).toEqual([]);
    });

  if (row.list)
    it('lists only what is ours', async () => {
      cloud.answers(row.present, row.list ?? []);
      const found = await resource.list?.(cloud.aws, {
        stack: 'shop',
        region: 'ap-northeast-1',
        tags: { 'meibo-infra:stack': 'shop' },
      });
      expect(found?.map((it) => it.id)).toEqual([row.id]);
      expect(cloud.changing()).toEqual([]);
    });
});
