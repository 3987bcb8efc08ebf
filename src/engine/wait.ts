import type { Evidence } from '../model/evidence.js';
import type { Whose } from '../model/problem.js';
import type { Action } from '../report/events.js';
import type { Patience, Runtime } from './runtime.js';

/** A look that found nothing final yet: the state seen, or why a call was refused for now. */
export interface NotYet {
  readonly state?: string;
  readonly hindrance?: Evidence;
  readonly blocked?: { readonly code: string; readonly message: string };
}

/** What a look yields: an end, or `notYet`. */
export type Looked<T> = { readonly done: T } | { readonly notYet: NotYet };

/** The time is up. Holds what was seen last. */
export class PatienceEnded extends Error {
  constructor(
    readonly seconds: number,
    readonly last: NotYet,
  ) {
    super('patience ended');
  }
}

/** Evidence without its time: AWS says the same thing again and again. */
const likeness = (it: Evidence) => JSON.stringify({ ...it, at: undefined });

/** The first pause; pauses grow by half until the kind's own rhythm. */
const firstPause = 1;

/**
 * The one poll loop: looks at once, then in growing pauses, until something final is seen. Throws PatienceEnded after
 * `patience.atMost` seconds and the halt's reason when the run is to end.
 */
export async function poll<T>(
  runtime: Runtime,
  whose: Whose,
  action: Action,
  patience: Patience,
  look: () => Promise<Looked<T>>,
): Promise<T> {
  const start = runtime.clock.elapsed();
  let pause = Math.min(firstPause, patience.every);
  let late = false;
  const told = new Set<string>();
  for (;;) {
    const looked = await look();
    if ('done' in looked) return looked.done;
    const seconds = (runtime.clock.elapsed() - start) / 1000;
    const { state, blocked, hindrance } = looked.notYet;
    if (blocked) runtime.report({ type: 'resource.blocked', whose, action, ...blocked, seconds });
    else runtime.report({ type: 'resource.state', whose, action, state, seconds });
    const hindering = hindrance && likeness(hindrance);
    if (hindering && !told.has(hindering)) {
      told.add(hindering);
      runtime.report({ type: 'resource.hindered', whose, action, evidence: [hindrance], seconds });
    }
    if (!late && seconds > patience.usual) {
      late = true;
      runtime.report({ type: 'resource.late', whose, action, seconds, usual: patience.usual });
    }
    if (seconds >= patience.atMost) throw new PatienceEnded(seconds, looked.notYet);
    await runtime.clock.sleep(Math.min(pause, patience.atMost - seconds) * 1000, runtime.halt.signal);
    pause = Math.min(pause * 1.5, patience.every);
  }
}
