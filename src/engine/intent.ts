import type { AnyResource } from '../model/resource.js';
import type { AnyStep, Moment } from '../model/step.js';
import type { Entry } from '../state/schema.js';
import type { KindOf } from './clear.js';
import type { PlanItem } from './plan.js';
import { findForgotten, recall } from './recall.js';
import { refuseWithoutRoom } from './room.js';
import { type Runtime, whoseOf } from './runtime.js';
import { isRecorded, type Look, look, prepare, refuseBlocked, up } from './up.js';
import type { Walked } from './walk.js';

/** What an `up` is about to do. */
export interface Intent {
  readonly seen: Look;
  /** What no state file tells of and nobody asks for any more. */
  readonly forgotten: readonly Entry[];
  /** Everything, with what is to be taken down. */
  readonly items: readonly PlanItem[];
  /** What is not as it should be. */
  readonly todo: readonly PlanItem[];
}

/** Looks at the whole stack before an `up`, and stops when something stands in the way. Changes nothing. */
export async function intend(
  runtime: Runtime,
  steps: readonly AnyStep[],
  kinds: readonly AnyResource[],
  kindOf: KindOf,
): Promise<Intent> {
  const seen = await look(runtime, steps, kindOf, 'make');
  refuseBlocked(seen);
  await refuseWithoutRoom(runtime, seen.sights);
  const forgotten = await findForgotten(runtime, kinds, seen);
  const items = [
    ...seen.items,
    ...forgotten.map(({ step, key, type, id }): PlanItem => {
      return { whose: whoseOf(runtime, step, key, { type }, id), action: 'remove', changes: [] };
    }),
  ];
  return { seen, forgotten, items, todo: items.filter((it) => it.action !== 'none') };
}

/** Does what was intended; where nothing is to be done and the journal tells of all, only what was seen comes back. */
export async function carryOut(
  runtime: Runtime,
  steps: readonly AnyStep[],
  kindOf: KindOf,
  { seen, forgotten, todo }: Intent,
  until: Moment,
): Promise<Walked> {
  await prepare(runtime, seen);
  await recall(runtime, forgotten);
  if (todo.length === 0 && isRecorded(runtime, seen)) return seen;
  return up(runtime, steps, kindOf, until);
}
