import { fail } from '../model/problem.js';
import type { Change, Live } from '../model/resource.js';
import { failWith } from './create.js';
import { evidenceOf, failNoted, notice } from './evidence.js';
import { lookPatiently, type Work } from './patient.js';
import { sightingOf, stopIfHalted } from './runtime.js';

/** Waits until AWS has done with it, and returns what it then is. */
export async function waitReady<P extends object, L extends Live>(work: Work<P, L>, seen: L): Promise<L> {
  const { runtime, resource, whose, props } = work;
  let live: L | undefined = seen;
  return lookPatiently<L, P, L>(
    work,
    async () => {
      if (live && resource.phase(live) === 'ready') return { done: live };
      if (live && resource.phase(live) === 'failed') await failWith(work, live);
      const before = live;
      live = await resource.find(runtime.aws, sightingOf(runtime, whose, props));
      await notice(work, live);
      if (live && resource.phase(live) === 'ready') return { done: live };
      return { notYet: { state: (live ?? before)?.state, hindrance: live && resource.hindrance?.(live) } };
    },
    () => live,
  );
}

/**
 * Closes the differences between what AWS shows and what is wanted, one `sync` after the other until none is left. For a kind
 * that settles, what is there afterwards is looked at again: a difference that came back (a rolled-back service) is a failure.
 */
export async function settle<P extends object, L extends Live>(work: Work<P, L>, seen: L): Promise<L> {
  const { resource } = work;
  // What failed may be mended by the very change that is wanted; there is nothing to wait for first.
  const mendable = resource.phase(seen) === 'failed' && differences(work, seen).length > 0;
  let live = mendable ? seen : await waitReady(work, seen);
  const changes = differences(work, live);
  if (changes.length === 0) return live;
  live = await change(work, live, changes);
  if (!resource.settles) return live;
  live = await waitReady(work, live);
  const left = differences(work, live).filter((it) => !it.fleeting);
  if (left.length === 0) return live;
  const evidence = await evidenceOf(work, live);
  return failNoted(work.runtime, 'did-not-take', { ...work.whose, id: live.id, changes: left, evidence });
}

/** What differs; a difference that cannot be closed in place stops here with the reason. */
function differences<P extends object, L extends Live>({ resource, whose, props }: Work<P, L>, live: L): Change[] {
  const changes = resource.drift?.(live, props) ?? [];
  const frozen = changes.filter((it) => it.frozen);
  if (frozen.length > 0) fail('replacement-needed', { resources: [{ ...whose, id: live.id, changes: frozen }] });
  return changes;
}

/** One `sync`, made again from a fresh look while AWS says «not yet» or does not answer. */
async function change<P extends object, L extends Live>(
  work: Work<P, L>,
  seen: L,
  changes: readonly Change[],
): Promise<L> {
  const { runtime, resource, whose, props } = work;
  const refresh = () => resource.find(runtime.aws, sightingOf(runtime, whose, props));
  let live: L | undefined = seen;
  let wanted = changes;
  return lookPatiently<L, P, L>(
    work,
    async () => {
      if (live === undefined) {
        live = await refresh();
        if (!live) return { notYet: {} };
        wanted = differences(work, live);
        if (wanted.length === 0) return { done: live };
      }
      stopIfHalted(runtime);
      try {
        await resource.sync?.(runtime.aws, live, props, wanted);
      } catch (error) {
        const { fault, code, message } = runtime.classify(error);
        if (!['busy', 'missing', 'throttled', 'lost', 'taken'].includes(fault)) throw error;
        live = undefined;
        return { notYet: { blocked: { code, message } } };
      }
      return { done: resource.settles ? ((await refresh()) ?? live) : live };
    },
    () => live,
  );
}
