import type { Evidence } from '../model/evidence.js';
import type { Whose } from '../model/problem.js';
import type { Live, Resource } from '../model/resource.js';
import type { Action } from '../report/events.js';
import { evidenceOf, failNoted } from './evidence.js';
import type { Runtime } from './runtime.js';
import { type Looked, PatienceEnded, poll } from './wait.js';

/** What is being done to which resource; the poll loop and the problems speak of it. */
export interface Work<P extends object = object, L extends Live = Live> {
  readonly runtime: Runtime;
  readonly resource: Resource<P, L>;
  readonly whose: Whose;
  readonly props: P;
  readonly action: Action;
  /** What was seen going wrong so far; shared by all that is done for it. */
  readonly noticed?: Evidence[];
}

/** Looks patiently; when patience ends, the problem tells what was seen last and what stands in the way. */
export async function lookPatiently<T, P extends object, L extends Live>(
  work: Work<P, L>,
  look: () => Promise<Looked<T>>,
  live?: () => L | undefined,
): Promise<T> {
  const { runtime, resource, whose, action } = work;
  const patience = runtime.patience(resource.type, action === 'remove' ? 'remove' : 'create');
  try {
    return await poll(runtime, whose, action, patience, look);
  } catch (error) {
    if (!(error instanceof PatienceEnded)) throw error;
    const evidence = [...(await evidenceOf(work, live?.()))];
    const { state, blocked } = error.last;
    if (blocked) evidence.push({ kind: 'state', state: blocked.code, message: blocked.message });
    return failNoted(runtime, 'patience-ended', {
      ...whose,
      action,
      seconds: Math.round(error.seconds),
      state,
      evidence,
    });
  }
}
