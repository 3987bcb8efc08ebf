import { describe, expect, it } from 'vitest';
import { destroy, gather } from '../../src/engine/destroy.js';
import { isRecorded, look, refuseBlocked, up } from '../../src/engine/up.js';
import { Problem } from '../../src/model/problem.js';
import { type AnyStep, type Ensure, step } from '../../src/model/step.js';
import { unknown } from '../../src/model/unknown.js';
import type { Event } from '../../src/report/events.js';
import { memoryJournal } from '../../src/state/journal.js';
import type { Entry } from '../../src/state/schema.js';
import { cutJournal, fakeCloud, fakeKind, fakeRuntime, kindFinder } from './fake-cloud.js';

const box = fakeKind('fake:box');
const slow = fakeKind('fake:slow', { slowSeconds: 100, lingerSeconds: 50, usable: true });
const gate = fakeKind('fake:gate', { slowSeconds: 20 });
const named = fakeKind('fake:named', { named: true });
const precious = fakeKind('fake:precious', { named: true, precious: true, slowSeconds: 10 });
const kinds = [box, slow, gate, named, precious];
const kindOf = kindFinder(kinds);

/** A stack of one step. */
function one(ask: (ensure: Ensure) => Promise<unknown>): readonly AnyStep[] {
  return [step({ name: 'network', needs: {}, ensure: async ({ ensure }) => (await ask(ensure)) as never })];
}

/** A cloud with a runtime that remembers. */
function start() {
  const cloud = fakeCloud();
  const journal = memoryJournal();
  const events: Event[] = [];
  return { cloud, journal, events, runtime: () => fakeRuntime(cloud, journal, events) };
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no problem',
    (error: unknown) => (error instanceof Problem ? error.code : String(error)),
  );

describe('look', () => {
  it('makes no changing call, stands in for what is missing, and tells what depends on it without a look', async () => {
    const { cloud, runtime } = start();
    const steps = one(async (ensure) => {
      const first = await ensure(box, 'first', {});
      await ensure(box, 'second', { refs: [first.id] });
      return first;
    });
    const seen = await look(runtime(), steps, kindOf, 'make');
    expect(seen.items.map((it) => [it.whose.key, it.action])).toEqual([
      ['first', 'create'],
      ['second', 'create'],
    ]);
    expect(cloud.changes).toEqual([]);
  });

  it('sees nothing to do on a finished stack, and only the difference on a changed one', async () => {
    const { cloud, runtime } = start();
    const sized = (size: number) => one((ensure) => ensure(box, 'first', { size }));
    await up(runtime(), sized(1), kindOf, 'ready');
    const seen = await look(runtime(), sized(1), kindOf, 'make');
    expect(seen.items.map((it) => it.action)).toEqual(['none']);
    expect(isRecorded(runtime(), seen)).toBe(true);
    const changed = await look(runtime(), sized(2), kindOf, 'make');
    expect(changed.items[0]).toMatchObject({ action: 'change', changes: [{ path: 'size', is: 1, want: 2 }] });
    const before = cloud.changes.length;
    await up(runtime(), sized(2), kindOf, 'ready');
    expect(cloud.changes.slice(before)).toEqual(['sync fake:box']);
  });

  it('refuses a difference that cannot be closed in place before anything is changed', async () => {
    const { runtime } = start();
    await up(
      runtime(),
      one((ensure) => ensure(box, 'first', { zone: 'a' })),
      kindOf,
      'ready',
    );
    const seen = await look(
      runtime(),
      one((ensure) => ensure(box, 'first', { zone: 'b' })),
      kindOf,
      'make',
    );
    expect(() => refuseBlocked(seen)).toThrow('replacement-needed');
  });

  it('refuses nothing for what is still to be made: that may turn out to be what is there', async () => {
    const { cloud, runtime } = start();
    const steps = one(async (ensure) => {
      const { id } = await ensure(box, 'first', {});
      return await ensure(box, 'second', { zone: id });
    });
    await up(runtime(), steps, kindOf, 'ready');
    const [first] = cloud.things.keys();
    cloud.things.delete(first!);
    const seen = await look(runtime(), steps, kindOf, 'make');
    expect(() => refuseBlocked(seen)).not.toThrow();
    expect(seen.items).toMatchObject([
      { action: 'create' },
      { action: 'change', changes: [{ path: 'zone', is: first, want: unknown }] },
    ]);
  });
});

