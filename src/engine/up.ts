import type { StepName } from '../model/outputs.js';
import { fail } from '../model/problem.js';
import type { AnyStep, Moment, Purpose } from '../model/step.js';
import { type KindOf, leftOver, takeDownAll } from './clear.js';
import { ensureWith } from './ensure.js';
import { lookWith, type PlanItem, type Sight } from './plan.js';
import { type Runtime, whoseOf } from './runtime.js';
import { type Walked, walk } from './walk.js';

/** What a look over the whole stack found. */
export interface Look extends Walked {
  readonly sights: readonly Sight[];
  /** What `up` would do, with what is no longer asked for. */
  readonly items: readonly PlanItem[];
}

/** Walks all steps with eyes only: makes no changing call and writes nothing down. */
export async function look(
  runtime: Runtime,
  steps: readonly AnyStep[],
  kindOf: KindOf,
  purpose: Purpose,
): Promise<Look> {
  const sights: Sight[] = [];
  const walked = await walk(runtime, steps, (inner, session) => lookWith(inner, session, sights, purpose), {
    until: 'ready',
    purpose,
  });
  const order = new Map(steps.map((it, index) => [it.name, index]));
  sights.sort(
    (a, b) => (order.get(a.item.whose.step as StepName) ?? 0) - (order.get(b.item.whose.step as StepName) ?? 0),
  );
  const removals = [...walked.asked].flatMap(([step, asked]) =>
    leftOver(runtime.journal.entries(), step, asked).map((entry): PlanItem => {
      return { whose: whoseOf(runtime, step, entry.key, kindOf(entry.type), entry.id), action: 'remove', changes: [] };
    }),
  );
  return { ...walked, sights, items: [...sights.map((it) => it.item), ...removals] };
}

/**
 * Whether the journal tells all that the look saw, and of no failure that is over: a walk without a changing call sets right one
 * that is lost, half-written or out of date.
 */
export function isRecorded(runtime: Runtime, seen: Look): boolean {
  if (runtime.journal.failure()) return false;
  return seen.sights.every(({ item: { whose } }) => {
    const entry = runtime.journal.get(whose.step, whose.key);
    return entry?.status === 'created' && entry.id === whose.id;
  });
}

/** Stops before anything is changed when something stands in the way. */
export function refuseBlocked(seen: Look): void {
  const foreign = seen.items.find((it) => it.foreign);
  if (foreign) fail('foreign-namesake', foreign.whose);
  const frozen = seen.items.filter((it) => it.action === 'blocked');
  if (frozen.length > 0) {
    const resources = frozen.map((it) => ({ ...it.whose, changes: it.changes.filter((change) => change.frozen) }));
    fail('replacement-needed', { resources });
  }
}

/** Does what has to succeed before anything is changed: a fault here leaves the stack as it was. */
export async function prepare(runtime: Runtime, seen: Look): Promise<void> {
  for (const work of seen.beforehand) await work(runtime.halt.signal);
}

/** Makes or mends the whole stack; after each step, what it no longer asks for is taken down. */
export async function up(runtime: Runtime, steps: readonly AnyStep[], kindOf: KindOf, until: Moment): Promise<Walked> {
  const walked = await walk(runtime, steps, ensureWith, {
    until,
    purpose: 'make',
    async afterStep(inner, { step, keys }) {
      const [failure] = await takeDownAll(inner, kindOf, leftOver(inner.journal.entries(), step, keys));
      if (failure) throw failure.reason;
    },
  });
  if (until === 'ready') await runtime.journal.note(undefined);
  return walked;
}
