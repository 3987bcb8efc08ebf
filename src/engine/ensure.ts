import { blame } from '../model/blame.js';
import type { StepName } from '../model/outputs.js';
import { fail, type Whose } from '../model/problem.js';
import type { AnyResource, Live, Phase, Resource } from '../model/resource.js';
import type { Ensure } from '../model/step.js';
import type { Action } from '../report/events.js';
import type { Entry } from '../state/schema.js';
import { create, findLate, mayShowLate } from './create.js';
import type { Work } from './patient.js';
import { seeOff } from './remove.js';
import { mustRenew } from './renew.js';
import { isForeign, type Runtime, record, sightingOf, stopIfHalted, whoseOf } from './runtime.js';
import { settle } from './settle.js';

/** What one step's run leaves behind for who waits on it: the keys it asked for and the work still settling. */
export interface Session {
  readonly step: StepName;
  readonly keys: Set<string>;
  readonly settling: Promise<unknown>[];
}

/** Claims a key for one resource; a key used twice would make two resources overwrite each other in the journal. */
export function claim(runtime: Runtime, session: Session, resource: AnyResource, key: string): Whose {
  if (session.keys.has(key)) throw new Error(`step ${session.step} asked twice for «${key}»`);
  session.keys.add(key);
  return whoseOf(runtime, session.step, key, resource, runtime.journal.get(session.step, key)?.id);
}

/** The `ensure` that makes and mends: observe, write down, create, write down, wait, sync. */
export function ensureWith(runtime: Runtime, session: Session): Ensure {
  return async (resource, key, props) => {
    const whose = claim(runtime, session, resource, key);
    stopIfHalted(runtime);
    const watch = stopwatch(runtime, whose);
    const { live, work, token } = await watch(() => obtain(runtime, resource, whose, props, watch.begin));
    const finish = async () => {
      const settled = await settle(work, live);
      await record(runtime, work.whose, { status: 'created', token, props, id: settled.id });
      watch.end(work.whose);
      return settled;
    };
    if (resource.phase(live) !== 'pending') {
      if ((resource.drift?.(live, props).length ?? 0) > 0) watch.begin('change');
      return watch(finish);
    }
    watch.begin('wait');
    const settled = watch(finish);
    session.settling.push(settled);
    // It fails behind the step's back: the run must not wait for the step to end before it hears of it.
    settled.catch((error: unknown) => runtime.halt.abort(error));
    return resource.usable?.(live) ? live : settled;
  };
}

/** Says when work on a resource begins, ends and fails; what needed no work stays unsaid. */
function stopwatch(runtime: Runtime, whose: Whose) {
  let action: Action | undefined;
  const start = runtime.clock.elapsed();
  const seconds = () => (runtime.clock.elapsed() - start) / 1000;
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const halted = runtime.halt.signal.aborted;
      blame(error, whose);
      if (!halted) runtime.report({ type: 'resource.failed', whose, action: action ?? 'wait', seconds: seconds() });
      throw error;
    }
  };
  return Object.assign(run, {
    begin(next: Action) {
      if (action) return;
      action = next;
      runtime.report({ type: 'resource.start', whose, action });
    },
    end(known: Whose) {
      if (action) runtime.report({ type: 'resource.done', whose: known, action, seconds: seconds() });
    },
  });
}

/** Finds it or makes it; what is dying or stillborn is seen off first. */
async function obtain<P extends object, L extends Live>(
  runtime: Runtime,
  resource: Resource<P, L>,
  whose: Whose,
  props: P,
  begin: (action: Action) => void,
): Promise<{ live: L; work: Work<P, L>; token: string }> {
  const entry = runtime.journal.get(whose.step, whose.key);
  const token = entry?.token ?? runtime.newToken();
  const work: Work<P, L> = { runtime, resource, whose, props, action: 'create', noticed: [] };
  const make = async (fresh: string) => {
    begin('create');
    const live = await create({ ...work, whose: { ...whose, id: undefined } }, fresh);
    return { live, work: { ...work, whose: { ...whose, id: live.id } }, token: fresh };
  };

  // What an earlier run left unfinished may have changed since anything was remembered of it.
  const eyes = entry === undefined || entry.status === 'created' ? runtime.looking : runtime.aws;
  let live = await resource.find(eyes, sightingOf(runtime, whose, props));
  if (!live && entry && mayShowLate(runtime, entry)) {
    begin('create');
    live = await findLate(work);
  }
  if (!live) return make(entry?.status === 'creating' && entry.id === undefined ? token : runtime.newToken());

  if (live.id !== whose.id) await refuseForeign(runtime, resource, whose, props, live);
  const found: Work<P, L> = { ...work, whose: { ...whose, id: live.id } };
  const phase = resource.phase(live);
  const changes = resource.drift?.(live, props) ?? [];
  const mendable = changes.some((it) => !it.frozen);
  if (mustRenew(resource, entry, phase, changes)) {
    begin('create');
    await seeOff({ ...found, action: 'remove' }, live);
    runtime.looking.forget();
    return make(runtime.newToken());
  }
  if (!entry) begin('adopt');
  // A difference seen in a remembered answer is looked at again before anything is changed by it.
  if (mendable && eyes === runtime.looking)
    live = (await resource.find(runtime.aws, sightingOf(runtime, found.whose, props))) ?? live;
  const status = isKept(resource, entry, phase) ? 'created' : (entry?.status ?? 'creating');
  await record(runtime, found.whose, { status, token, props, id: live.id });
  return { live, work: mendable ? { ...found, action: 'change' } : found, token };
}

/** Whether what was found is written down as having been ready: it is, or it may hold data of a life that no journal tells of. */
const isKept = (resource: AnyResource, entry: Pick<Entry, 'status'> | undefined, phase: Phase): boolean =>
  entry?.status === 'removing' || (resource.precious === true && (entry === undefined || phase === 'ready'));

/** Stops when what was found under our name, or in place of what we made, carries no tag of ours. */
async function refuseForeign(
  runtime: Runtime,
  resource: AnyResource,
  whose: Whose,
  props: object,
  live: Live,
): Promise<void> {
  // Found by a known id, kinds save the call that reads the tags; without the id they read them.
  const tagged = live.tags
    ? live
    : await resource.find(runtime.aws, sightingOf(runtime, { ...whose, id: undefined }, props));
  if (tagged && isForeign(runtime, tagged)) fail('foreign-namesake', { ...whose, id: live.id });
}
