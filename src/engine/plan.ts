import type { Whose } from '../model/problem.js';
import type { AnyResource, Change, Live, Phase, Resource } from '../model/resource.js';
import type { Ensure, Purpose } from '../model/step.js';
import { mentionsUnknown, standIn, withoutUnknown } from '../model/unknown.js';
import { claim, type Session } from './ensure.js';
import { mustRenew } from './renew.js';
import { isForeign, type Runtime, sightingOf } from './runtime.js';

/** What a look says of one resource. */
export interface PlanItem {
  readonly whose: Whose;
  /** `wait`: it is there and not ready yet; `renew`: one that is dying, failed or half removed is seen off first; `blocked`: it cannot be done. */
  readonly action: 'none' | 'create' | 'change' | 'wait' | 'renew' | 'remove' | 'blocked';
  readonly changes: readonly Change[];
  readonly phase?: Phase;
  readonly state?: string;
  /** Somebody else's resource stands under our name. */
  readonly foreign?: true;
  /** What is to be made takes the place of one that the journal knows and that is not what is wanted. */
  readonly outdated?: true;
}

/** A look's finding with what the commands need to go on from it. */
export interface Sight {
  readonly item: PlanItem;
  readonly resource: AnyResource;
  readonly props: object;
  readonly live?: Live;
}

/**
 * The `ensure` that only looks: what is missing is stood in for. What depends on it is looked for by what is known of it, when the
 * journal knows it: a service whose next task definition is still to be made stands all the same, and is changed, not made.
 */
export function lookWith(runtime: Runtime, session: Session, sights: Sight[], purpose: Purpose): Ensure {
  const lean = purpose === 'remove';
  return async <P extends object, L extends Live>(resource: Resource<P, L>, key: string, props: P) => {
    const whose = claim(runtime, session, resource, key);
    const see = (item: Omit<PlanItem, 'whose'>, live?: Live) =>
      sights.push({ item: { whose: { ...whose, id: live?.id ?? whose.id }, ...item }, resource, props, live });
    const missing = (): L => {
      const outdated = resource.byContent && whose.id !== undefined;
      see({ action: 'create', changes: [], ...(outdated && { outdated }) });
      return standIn<L>();
    };
    const isWhole = !mentionsUnknown(props);
    if (!isWhole && (whose.id === undefined || resource.byContent)) return missing();
    const find = (by: Whose) =>
      // Kinds find by whatever is there of their properties: those of a lost state file may lack any.
      resource.find(runtime.looking, sightingOf(runtime, by, isWhole ? props : (withoutUnknown(props) as P), lean));
    let live = await find(whose);
    if (!live) return missing();
    if (live.id !== whose.id && !live.tags) live = (await find({ ...whose, id: undefined })) ?? live;
    const { state } = live;
    const phase = resource.phase(live);
    if (isForeign(runtime, live)) {
      see({ action: 'blocked', changes: [], phase, state, foreign: true }, live);
      return live;
    }
    const changes = phase === 'leaving' || lean ? [] : (resource.drift?.(live, props) ?? []).map(soften);
    const anew = mustRenew(resource, runtime.journal.get(whose.step, whose.key), phase, changes);
    see({ action: anew ? 'renew' : actionFor(phase, changes), changes, phase, state }, live);
    return phase === 'ready' || resource.usable?.(live) ? live : standIn(live);
  };
}

/** What is not known yet may turn out to be what is there: it forbids nothing. */
const soften = ({ frozen, ...change }: Change): Change =>
  frozen && !mentionsUnknown(change.want) ? { ...change, frozen } : change;

function actionFor(phase: Phase, changes: readonly Change[]): PlanItem['action'] {
  if (changes.some((it) => it.frozen)) return 'blocked';
  if (changes.length > 0) return 'change';
  return phase === 'ready' ? 'none' : 'wait';
}
