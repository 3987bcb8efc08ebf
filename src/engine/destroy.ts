import { scopeOf } from '../aws/names.js';
import { fail } from '../model/problem.js';
import type { AnyResource, Found } from '../model/resource.js';
import type { AnyStep } from '../model/step.js';
import { together } from '../model/together.js';
import type { Entry } from '../state/schema.js';
import { type KindOf, takeDownAll } from './clear.js';
import { type Runtime, record, whoseOf } from './runtime.js';
import { type Look, look } from './up.js';

/** Something of ours that a listing showed. */
export type Remnant = Found & { readonly type: string };

/** Lists everything at AWS that carries the stack's tags or names. */
export async function sweep(
  runtime: Runtime,
  kinds: readonly AnyResource[],
  eyes = runtime.lookAnew(),
): Promise<Remnant[]> {
  const scope = scopeOf(runtime.owner);
  const found = await together(kinds, async ({ type, list }) =>
    ((await list?.(eyes, scope)) ?? []).map((it) => ({ ...it, type })),
  );
  return found.flat();
}

/** What `destroy` would take down, and what it needs to do so. */
export interface Farewell {
  readonly seen: Look;
  readonly entries: readonly Entry[];
}

/**
 * Finds all that is to go: the journal, what the steps would find under our tags and names (a lost state file), and what only a
 * listing shows. What the journal lacked is written down, so that an interrupted destroy goes on from there.
 */
export async function gather(
  runtime: Runtime,
  steps: readonly AnyStep[],
  kinds: readonly AnyResource[],
  kindOf: KindOf,
): Promise<Farewell> {
  const [seen, listed] = (await together<() => Promise<Look | Remnant[]>, Look | Remnant[]>(
    [() => look(runtime, steps, kindOf, 'remove'), () => sweep(runtime, kinds, runtime.looking)],
    (it) => it(),
  )) as [Look, Remnant[]];
  const entries = new Map(runtime.journal.entries().map((it) => [`${it.step}/${it.key}`, it]));
  for (const { item, props, live } of seen.sights) {
    if (!live || item.foreign) continue;
    const { step, key, kind: type } = item.whose;
    const known = entries.get(`${step}/${key}`);
    // The wish of today decides how it goes (a final snapshot, say), not the one it was made with.
    entries.set(`${step}/${key}`, {
      ...newEntry(runtime, step, key, type),
      ...known,
      props: { ...known?.props, ...props },
      id: live.id,
    });
  }
  const known = new Set([...entries.values()].map((it) => `${it.type} ${it.id}`));
  const orphans = listed
    .filter((it) => !known.has(`${it.type} ${it.id}`))
    .map((it) => ({ ...newEntry(runtime, stepOf(it), `${it.type} ${it.id}`, it.type), id: it.id }));
  // Nothing tells what they were made from: the order of the kinds stands in for it.
  orphans.sort((a, b) => orderOf(kinds, a) - orderOf(kinds, b));
  return { seen, entries: [...inOrder(runtime, [...entries.values()]), ...orphans] };
}

/** Its tag tells which step made it: what works on that step goes first then, too. */
const stepOf = (it: Remnant) => it.key?.split('/')[0] || 'found';

const orderOf = (kinds: readonly AnyResource[], entry: Entry) => kinds.findIndex((it) => it.type === entry.type);

/** Entries of the journal keep their place; those found at AWS follow in the order of the steps. */
function inOrder(runtime: Runtime, entries: readonly Entry[]): readonly Entry[] {
  const place = new Map(runtime.journal.entries().map((it, index) => [`${it.step}/${it.key}`, index]));
  const of = (it: Entry) => place.get(`${it.step}/${it.key}`) ?? Number.POSITIVE_INFINITY;
  return [...entries].sort((a, b) => (of(a) === of(b) ? 0 : of(a) - of(b)));
}

/** A journal entry for something that was found, not made by this run. */
export function newEntry(runtime: Runtime, step: string, key: string, type: string): Entry {
  return {
    step,
    key,
    type,
    status: 'created',
    token: runtime.newToken(),
    props: {},
    since: new Date(runtime.clock.now()).toISOString(),
  };
}

/** Stops before anything is removed when something forbids it. */
export function refuseProtected({ seen }: Farewell): void {
  const guarded = seen.sights.filter(({ resource, live, props }) => live && resource.guard?.(live, props));
  if (guarded.length > 0) fail('deletion-protected', { resources: guarded.map((it) => it.item.whose) });
}

/** How a destroy ended. */
export interface Destroyed {
  readonly left: readonly Remnant[];
  readonly failures: readonly { readonly entry: Entry; readonly reason: unknown }[];
}

/**
 * Takes everything down, the journal read backwards: an entry goes as soon as nothing made from it is left and the steps that
 * work on its step (those that need it ready) are gone. Ends with a fresh listing of whatever is still ours.
 */
export async function destroy(
  runtime: Runtime,
  steps: readonly AnyStep[],
  kinds: readonly AnyResource[],
  kindOf: KindOf,
  farewell: Farewell,
): Promise<Destroyed> {
  const { entries } = farewell;
  for (const entry of entries) {
    const { step, key, type, status, token, props, id } = entry;
    await record(runtime, whoseOf(runtime, step, key, kindOf(type)), { status, token, props, id });
  }
  const usersOf = (name: string): string[] => {
    const direct = steps
      .filter((it) => (it.needs as Record<string, string>)[name] === 'ready')
      .map((it) => it.name as string);
    return [...direct, ...direct.flatMap(usersOf)];
  };
  const users = new Map(steps.map((it) => [it.name as string, new Set(usersOf(it.name))]));
  const failures = await takeDownAll(runtime, kindOf, entries, (entry) =>
    entries.filter((it) => users.get(entry.step)?.has(it.step)),
  );
  const stopped = runtime.halt.signal.aborted ? runtime.halt.signal.reason : undefined;
  if (stopped) throw stopped;
  const left = await sweep(runtime, kinds);
  if (left.length === 0 && failures.length === 0) await runtime.journal.note(undefined);
  return { left, failures };
}
