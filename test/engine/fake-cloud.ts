import type { Aws } from '../../src/aws/clients.js';
import { classify, partsOf } from '../../src/aws/errors.js';
import type { Looking } from '../../src/aws/looking.js';
import type { Config } from '../../src/config/schema.js';
import type { Runtime } from '../../src/engine/runtime.js';
import type { Clock } from '../../src/model/clock.js';
import type { AnyResource, Live, Phase, Resource, Tags } from '../../src/model/resource.js';
import type { Event } from '../../src/report/events.js';
import { memoryJournal } from '../../src/state/journal.js';
import type { Entry, Journal } from '../../src/state/schema.js';

/** A thing in the fake cloud. */
interface Thing {
  type: string;
  id: string;
  name: string;
  tags: Tags;
  /** Closed by `sync`. */
  shape: Record<string, unknown>;
  refs: string[];
  readyAt: number;
  goneAt?: number;
  failed?: true;
}

export interface Props {
  readonly refs?: readonly string[];
  readonly size?: number;
  readonly zone?: string;
}

/** The process died here. */
export class Crash extends Error {}

/** Time that passes only when somebody sleeps. */
export function fakeClock(): Clock & { time: number } {
  const clock = {
    time: Date.UTC(2026, 10, 23),
    now: () => clock.time,
    elapsed: () => clock.time,
    async sleep(ms: number, signal?: AbortSignal) {
      signal?.throwIfAborted();
      clock.time += ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    },
  };
  return clock;
}

/** Where a run is cut: at which changing call or journal write, and on which side of it. */
export interface Cut {
  readonly at: number;
  readonly side: 'before' | 'after';
}

export interface FakeCloud {
  readonly things: Map<string, Thing>;
  readonly changes: string[];
  readonly clock: ReturnType<typeof fakeClock>;
  /** Steps (changing calls and journal writes) counted so far. */
  counted: number;
  cut?: Cut;
  dead: boolean;
  /** Answers that get lost although the call took effect, by number of the changing call. */
  readonly lose: Set<number>;
}

export function fakeCloud(): FakeCloud {
  return { things: new Map(), changes: [], clock: fakeClock(), counted: 0, dead: false, lose: new Set() };
}

const error = (name: string) => Object.assign(new Error(name), { name });

/** One changing call or journal write: the point where a run can be cut. */
function step<T>(cloud: FakeCloud, work: () => T): T {
  if (cloud.dead) throw new Crash();
  cloud.counted += 1;
  const cut = cloud.cut?.at === cloud.counted ? cloud.cut.side : undefined;
  if (cut === 'before') {
    cloud.dead = true;
    throw new Crash();
  }
  const result = work();
  if (cut === 'after') {
    cloud.dead = true;
    throw new Crash();
  }
  return result;
}

function change<T>(cloud: FakeCloud, what: string, work: () => T): T {
  return step(cloud, () => {
    const result = work();
    cloud.changes.push(what);
    if (cloud.lose.has(cloud.changes.length)) throw error('TimeoutError');
    return result;
  });
}

/** How a fake kind behaves. */
export interface Manner {
  /** Found by its unique name instead of tags. */
  readonly named?: true;
  /** A repeated token returns what it made before. */
  readonly tokened?: true;
  readonly slowSeconds?: number;
  readonly lingerSeconds?: number;
  readonly usable?: true;
  readonly precious?: true;
}

let serial = 0;

