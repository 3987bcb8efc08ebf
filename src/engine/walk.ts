import { createMemory } from '../model/once.js';
import type { Outputs, StepName } from '../model/outputs.js';
import type { AnyStep, Ensure, Moment, Purpose } from '../model/step.js';
import { mentionsUnknown, unknown } from '../model/unknown.js';
import type { Session } from './ensure.js';
import type { Runtime } from './runtime.js';

/** What a walk brings home. */
export interface Walked {
  readonly outputs: Partial<Outputs>;
  /** The keys that each step asked for. */
  readonly asked: ReadonlyMap<StepName, ReadonlySet<string>>;
  /** What the steps want done before anything is changed. */
  readonly beforehand: readonly ((stop: AbortSignal) => Promise<void>)[];
}

interface Run {
  readonly made: Promise<unknown>;
  readonly ready: Promise<unknown>;
}

/**
 * Runs the steps, each as soon as its needs have reached the moment it asks for. The first failure halts the run: calls under
 * way end and are written down, nothing starts anew, and the walk ends with that failure once all is quiet.
 */
export async function walk(
  parent: Runtime,
  steps: readonly AnyStep[],
  ensureFor: (runtime: Runtime, session: Session) => Ensure,
  options: {
    readonly until: Moment;
    readonly purpose: Purpose;
    readonly afterStep?: (runtime: Runtime, session: Session) => Promise<void>;
  },
): Promise<Walked> {
  const runtime = { ...parent, halt: haltOf(parent) };
  const memory = createMemory();
  const runs = new Map<StepName, Run>();
  const outputs: Partial<Record<StepName, unknown>> = {};
  const asked = new Map<StepName, Set<string>>();
  const beforehand: ((stop: AbortSignal) => Promise<void>)[] = [];
  for (const step of steps) {
    const session: Session = { step: step.name, keys: new Set(), settling: [] };
    asked.set(step.name, session.keys);
    const made = halting(runtime, async () => {
      const inputs = Object.fromEntries(
        await Promise.all(
          Object.keys(step.needs).map(async (name) => [name, await runs.get(name as StepName)?.made] as const),
        ),
      );
      await Promise.all(
        Object.entries(step.needs).map(([name, moment]) =>
          moment === 'ready' ? runs.get(name as StepName)?.ready : undefined,
        ),
      );
      const made = await step.ensure({
        config: runtime.config,
        inputs,
        ensure: ensureFor(runtime, session),
        surroundings: {
          aws: runtime.looking,
          account: runtime.account,
          region: runtime.owner.region,
          purpose: options.purpose,
          remembered: (key) => runtime.journal.get(step.name, key)?.props,
          once: parent.once ?? memory.once,
          beforehand: (work) => void beforehand.push(work),
          tell: runtime.report,
          stop: runtime.halt.signal,
        },
      });
      outputs[step.name as StepName] = made;
      return made;
    });
    const ready = halting(runtime, async () => {
      await made;
      const settled = await Promise.allSettled(session.settling);
      const failure = settled.find((it) => it.status === 'rejected');
      if (failure) throw failure.reason;
      await options.afterStep?.(runtime, session);
    });
    runs.set(step.name, { made, ready });
  }
  const all = [...runs.values()];
  await Promise.allSettled(all.map((it) => it[options.until]));
  const { aborted, reason } = runtime.halt.signal;
  // What was only to be made goes on settling at AWS; this run does not look on.
  if (!aborted) runtime.halt.abort('walked');
  await Promise.allSettled(all.flatMap((it) => [it.made, it.ready]));
  await memory.end();
  if (aborted) throw reason;
  return { outputs: outputs as Partial<Outputs>, asked, beforehand };
}

/** A halt of the walk's own: it follows the run's, and what ends only the walk does not end the run. */
function haltOf(parent: Runtime): AbortController {
  const halt = new AbortController();
  const follow = () => halt.abort(parent.halt.signal.reason);
  if (parent.halt.signal.aborted) follow();
  else parent.halt.signal.addEventListener('abort', follow, { once: true });
  return halt;
}

/** Runs a part of a step; its failure becomes the reason the whole run ends with, unless there is one already. */
function halting<T>(runtime: Runtime, work: () => Promise<T>): Promise<T> {
  const result = work().catch((error: unknown) => {
    runtime.halt.abort(error);
    throw error;
  });
  // Everybody who needs it awaits it; a failure that nobody needed must not end the process.
  result.catch(() => {});
  return result;
}

/** An output of a walk that only looked, unless it is not known yet. */
export function known<T>(value: T | undefined): T | undefined {
  return value === undefined || value === unknown || mentionsUnknown(value) ? undefined : value;
}
