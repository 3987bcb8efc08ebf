import { note } from '../engine/evidence.js';
import type { Clock } from '../model/clock.js';
import type { Problem, ProblemCode } from '../model/problem.js';
import type { Journal } from '../state/schema.js';
import { isEarly } from '../text/problem.js';

/** Problems that end a run before its first change, or tell nothing new of what stands: what was kept before says more. */
const passing: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'interrupted',
  'credentials-expired',
  'endpoint-unreachable',
  'foreign-namesake',
  'replacement-needed',
  'deletion-protected',
  'state-not-writable',
]);

/** Keeps what ended a run in the state file, for a later `status`; a state file that cannot be written changes nothing. */
export async function keepFailure(journal: Journal, clock: Clock, problem: Problem): Promise<void> {
  if (isEarly(problem) || passing.has(problem.code)) return;
  await note({ journal, clock }, problem.code, problem.facts).catch(() => {});
}