export function fakeKind(type: string, manner: Manner = {}): Resource<Props, Live & { size?: number; zone?: string }> {
  const cloudOf = (aws: Aws) => {
    const cloud = aws as unknown as FakeCloud;
    if (cloud.dead) throw new Crash();
    return cloud;
  };
  const shown = (cloud: FakeCloud) => {
    const now = cloud.clock.now();
    for (const it of cloud.things.values()) if (it.goneAt !== undefined && it.goneAt <= now) cloud.things.delete(it.id);
    return [...cloud.things.values()].filter((it) => it.type === type);
  };
  const liveOf = (cloud: FakeCloud, it: Thing) => {
    const state = it.failed ? 'failed' : it.goneAt ? 'leaving' : it.readyAt > cloud.clock.now() ? 'pending' : 'ready';
    return { id: it.id, tags: it.tags, state, ...it.shape } as Live & { size?: number; zone?: string };
  };
  return {
    type,
    ...(manner.slowSeconds || manner.lingerSeconds ? { settles: true as const } : {}),
    ...(manner.precious && { precious: true as const }),
    async find(aws, at) {
      const cloud = cloudOf(aws);
      const all = shown(cloud);
      const key = 'meibo-infra:key';
      const it =
        all.find((thing) => thing.id === at.id) ??
        all.find((thing) => (manner.named ? thing.name === at.name : thing.tags[key] === at.tags[key]));
      return it && liveOf(cloud, it);
    },
    async create(aws, props, { name, tags, token }) {
      const cloud = cloudOf(aws);
      const id = change(cloud, `create ${type} ${name}`, () => {
        const known = shown(cloud).find((it) =>
          manner.tokened ? it.shape.token === token : manner.named && it.name === name,
        );
        if (known && manner.tokened) return known.id;
        if (known) throw error('ResourceAlreadyExistsException');
        for (const ref of props.refs ?? []) if (!cloud.things.has(ref)) throw error('InvalidThing.NotFound');
        serial += 1;
        const thing: Thing = {
          type,
          id: `${type.replace(':', '-')}-${serial}`,
          name,
          tags,
          shape: { zone: props.zone, ...(manner.tokened && { token }) },
          refs: [...(props.refs ?? [])],
          readyAt: cloud.clock.now() + (manner.slowSeconds ?? 0) * 1000,
        };
        cloud.things.set(thing.id, thing);
        return thing.id;
      });
      return id;
    },
    phase: (live) => live.state as Phase,
    ...(manner.usable && { usable: () => true }),
    drift(live, props) {
      if (live.zone !== props.zone) return [{ path: 'zone', is: live.zone, want: props.zone, frozen: true }];
      return live.size === props.size ? [] : [{ path: 'size', is: live.size, want: props.size }];
    },
    async sync(aws, live, props) {
      const cloud = cloudOf(aws);
      change(cloud, `sync ${type}`, () => {
        const thing = cloud.things.get(live.id);
        if (!thing) throw error('InvalidThing.NotFound');
        thing.shape.size = props.size;
      });
    },
    async remove(aws, live) {
      const cloud = cloudOf(aws);
      change(cloud, `remove ${type} ${live.id}`, () => {
        const thing = cloud.things.get(live.id);
        if (!thing) return;
        shownAll(cloud);
        if ([...cloud.things.values()].some((it) => it.refs.includes(live.id))) throw error('DependencyViolation');
        if (manner.lingerSeconds) thing.goneAt = cloud.clock.now() + manner.lingerSeconds * 1000;
        else cloud.things.delete(live.id);
      });
    },
    async list(aws, scope) {
      const cloud = cloudOf(aws);
      return shown(cloud)
        .filter((it) => it.tags['meibo-infra:stack'] === scope.stack)
        .map((it) => ({ id: it.id, name: it.name, key: it.tags['meibo-infra:key'] }));
    },
  };
}

function shownAll(cloud: FakeCloud): void {
  const now = cloud.clock.now();
  for (const it of cloud.things.values()) if (it.goneAt !== undefined && it.goneAt <= now) cloud.things.delete(it.id);
}

/** A journal whose writes count as points where a run can be cut. */
export function cutJournal(cloud: FakeCloud, kept: Map<string, Entry>): Journal {
  const memory = memoryJournal([...kept.values()]);
  const keep = () => {
    kept.clear();
    for (const it of memory.entries()) kept.set(`${it.step}/${it.key}`, it);
  };
  return {
    entries: memory.entries,
    get: memory.get,
    failure: memory.failure,
    note: memory.note,
    async put(entry) {
      await step(cloud, async () => {
        await memory.put(entry);
        keep();
      });
    },
    async drop(name, key) {
      await step(cloud, async () => {
        await memory.drop(name, key);
        keep();
      });
    },
  };
}

/** A runtime on a fake cloud. */
export function fakeRuntime(cloud: FakeCloud, journal: Journal = memoryJournal(), events: Event[] = []): Runtime {
  const aws = cloud as unknown as Aws;
  const looking = Object.create(aws, { forget: { value: () => {} } }) as Looking;
  return {
    owner: { stack: 'demo', region: 'xx-test-1' },
    account: '000000000000',
    config: {} as Config,
    aws,
    looking,
    lookAnew: () => looking,
    journal,
    clock: cloud.clock,
    report: (event) => events.push(event),
    halt: new AbortController(),
    classify: (it) => ({ fault: classify(it), ...partsOf(it) }),
    patience: () => ({ usual: 60, atMost: 900, every: 5 }),
    newToken: () => `token-${Math.random().toString(36).slice(2)}`,
  };
}

export const kindFinder = (kinds: readonly AnyResource[]) => (type: string) => {
  const kind = kinds.find((it) => it.type === type);
  if (!kind) throw new Error(`no kind ${type}`);
  return kind;
};
