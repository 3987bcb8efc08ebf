import type { Aws } from '../aws/clients.js';
import type { Fault } from '../aws/errors.js';
import type { Looking } from '../aws/looking.js';
import { isOurs, nameOf, type Owner, tagsOf } from '../aws/names.js';
import type { Config } from '../config/schema.js';
import type { Clock } from '../model/clock.js';
import type { Once } from '../model/once.js';
import type { Whose } from '../model/problem.js';
import type { Live, Sighting } from '../model/resource.js';
import type { Report } from '../report/events.js';
import type { Entry, Journal } from '../state/schema.js';

/** How long a kind usually takes, how long it may take, and how often to look; seconds. */
export interface Patience {
  readonly usual: number;
  readonly atMost: number;
  readonly every: number;
}

/** All that the engine works with. It knows nothing of AWS: what it must know of errors and times comes in here. */
export interface Runtime {
  readonly owner: Owner;
  readonly account: string;
  readonly config: Config;
  /** Every call goes out. */
  readonly aws: Aws;
  /** Read calls only, each answered once per run. */
  readonly looking: Looking;
  /** A fresh view of that kind, for when everything may have changed. */
  readonly lookAnew: () => Looking;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly report: Report;
  /** Aborted by the user's Ctrl-C or by the first failure; the reason is what the run ends with. */
  readonly halt: AbortController;
  readonly classify: (error: unknown) => {
    readonly fault: Fault;
    readonly code: string;
    readonly message: string;
    /** The call it came from, as far as that is known. */
    readonly service?: string;
    readonly operation?: string;
  };
  readonly patience: (type: string, action: 'create' | 'remove') => Patience;
  /** How long what was just made may be hidden from a look, after a lost answer or a crash as well; 30 without it, seconds. */
  readonly hiddenFor?: number;
  readonly newToken: () => string;
  /** What the walks of one run share; without it each walk remembers for itself. */
  readonly once?: Once;
}

/** Stops here when the run is to end: asked before every changing call. */
export function stopIfHalted(runtime: Runtime): void {
  runtime.halt.signal.throwIfAborted();
}

/** Who a resource is, for events and problems. */
export function whoseOf(runtime: Runtime, step: string, key: string, resource: { type: string }, id?: string): Whose {
  return { step, key, kind: resource.type, name: nameOf(runtime.owner, key, resource.type), ...(id && { id }) };
}

/** What is known of a resource before it is looked for. */
export function sightingOf<P>(runtime: Runtime, whose: Whose, props: P, lean = false): Sighting<P> {
  const tags = tagsOf(runtime.owner, whose.step, whose.key, whose.name);
  return { id: whose.id, name: whose.name, tags, props, ...(lean && { lean }) };
}

/** Whether a live resource is somebody else's; one whose answer carries no tags is taken for ours. */
export function isForeign(runtime: Runtime, live: Live): boolean {
  return live.tags !== undefined && !isOurs(runtime.owner, live.tags);
}

/** Writes an entry down unless the journal holds just that already. */
export async function record(
  runtime: Runtime,
  whose: Whose,
  change: Pick<Entry, 'status' | 'token'> & { id?: string; props: object },
): Promise<void> {
  const old = runtime.journal.get(whose.step, whose.key);
  const props = JSON.parse(JSON.stringify(change.props)) as Entry['props'];
  const same =
    old?.status === change.status &&
    old.token === change.token &&
    old.id === change.id &&
    JSON.stringify(old.props) === JSON.stringify(props);
  if (same) return;
  await runtime.journal.put({
    step: whose.step,
    key: whose.key,
    type: whose.kind,
    status: change.status,
    token: change.token,
    props,
    ...(change.id !== undefined && { id: change.id }),
    since: new Date(runtime.clock.now()).toISOString(),
  });
}
