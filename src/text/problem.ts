import type { Problem, ProblemCode, Problems } from '../model/problem.js';
import { speechOf } from './speech.js';
import type { Said, Speech, Words } from './words.js';

/** What the user ran, for the commands that go on from there. */
export interface Ran {
  readonly command: string;
  /** Options that a next command needs as well, as in `--local`. */
  readonly options?: string;
  /** Options that only an `up` takes. */
  readonly upOptions?: string;
  /** Nothing stands that the run or one before it made: there is nothing to clean up. */
  readonly empty?: boolean;
}

/** Problems that come before anything was changed: there is nothing to resume or to clean up. */
const early: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'config-missing',
  'config-unreadable',
  'config-invalid',
  'option-invalid',
  'answer-needed',
  'answer-wrong',
  'out-not-writable',
  'state-unreadable',
  'state-newer',
  'state-of-another',
  'locked',
  'no-credentials',
  'region-not-enabled',
  'zones-too-few',
  'no-room',
  'local-cloud-failed',
  'local-cloud-silent',
  'local-folder-unusable',
  'local-world-broken',
  'local-runtime-differs',
  'local-weather-differs',
  'local-database-differs',
  'docker-unfit',
  'database-image-unfit',
]);

/** A problem in words. */
export function sayProblem({ code, facts }: Pick<Problem, 'code' | 'facts'>, words: Words): Said {
  const say = words.problems[code] as (facts: unknown, speak: Speech) => Said;
  return say(facts, speechOf(words));
}

/** The lines that tell a problem: cause, evidence, what to do, how to go on. Without colours. */
export function explainProblem(problem: Pick<Problem, 'code' | 'facts'>, words: Words, ran: Ran): readonly string[] {
  return [
    ...tellProblem(problem, words),
    `${words.problem.goOn}:`,
    ...nextCommands(problem, words, ran).map((it) => `  ${it}`),
  ];
}

/** The same without how to go on. */
export function tellProblem(problem: Pick<Problem, 'code' | 'facts'>, words: Words): readonly string[] {
  const { cause, evidence = [], todo } = sayProblem(problem, words);
  const { problem: heads } = words;
  return [
    `${heads.cause}: ${cause}`,
    ...(evidence.length > 0
      ? [`${heads.evidence}:`, ...evidence.flatMap((it) => it.split('\n')).map((it) => `  ${it}`)]
      : []),
    `${heads.todo}:`,
    ...todo.map((it) => `  - ${it}`),
  ];
}

/** Whether a problem came before anything was changed: nothing needs to be kept of it. */
export const isEarly = (problem: Pick<Problem, 'code' | 'facts'>): boolean =>
  early.has(problem.code) || isUntouched(problem);

/** Whether an interruption, or a problem with an image such as a failed build, came before the first change. */
function isUntouched({ code, facts }: Pick<Problem, 'code' | 'facts'>): boolean {
  if (code === 'interrupted') return (facts as Problems['interrupted']).untouched === true;
  return code === 'image-failed' && (facts as Problems['image-failed']).facts.untouched !== undefined;
}

function nextCommands(
  problem: Pick<Problem, 'code' | 'facts'>,
  { problem: heads }: Words,
  { command, options, upOptions, empty }: Ran,
): readonly string[] {
  const run = (name: string) => ['meibo-infra', name, options, name === 'up' && upOptions].filter(Boolean).join(' ');
  const changes = command === 'up' || command === 'destroy';
  if (isEarly(problem) || empty || !changes) return [`${heads.again}: ${run(command)}`];
  if (command === 'up') return [`${heads.resume}: ${run('up')}`, `${heads.cleanUp}: ${run('destroy')}`];
  return [`${heads.resume}: ${run('destroy')}`];
}
