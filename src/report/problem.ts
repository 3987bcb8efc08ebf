import type { Problem } from '../model/problem.js';
import { explainProblem, type Ran } from '../text/problem.js';
import type { Words } from '../text/words.js';
import { createPaint } from './paint.js';

/** Where and how a problem is printed. */
export interface ProblemOptions extends Ran {
  readonly words: Words;
  readonly stderr: NodeJS.WritableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly color: boolean;
  readonly columns: number;
  /** As one more JSON line on stdout instead of words on stderr. */
  readonly json?: boolean;
}

/** Tells the user what went wrong, what shows it and what to do. */
export function printProblem(problem: Problem, options: ProblemOptions): void {
  const { words, stderr, stdout, color, json } = options;
  if (json) {
    const { code, facts } = problem;
    stdout.write(`${JSON.stringify({ time: new Date().toISOString(), type: 'problem', code, facts })}\n`);
    return;
  }
  const paint = createPaint(color);
  const [cause = '', ...rest] = explainProblem(problem, words, options);
  const heads = rest.map((it) => (it.startsWith(' ') ? it : paint('bold', it)));
  stderr.write(`\n${paint('red', '✖')} ${paint('bold', cause)}\n${heads.map((it) => `  ${it}`).join('\n')}\n`);
}
