import type { Shortage } from '../model/quota.js';
import { fold } from '../text/fold.js';
import { sayProblem } from '../text/problem.js';
import { truncateTo } from '../text/width.js';
import { createPaint } from './paint.js';
import type { Look } from './plan-table.js';

/** The limits of the account that `up` would run into, as lines no wider than `columns`; none when all fits. */
export function renderShortages(shortages: readonly Shortage[], { words, color, columns }: Look): readonly string[] {
  if (shortages.length === 0) return [];
  const paint = createPaint(color);
  const { cause, evidence = [], todo } = sayProblem({ code: 'no-room', facts: { shortages } }, words);
  const listed = (mark: string, text: string) =>
    fold(text, columns - 4).map((line, index) => `  ${index === 0 ? mark : ' '} ${line}`);
  return [
    '',
    ...listed(paint('red', '!'), cause),
    ...evidence.map((it) => `      ${paint('dim', truncateTo(it, columns - 6))}`),
    ...todo.flatMap((it) => listed('-', it)),
  ];
}
