import type { Evidence } from '../model/evidence.js';
import { fail, type ProblemCode, type Problems } from '../model/problem.js';
import type { Live } from '../model/resource.js';
import type { Work } from './patient.js';
import type { Runtime } from './runtime.js';

/** Writes down what a look saw going wrong, once: AWS may have rolled it back and forgotten it before anybody asks. */
export async function notice<P extends object, L extends Live>(work: Work<P, L>, live: L | undefined): Promise<void> {
  const { runtime, resource, whose, noticed } = work;
  const seen = (live && resource.notice?.(live)) ?? [];
  const known = new Set(noticed?.map(likeness));
  const news = seen.filter((it) => !known.has(likeness(it)));
  if (!live || !noticed || news.length === 0) return;
  noticed.push(...news);
  await note(runtime, 'not-well', { ...whose, id: live.id, state: live.state, evidence: noticed });
}

/** Evidence without what differs each time: addresses and numbers of targets. */
const likeness = (it: Evidence) => JSON.stringify({ ...it, target: undefined, count: undefined });

/** Why it is not well, as far as AWS tells; a failure of the question itself must not hide the first failure. */
export async function evidenceOf<P extends object, L extends Live>(
  { runtime, resource, props, noticed = [] }: Work<P, L>,
  live: L | undefined,
): Promise<readonly Evidence[]> {
  try {
    return (await resource.explain?.(runtime.aws, live, props, noticed)) ?? noticed;
  } catch {
    return noticed;
  }
}

/** Stops with a problem that is on disk first: what shows it may be gone at AWS by the next run. */
export async function failNoted<C extends ProblemCode>(runtime: Runtime, code: C, facts: Problems[C]): Promise<never> {
  await note(runtime, code, facts);
  return fail(code, facts);
}

/** Keeps a problem in the journal, for `status` and for the next run. */
export async function note<C extends ProblemCode>(
  runtime: Pick<Runtime, 'journal' | 'clock'>,
  code: C,
  facts: Problems[C],
): Promise<void> {
  const at = new Date(runtime.clock.now()).toISOString();
  await runtime.journal.note({ at, code, facts: JSON.parse(JSON.stringify(facts)) as Record<string, unknown> });
}
