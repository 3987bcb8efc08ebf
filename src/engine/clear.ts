import { blame } from '../model/blame.js';
import type { AnyResource } from '../model/resource.js';
import { together } from '../model/together.js';
import type { Entry } from '../state/schema.js';
import { findLate, mayShowLate } from './create.js';
import { seeOff } from './remove.js';
import { type Runtime, sightingOf, stopIfHalted, whoseOf } from './runtime.js';

/** Finds the kind of a journal entry. */
export type KindOf = (type: string) => AnyResource;

/** Takes one entry down, whatever state it was left in; one that is not there is only forgotten. */
export async function takeDown(runtime: Runtime, kindOf: KindOf, entry: Entry): Promise<void> {
  const resource = kindOf(entry.type);
  const whose = whoseOf(runtime, entry.step, entry.key, resource, entry.id);
  const start = runtime.clock.elapsed();
  const seconds = () => (runtime.clock.elapsed() - start) / 1000;
  const work = { runtime, resource, whose, props: entry.props, action: 'remove' as const };
  stopIfHalted(runtime);
  if (resource.shared) return runtime.journal.drop(entry.step, entry.key);
  runtime.report({ type: 'resource.start', whose, action: 'remove' });
  try {
    // What was seen a moment ago will do: a removal that AWS finds stale is looked at anew.
    const seen = await resource.find(runtime.looking, sightingOf(runtime, whose, entry.props, true));
    // What was asked for a moment before a crash may show late; forgotten now, it would be nobody's.
    const live = seen ?? (mayShowLate(runtime, entry) ? await findLate(work) : undefined);
    if (live) await seeOff(work, live);
    else await runtime.journal.drop(entry.step, entry.key);
  } catch (error) {
    blame(error, whose);
    if (!runtime.halt.signal.aborted)
      runtime.report({ type: 'resource.failed', whose, action: 'remove', seconds: seconds() });
    throw error;
  }
  runtime.report({ type: 'resource.done', whose, action: 'remove', seconds: seconds() });
}

/** Entries of a step that this run did not ask for. */
export function leftOver(entries: readonly Entry[], step: string, asked: ReadonlySet<string>): Entry[] {
  return entries.filter((it) => it.step === step && !asked.has(it.key));
}

/**
 * Takes entries down, all at once as far as they allow it: one waits for every later one that mentions it, and for those that
 * `users` names. Failures do not stop the others; the entries that could not be taken down come back with their reasons.
 */
export async function takeDownAll(
  runtime: Runtime,
  kindOf: KindOf,
  entries: readonly Entry[],
  users: (entry: Entry) => readonly Entry[] = () => [],
): Promise<readonly { readonly entry: Entry; readonly reason: unknown }[]> {
  const failures: { entry: Entry; reason: unknown }[] = [];
  const running = new Map<Entry, Promise<boolean>>();
  const down = (entry: Entry): Promise<boolean> => {
    const known = running.get(entry);
    if (known) return known;
    const first = new Set([
      ...users(entry),
      ...entries.slice(entries.indexOf(entry) + 1).filter((it) => mentions(it, entry)),
    ]);
    const result = (async () => {
      const clear = await Promise.all([...first].filter((it) => it !== entry && entries.includes(it)).map(down));
      // What still uses it stands: AWS would only refuse for minutes.
      if (!clear.every(Boolean)) return false;
      await takeDown(runtime, kindOf, entry);
      return true;
    })().catch((reason: unknown) => {
      failures.push({ entry, reason });
      return false;
    });
    running.set(entry, result);
    return result;
  };
  await together([...entries].reverse(), down);
  return failures;
}

/** Whether an entry was made from another: its properties hold the other's id. */
function mentions(entry: Entry, other: Entry): boolean {
  const { id } = other;
  if (id === undefined || id.length < 4) return false;
  const text = JSON.stringify(entry.props);
  return text.includes(JSON.stringify(id).slice(1, -1));
}