describe('up', () => {
  it('refuses a key that is used twice', async () => {
    const { runtime } = start();
    const steps = one(async (ensure) => {
      await ensure(box, 'same', {});
      await ensure(box, 'same', {});
    });
    await expect(up(runtime(), steps, kindOf, 'ready')).rejects.toThrow('asked twice');
  });

  it('does not touch a namesake that is not ours', async () => {
    const { cloud, runtime } = start();
    cloud.things.set('x', {
      type: 'fake:named',
      id: 'x',
      name: 'demo-thing',
      tags: { owner: 'somebody' },
      shape: {},
      refs: [],
      readyAt: 0,
    });
    const steps = one((ensure) => ensure(named, 'thing', {}));
    const seen = await look(runtime(), steps, kindOf, 'make');
    expect(() => refuseBlocked(seen)).toThrow('foreign-namesake');
    expect(await codeOf(up(runtime(), steps, kindOf, 'ready'))).toBe('foreign-namesake');
    expect(cloud.changes).toEqual([]);
  });

  it('goes on beside what is pending as soon as that is usable, and is done when it is ready', async () => {
    const { cloud, runtime, events } = start();
    const began = cloud.clock.now();
    let went = 0;
    const steps = one(async (ensure) => {
      const gateway = await ensure(slow, 'slow', {});
      went = cloud.clock.now();
      await ensure(box, 'behind', { refs: [gateway.id] });
    });
    await up(runtime(), steps, kindOf, 'ready');
    expect(went - began).toBeLessThan(1000);
    expect(cloud.clock.now() - began).toBeGreaterThanOrEqual(100_000);
    expect(events.filter((it) => it.type === 'resource.late')).toHaveLength(1);
  });

  it('says early, and once, what AWS says is in the way of what is waited for', async () => {
    const { runtime, events, cloud } = start();
    const message = "unable to place a task. Reason: You've reached the limit on the number of vCPUs";
    const hindered = {
      ...slow,
      hindrance: () => ({ kind: 'event' as const, at: String(cloud.clock.now()), message }),
    };
    const steps = one((ensure) => ensure(hindered, 'slow', {}));
    await up(runtime(), steps, kindOf, 'ready');
    const told = events.flatMap((it) => (it.type === 'resource.hindered' ? [it] : []));
    expect(told).toMatchObject([{ whose: { key: 'slow' }, evidence: [{ message }] }]);
    expect(told[0]!.seconds).toBeLessThan(10);
  });

  it('takes down what is no longer asked for, once the step is ready', async () => {
    const { cloud, journal, runtime } = start();
    const all = (keys: string[]) =>
      one(async (ensure) => {
        for (const key of keys) await ensure(box, key, {});
      });
    await up(runtime(), all(['a', 'b', 'c']), kindOf, 'ready');
    const seen = await look(runtime(), all(['b']), kindOf, 'make');
    expect(seen.items.map((it) => [it.whose.key, it.action])).toEqual([
      ['b', 'none'],
      ['a', 'remove'],
      ['c', 'remove'],
    ]);
    await up(runtime(), all(['b']), kindOf, 'ready');
    expect([...cloud.things.values()].map((it) => it.name)).toEqual(['demo-b']);
    expect(journal.entries().map((it) => it.key)).toEqual(['b']);
  });

  it('sees a failed thing off and makes it anew, but never one that holds data', async () => {
    const { cloud, runtime } = start();
    const steps = one(async (ensure) => {
      await ensure(slow, 'gateway', {});
      await ensure(precious, 'database', {});
    });
    await up(runtime(), steps, kindOf, 'ready');
    const [gateway, database] = [...cloud.things.values()];
    gateway!.failed = true;
    await up(runtime(), steps, kindOf, 'ready');
    expect([...cloud.things.values()].filter((it) => it.type === 'fake:slow').map((it) => it.failed)).toEqual([
      undefined,
    ]);
    database!.failed = true;
    expect(await codeOf(up(runtime(), steps, kindOf, 'ready'))).toBe('not-well');
    expect(cloud.things.has(database!.id)).toBe(true);
  });

  it.each(['ready', 'pending'] as const)(
    'keeps what holds data and was found %s after the journal was lost, when the run that found it is cut',
    async (phase) => {
      const { cloud, runtime } = start();
      const steps = one((ensure) => ensure(precious, 'data', { size: 1 }));
      await up(runtime(), steps, kindOf, 'ready');
      const [thing] = [...cloud.things.values()];
      if (phase === 'pending') thing!.readyAt = cloud.clock.now() + 10_000;
      const kept = new Map<string, Entry>();
      cloud.counted = 0;
      // The first write tells that it was taken over.
      cloud.cut = { at: 1, side: 'after' };
      await expect(up(fakeRuntime(cloud, cutJournal(cloud, kept)), steps, kindOf, 'ready')).rejects.toThrow();
      expect([...kept.values()]).toMatchObject([{ key: 'data', status: 'created', id: thing!.id }]);
      Object.assign(cloud, { cut: undefined, dead: false });
      thing!.failed = true;
      const after = fakeRuntime(cloud, cutJournal(cloud, kept));
      expect(await codeOf(up(after, steps, kindOf, 'ready'))).toBe('not-well');
      expect(cloud.things.has(thing!.id)).toBe(true);
    },
  );

  it('halts on the first failure: nothing starts anew, what is under way is written down', async () => {
    const { cloud, journal, runtime } = start();
    const broken = {
      ...box,
      type: 'fake:broken',
      create: async () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' })),
    };
    const steps: readonly AnyStep[] = [
      step({ name: 'network', needs: {}, ensure: async ({ ensure }) => (await ensure(slow, 'slow', {})) as never }),
      step({
        name: 'ecr-push',
        needs: {},
        ensure: async ({ ensure }) => (await ensure(broken, 'broken', {})) as never,
      }),
      step({
        name: 'rds',
        needs: { network: 'ready' },
        ensure: async ({ ensure }) => (await ensure(box, 'after', {})) as never,
      }),
    ];
    await expect(up(runtime(), steps, kindFinder([...kinds, broken]), 'ready')).rejects.toThrow('no');
    expect(journal.entries().map((it) => [it.key, it.status])).toEqual([['slow', 'creating']]);
    expect(cloud.changes).toHaveLength(1);
  });

  it('stops at Ctrl-C with everything written down, and goes on from there', async () => {
    const { cloud, journal, runtime } = start();
    const steps = one(async (ensure) => {
      await ensure(gate, 'gate', {});
      await ensure(box, 'behind', {});
    });
    const first = runtime();
    const report = first.report;
    const halted = {
      ...first,
      report(event: Event) {
        if (event.type === 'resource.state') first.halt.abort(new Problem('interrupted', { command: 'up' }));
        report(event);
      },
    };
    expect(await codeOf(up(halted, steps, kindOf, 'ready'))).toBe('interrupted');
    expect(journal.entries()).toMatchObject([{ key: 'gate', status: 'creating', id: expect.any(String) }]);
    await up(runtime(), steps, kindOf, 'ready');
    expect([...cloud.things.values()].map((it) => it.name).sort()).toEqual(['demo-behind', 'demo-gate']);
  });

  it('ends with what stands in the way when patience is over', async () => {
    const { cloud, runtime } = start();
    const steps = one((ensure) => ensure(box, 'lonely', { refs: ['never-made'] }));
    const error = await up(runtime(), steps, kindOf, 'ready').catch((it: unknown) => it);
    expect(error).toMatchObject({
      code: 'patience-ended',
      facts: { key: 'lonely', evidence: [{ kind: 'state', state: 'InvalidThing.NotFound' }] },
    });
    expect(cloud.things.size).toBe(0);
  });
});

