import type { AnyResource } from '../model/resource.js';
import type { Entry } from '../state/schema.js';
import { newEntry, sweep } from './destroy.js';
import { type Runtime, record, whoseOf } from './runtime.js';
import type { Look } from './up.js';

/**
 * What stands under our tags, is no longer asked for, and is not in the journal: left from before a state file was lost. Lists
 * only when the look found something that the journal does not tell of, so that a usual run pays nothing for it.
 */
export async function findForgotten(
  runtime: Runtime,
  kinds: readonly AnyResource[],
  seen: Look,
): Promise<readonly Entry[]> {
  const { journal } = runtime;
  const lost = seen.sights.some(
    ({ live, item: { whose, foreign } }) => live && !foreign && !journal.get(whose.step, whose.key),
  );
  if (!lost) return [];
  const asked = new Set([...seen.asked].flatMap(([step, keys]) => [...keys].map((key) => `${step}/${key}`)));
  return (await sweep(runtime, kinds, runtime.looking)).flatMap(({ id, key: tag = '', type }) => {
    const [step = '', key] = tag.split('/');
    if (!key || asked.has(tag) || journal.get(step, key)) return [];
    return [{ ...newEntry(runtime, step, key, type), id }];
  });
}

/** Writes them down before anything else, so that their step takes them down, in this run or in one after a crash. */
export async function recall(runtime: Runtime, entries: readonly Entry[]): Promise<void> {
  for (const { step, key, type, status, token, props, id } of entries)
    await record(runtime, whoseOf(runtime, step, key, { type }), { status, token, props, id });
}
