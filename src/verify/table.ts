import { createPaint, type Paint } from '../report/paint.js';
import type { Look } from '../report/plan-table.js';
import { fold } from '../text/fold.js';
import { padTo, truncateTo } from '../text/width.js';
import type { Check, Checklist } from './checklist.js';

/** How far details stand in; and the fewest columns that a folded line gets. */
const indent = 6;
const narrowest = 20;

const colors = { ok: 'green', ng: 'red', skip: 'yellow' } as const satisfies Record<string, Parameters<Paint>[0]>;

/**
 * The grading table as lines: each graded line with what was seen, in which calls, and where the console shows it for the screenshot;
 * below one that is not fulfilled, why and what to do.
 */
export function renderChecklist(list: Checklist, look: Look): readonly string[] {
  const { words, columns } = look;
  const { verify } = words;
  const paint = createPaint(look.color);
  const { account, region, url } = list;
  const requirements = [...new Set(list.checks.map((it) => it.requirement))];
  const parts = requirements.flatMap((requirement) => [
    '',
    paint('bold', truncateTo(verify.requirements[requirement], columns)),
    ...list.checks.filter((it) => it.requirement === requirement).flatMap((it) => rows(it, look, paint)),
  ]);
  return [
    paint('bold', truncateTo(`${verify.heading[list.wording]}  ${region} / ${account}`, columns)),
    ...(url ? [url] : []),
    ...parts,
    '',
    paint(list.passed ? 'green' : 'red', verify.counts(list.counts)),
    ...fold(list.passed ? verify.passed : verify.notPassed, columns),
  ];
}

function rows(check: Check, { words, columns }: Look, paint: Paint): string[] {
  const { verify } = words;
  const room = Math.max(narrowest, columns - 4);
  const mark = paint(colors[check.result], padTo(verify.marks[check.result], 2));
  const titles = fold(check.title.replaceAll('`', ''), room);
  const head = titles.map((it, index) => (index === 0 ? `  ${mark}${it}` : `    ${it}`));
  const detail = (label: string, text: string | undefined) =>
    text
      ? fold(`${label}: ${text}`, Math.max(narrowest, columns - indent)).map(
          (it) => ' '.repeat(indent) + paint('dim', it),
        )
      : [];
  return [
    ...head,
    ...detail(verify.seen, check.seen),
    ...detail(verify.cause, check.cause),
    ...detail(verify.fix, check.fix),
    ...detail(verify.source, check.source.join(', ')),
    // A link that is cut is no link.
    ...(check.console ? [' '.repeat(indent) + paint('dim', `${verify.console}: ${check.console}`)] : []),
  ];
}
