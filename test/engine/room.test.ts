import { describe, expect, it, vi } from 'vitest';
import type { Sight } from '../../src/engine/plan.js';
import { refuseWithoutRoom, shortagesOf } from '../../src/engine/room.js';
import type { Runtime } from '../../src/engine/runtime.js';
import type { Quota, Standing } from '../../src/model/quota.js';
import type { AnyResource } from '../../src/model/resource.js';

const runtime = { owner: { stack: 'demo', region: 'eu-west-1', tags: {} }, looking: {} } as unknown as Runtime;

const many = (count: number, place?: string): Standing[] =>
  Array.from({ length: count }, (_, i) => ({ id: `it-${place ?? ''}${i}`, ...(place && { place }) }));

/** A kind with a quota of five, of which `stands` stand. */
function kind(type: string, stands: readonly Standing[], more: Partial<Quota> = {}) {
  const quota = {
    service: 'svc',
    code: `L-${type}`,
    name: `${type} per Region`,
    usual: 5,
    standing: vi.fn(async () => stands),
    applied: vi.fn(async (): Promise<number | undefined> => 5),
    ...more,
  };
  return { resource: { type, quota } as unknown as AnyResource, quota };
}

const sight = (resource: AnyResource, action: Sight['item']['action'] = 'create', props = {}): Sight => ({
  item: { whose: { step: 's', key: 'k', kind: resource.type, name: 'n' }, action, changes: [] },
  resource,
  props,
});

describe('room for what is to be made', () => {
  it('is not asked for while nothing with a quota is to be made', async () => {
    const { resource, quota } = kind('net', many(9));
    const plain = { type: 'plain' } as AnyResource;
    const sights = [sight(plain), ...(['none', 'change', 'wait', 'renew'] as const).map((it) => sight(resource, it))];
    expect(await shortagesOf(runtime, sights)).toEqual([]);
    expect(quota.standing).not.toHaveBeenCalled();
  });

  it('is counted once, and the account’s own value is not asked for while AWS’s is enough', async () => {
    const { resource, quota } = kind('net', many(3));
    expect(await shortagesOf(runtime, [sight(resource), sight(resource)])).toEqual([]);
    expect(quota.standing).toHaveBeenCalledTimes(1);
    expect(quota.applied).not.toHaveBeenCalled();
  });

  it('is there when the account’s own value is higher', async () => {
    const { resource, quota } = kind('net', many(5), { applied: vi.fn(async () => 6) });
    expect(await shortagesOf(runtime, [sight(resource)])).toEqual([]);
    expect(quota.applied).toHaveBeenCalledTimes(1);
  });

  it('is not there when all that is to be made goes beyond it', async () => {
    const { resource } = kind('net', many(4));
    const shortage = {
      kind: 'net',
      region: 'eu-west-1',
      quota: { service: 'svc', code: 'L-net', name: 'net per Region' },
      limit: 5,
      needed: 2,
      standing: many(4),
    };
    expect(await shortagesOf(runtime, [sight(resource), sight(resource)])).toEqual([shortage]);
    await expect(refuseWithoutRoom(runtime, [sight(resource), sight(resource)])).rejects.toMatchObject({
      code: 'no-room',
      facts: { shortages: [shortage] },
    });
    await expect(refuseWithoutRoom(runtime, [sight(resource)])).resolves.toBeUndefined();
  });

  it.each([
    ['Service Quotas', { applied: vi.fn(() => Promise.reject(new Error('AccessDeniedException'))) }],
    ['the listing', { standing: vi.fn(() => Promise.reject(new Error('UnauthorizedOperation'))) }],
    ['Service Quotas without a value', { applied: vi.fn(async () => undefined) }],
  ])('stops nobody when AWS refuses to tell: %s', async (_, more) => {
    const { resource } = kind('net', many(9), more);
    expect(await shortagesOf(runtime, [sight(resource)])).toEqual([]);
  });

  it('is counted by place', async () => {
    const place = (props: object) => (props as { zone: string }).zone;
    const { resource } = kind('door', [...many(5, 'a'), ...many(4, 'b')], { place });
    const [a, b] = ['a', 'b'].map((zone) => sight(resource, 'create', { zone })) as [Sight, Sight];
    expect(await shortagesOf(runtime, [b])).toEqual([]);
    expect(await shortagesOf(runtime, [a, b])).toMatchObject([
      { kind: 'door', place: 'a', needed: 1, standing: many(5, 'a') },
    ]);
    expect(await shortagesOf(runtime, [a, b, b])).toMatchObject([{ place: 'a' }, { place: 'b', needed: 2 }]);
  });

  it('of a kind that hardly runs short is counted only where the kind before it is crowded', async () => {
    const later = kind('late', many(5), { after: 'net' });
    const roomy = kind('net', many(4));
    expect(await shortagesOf(runtime, [sight(roomy.resource), sight(later.resource)])).toEqual([]);
    expect(later.quota.standing).not.toHaveBeenCalled();
    // Raised far enough for itself, but a region this busy may have filled the other.
    const crowded = kind('net', many(5), { applied: vi.fn(async () => 20) });
    const short = await shortagesOf(runtime, [sight(crowded.resource), sight(later.resource)]);
    expect(short.map((it) => it.kind)).toEqual(['late']);
  });
});