describe('destroy', () => {
  it('takes independent things down beside each other and waits for what lingers', async () => {
    const { cloud, journal, runtime } = start();
    const steps: readonly AnyStep[] = [
      step({ name: 'network', needs: {}, ensure: async ({ ensure }) => (await ensure(slow, 'gateway', {})) as never }),
      step({ name: 'rds', needs: {}, ensure: async ({ ensure }) => (await ensure(slow, 'database', {})) as never }),
      step({
        name: 'service',
        needs: { network: 'ready' },
        ensure: async ({ ensure }) => (await ensure(slow, 'service', {})) as never,
      }),
    ];
    await up(runtime(), steps, kindOf, 'ready');
    const began = cloud.clock.now();
    const before = cloud.changes.length;
    const run = runtime();
    const result = await destroy(run, steps, kinds, kindOf, await gather(run, steps, kinds, kindOf));
    expect(result).toEqual({ left: [], failures: [] });
    expect(journal.entries()).toEqual([]);
    const order = cloud.changes.slice(before).map((it) => it.split(' ')[1]);
    expect(order).toHaveLength(3);
    // Two after each other (the service works on the network), the third beside them: not three times 50 seconds.
    expect(cloud.clock.now() - began).toBeLessThan(130_000);
  });

  it('stops at Ctrl-C: what was not yet asked to go stands, is not told as going, and up has nothing to make anew', async () => {
    const { cloud, journal, events, runtime } = start();
    const steps = one(async (ensure) => {
      const first = await ensure(box, 'first', {});
      const second = await ensure(slow, 'second', { refs: [first.id] });
      await ensure(box, 'third', { refs: [second.id] });
    });
    await up(runtime(), steps, kindOf, 'ready');
    const made = [...cloud.things.keys()];
    const run = runtime();
    const farewell = await gather(run, steps, kinds, kindOf);
    const { report } = run;
    const halted = {
      ...run,
      report(event: Event) {
        if (event.type === 'resource.done') run.halt.abort(new Problem('interrupted', { command: 'destroy' }));
        report(event);
      },
    };
    events.length = 0;
    expect(await codeOf(destroy(halted, steps, kinds, kindOf, farewell))).toBe('interrupted');
    expect(events.filter((it) => it.type === 'resource.start').map((it) => it.whose.key)).toEqual(['third']);
    expect([...cloud.things.keys()]).toEqual(made.slice(0, 2));
    expect(journal.entries().map((it) => [it.key, it.status])).toEqual([
      ['first', 'created'],
      ['second', 'created'],
    ]);
    expect((await look(runtime(), steps, kindOf, 'make')).items.map((it) => it.action)).toEqual([
      'none',
      'none',
      'create',
    ]);
  });

  it('forgets what belongs to the account, and neither removes it nor says so', async () => {
    const { cloud, journal, events, runtime } = start();
    const account = { ...fakeKind('fake:account'), shared: true as const };
    const find = kindFinder([...kinds, account]);
    const steps = one((ensure) => ensure(account, 'role', {}));
    await up(runtime(), steps, find, 'ready');
    events.length = 0;
    const run = runtime();
    await destroy(run, steps, kinds, find, await gather(run, steps, kinds, find));
    expect(cloud.changes).toEqual(['create fake:account demo-role']);
    expect(journal.entries()).toEqual([]);
    expect(events).toEqual([]);
  });

  it('takes the note of a removal back that Ctrl-C came before', async () => {
    const { cloud, journal, runtime } = start();
    const steps = one((ensure) => ensure(box, 'box', {}));
    await up(runtime(), steps, kindOf, 'ready');
    const run = runtime();
    const farewell = await gather(run, steps, kinds, kindOf);
    const halting = {
      ...journal,
      async put(entry: Entry) {
        await journal.put(entry);
        if (entry.status === 'removing') run.halt.abort(new Problem('interrupted', { command: 'destroy' }));
      },
    };
    expect(await codeOf(destroy({ ...run, journal: halting }, steps, kinds, kindOf, farewell))).toBe('interrupted');
    expect(cloud.things.size).toBe(1);
    expect(journal.entries().map((it) => it.status)).toEqual(['created']);
  });

  it('is followed by an up that tells what was half removed, and keeps what holds data', async () => {
    const { cloud, journal, runtime } = start();
    const steps = one(async (ensure) => {
      await ensure(box, 'box', {});
      await ensure(precious, 'database', {});
    });
    await up(runtime(), steps, kindOf, 'ready');
    for (const entry of journal.entries()) await journal.put({ ...entry, status: 'removing' });
    const seen = await look(runtime(), steps, kindOf, 'make');
    expect(seen.items.map((it) => it.action)).toEqual(['renew', 'none']);
    const before = cloud.changes.length;
    await up(runtime(), steps, kindOf, 'ready');
    expect(cloud.changes.slice(before).map((it) => it.split(' ', 2).join(' '))).toEqual([
      'remove fake:box',
      'create fake:box',
    ]);
    expect(journal.entries().map((it) => it.status)).toEqual(['created', 'created']);
  });

  it('takes down what only a listing shows', async () => {
    const { cloud, runtime } = start();
    const tags = { 'meibo-infra:stack': 'demo', 'meibo-infra:key': 'network/old' };
    cloud.things.set('old', { type: 'fake:box', id: 'old', name: 'demo-old', tags, shape: {}, refs: [], readyAt: 0 });
    const steps = one((ensure) => ensure(gate, 'gate', {}));
    const run = runtime();
    const { left } = await destroy(run, steps, kinds, kindOf, await gather(run, steps, kinds, kindOf));
    expect(left).toEqual([]);
    expect(cloud.things.size).toBe(0);
  });

  it('goes on with the rest when one thing cannot be removed, and lists what is left', async () => {
    const { cloud, runtime } = start();
    const steps = one(async (ensure) => {
      const held = await ensure(box, 'held', {});
      await ensure(box, 'free', {});
      return held;
    });
    await up(runtime(), steps, kindOf, 'ready');
    const held = [...cloud.things.values()].find((it) => it.name === 'demo-held')!;
    cloud.things.set('foreign', {
      type: 'other',
      id: 'foreign',
      name: 'foreign',
      tags: {},
      shape: {},
      refs: [held.id],
      readyAt: 0,
    });
    const run = runtime();
    const { left, failures } = await destroy(run, steps, kinds, kindOf, await gather(run, steps, kinds, kindOf));
    expect(left.map((it) => it.name)).toEqual(['demo-held']);
    expect(failures).toMatchObject([{ entry: { key: 'held' }, reason: { code: 'patience-ended' } }]);
  });
});
