import { tagsOf } from '../aws/names.js';
import { fail } from '../model/problem.js';
import type { Live } from '../model/resource.js';
import type { Entry } from '../state/schema.js';
import { evidenceOf, failNoted, notice } from './evidence.js';
import { lookPatiently, type Work } from './patient.js';
import { failForQuota } from './room.js';
import { isForeign, type Runtime, record, sightingOf, stopIfHalted } from './runtime.js';
import { poll } from './wait.js';

/** How long a new resource may be hidden from a look, after a lost answer or a crash right after the call, too; seconds. */
const lateShow = ({ hiddenFor = 30 }: Runtime) => ({ usual: hiddenFor, atMost: hiddenFor, every: hiddenFor / 6 });

/**
 * Whether what an entry tells of may stand although a look does not show it: its call may have been made, or it was made a moment
 * ago. A clock that was set back makes it look young for longer, which only costs looks.
 */
export function mayShowLate(runtime: Runtime, { status, since }: Entry): boolean {
  if (status === 'creating') return true;
  return status === 'created' && runtime.clock.now() - Date.parse(since) < lateShow(runtime).atMost * 1000;
}

/** Looks for a while for something that may have been made by a call whose answer never came. */
export async function findLate<P extends object, L extends Live>(work: Work<P, L>): Promise<L | undefined> {
  const { runtime, resource, whose, props, action } = work;
  const patience = lateShow(runtime);
  const until = runtime.clock.elapsed() + patience.atMost * 1000;
  return poll(runtime, whose, action, patience, async () => {
    const live = await resource.find(runtime.aws, sightingOf(runtime, whose, props));
    return live || runtime.clock.elapsed() >= until ? { done: live } : { notYet: {} };
  });
}

/**
 * Makes it: the intention is on disk before the one changing call, the id right after it. A lost answer is looked for by our
 * tags or name before the call is made again with the same token; «not possible yet» is tried again.
 */
export async function create<P extends object, L extends Live>(work: Work<P, L>, token: string): Promise<L> {
  const { runtime, resource, whose, props } = work;
  const tags = tagsOf(runtime.owner, whose.step, whose.key, whose.name);
  await record(runtime, whose, { status: 'creating', token, props });
  // From the call on until AWS has said something about it, nobody knows whether it was made.
  let inDoubt = false;
  const made = await lookPatiently<string | L, P, L>(work, async () => {
    stopIfHalted(runtime);
    try {
      inDoubt = true;
      return { done: await resource.create(runtime.aws, props, { name: whose.name, tags, token }) };
    } catch (error) {
      const { fault, code, message } = runtime.classify(error);
      inDoubt = fault === 'lost';
      if (inDoubt) {
        const live = await findLate(work);
        return live ? { done: live.id } : { notYet: { blocked: { code, message } } };
      }
      if (fault === 'taken') {
        const live = await resource.find(runtime.aws, sightingOf(runtime, whose, props));
        if (live && isForeign(runtime, live)) fail('foreign-namesake', { ...whose, id: live.id }, error);
        if (live && resource.phase(live) !== 'leaving') return { done: live.id };
        return { notYet: { blocked: { code, message }, state: live?.state } };
      }
      // `missing`: what it refers to was made a moment ago and has not spread yet.
      if (fault === 'busy' || fault === 'missing' || fault === 'throttled')
        return { notYet: { blocked: { code, message } } };
      if (fault === 'quota') await failForQuota(work, error);
      throw error;
    }
  }).catch(async (error) => {
    // AWS refused and nothing was made: the next run need not wait for a late show.
    if (!inDoubt) await runtime.journal.drop(whose.step, whose.key);
    throw error;
  });
  const id = typeof made === 'string' ? made : made.id;
  await record(runtime, whose, { status: 'creating', token, props, id });
  return typeof made === 'string' ? appear({ ...work, whose: { ...whose, id } }) : made;
}

/** Waits until a new resource shows and others can build on it. */
async function appear<P extends object, L extends Live>(work: Work<P, L>): Promise<L> {
  const { runtime, resource, whose, props } = work;
  let live: L | undefined;
  return lookPatiently<L, P, L>(
    work,
    async () => {
      live = await resource.find(runtime.aws, sightingOf(runtime, whose, props));
      if (!live) return { notYet: {} };
      await notice(work, live);
      const phase = resource.phase(live);
      if (phase === 'failed') await failWith(work, live);
      if (phase === 'ready' || resource.usable?.(live)) return { done: live };
      return { notYet: { state: live.state } };
    },
    () => live,
  );
}

/** Ends with what AWS says about a resource that failed. */
export async function failWith<P extends object, L extends Live>(work: Work<P, L>, live: L): Promise<never> {
  const evidence = await evidenceOf(work, live);
  return failNoted(work.runtime, 'not-well', { ...work.whose, id: live.id, state: live.state, evidence });
}
