import type { Live } from '../model/resource.js';
import type { Entry } from '../state/schema.js';
import { lookPatiently, type Work } from './patient.js';
import { record, sightingOf, stopIfHalted } from './runtime.js';

/**
 * Takes one resource away and waits until it is gone: the intention is on disk first, «still in use» goes back into the poll
 * loop, «not there» is success, and only then is it forgotten.
 */
export async function seeOff<P extends object, L extends Live>(work: Work<P, L>, live: L): Promise<void> {
  const { runtime, resource, whose, props } = work;
  // Written down but never asked for, a removal would be finished by the next `up`.
  stopIfHalted(runtime);
  const known = runtime.journal.get(whose.step, whose.key);
  const token = known?.token ?? runtime.newToken();
  const note = (status: Entry['status']) => record(runtime, whose, { status, token, props, id: live.id });
  await note('removing');
  if (known && runtime.halt.signal.aborted) await note(known.status);
  stopIfHalted(runtime);
  if (resource.phase(live) !== 'leaving') await removeWhenFree(work, live);
  if (resource.settles) await waitGone(work, live);
  await runtime.journal.drop(whose.step, whose.key);
}

/** Asks for the removal until AWS takes it. */
async function removeWhenFree<P extends object, L extends Live>(work: Work<P, L>, seen: L): Promise<void> {
  const { runtime, resource, whose, props } = work;
  let live: L | undefined = seen;
  await lookPatiently(
    work,
    async () => {
      stopIfHalted(runtime);
      live ??= await resource.find(runtime.aws, sightingOf(runtime, whose, props, true));
      if (!live) return { done: undefined };
      try {
        return { done: await resource.remove(runtime.aws, live, props) };
      } catch (error) {
        const { fault, code, message } = runtime.classify(error);
        if (fault === 'missing') return { done: undefined };
        if (fault !== 'busy' && fault !== 'lost' && fault !== 'throttled') throw error;
        live = undefined;
        return { notYet: { blocked: { code, message } } };
      }
    },
    () => live,
  );
}

/** Looks until it is not shown any more. */
async function waitGone<P extends object, L extends Live>(work: Work<P, L>, seen: L): Promise<void> {
  const { runtime, resource, whose, props } = work;
  const at = sightingOf(runtime, { ...whose, id: seen.id }, props, true);
  await lookPatiently(work, async () => {
    const live = await resource.find(runtime.aws, at);
    return live ? { notYet: { state: live.state } } : { done: undefined };
  });
}
