import type { Problem } from '../model/problem.js';
import type { Shortage } from '../model/quota.js';
import { fold } from '../text/fold.js';
import { sayProblem } from '../text/problem.js';
import { truncateTo } from '../text/width.js';
import { createPaint } from './paint.js';
import type { Look } from './plan-table.js';

/** The limits of the account that `up` would run into, as lines no wider than `columns`; none when all fits. */
export function renderShortages(shortages: readonly Shortage[], look: Look): readonly string[] {
  return shortages.length === 0 ? [] : renderObstacle({ code: 'no-room', facts: { shortages } }, look);
}

/** What `up` would stop at before it changes anything, as lines no wider than `columns`. */
export function renderObstacle(
  problem: Pick<Problem, 'code' | 'facts'>,
  { words, color, columns }: Look,
): readonly string[] {
  const paint = createPaint(color);
  const { cause, evidence = [], todo } = sayProblem(problem, words);
  const listed = (mark: string, text: string) =>
    fold(text, columns - 4).map((line, index) => `  ${index === 0 ? mark : ' '} ${line}`);
  return [
    '',
    ...listed(paint('red', '!'), cause),
    ...evidence.map((it) => `      ${paint('dim', truncateTo(it, columns - 6))}`),
    ...[...todo, words.plan.stops].flatMap((it) => listed('-', it)),
  ];
}
