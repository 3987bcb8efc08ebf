import type { PlanItem } from '../engine/plan.js';
import { hoursPerMonth } from '../prices/table.js';
import { changeIn, shortId, stateIn, whatIs } from '../text/speech.js';
import { padTo, truncateTo, widthOf } from '../text/width.js';
import type { Words } from '../text/words.js';
import { createPaint, type Paint } from './paint.js';

/** How a table is to look. */
export interface Look {
  readonly words: Words;
  readonly color: boolean;
  readonly columns: number;
}

/** A plan to be shown. */
export interface PlanView {
  readonly command: 'up' | 'destroy';
  readonly items: readonly PlanItem[];
  readonly hourlyUsd?: number;
  readonly unpriced?: readonly string[];
}

/** A name cut shorter tells nothing. */
const shortestName = 8;

const marks = {
  none: [' ', 'dim'],
  create: ['+', 'green'],
  change: ['~', 'yellow'],
  wait: ['…', 'cyan'],
  renew: ['±', 'magenta'],
  remove: ['-', 'red'],
  blocked: ['!', 'red'],
} as const satisfies Record<PlanItem['action'], readonly [string, Parameters<Paint>[0]]>;

/** The plan as lines: one aligned row for each resource that is not as it should be, a summary, the price. No line is wider than `columns`. */
export function renderPlan(plan: PlanView, look: Look): readonly string[] {
  const { words, columns } = look;
  const paint = createPaint(look.color);
  const shown = plan.items.filter((it) => it.action !== 'none');
  const nothing = words.plan.nothing[plan.command];
  const summary = words.plan.summary(countActions(plan.items), plan.command);
  return [
    ...(shown.length === 0 ? [nothing] : [paint('bold', words.plan.title[plan.command]), ...rows(shown, look, paint)]),
    ...(shown.length === 0 && plan.command === 'destroy' ? [] : [paint('bold', truncateTo(summary, columns))]),
    ...(plan.hourlyUsd === undefined ? [] : [words.plan.price(priceWords(plan.hourlyUsd))]),
    ...(plan.unpriced?.length ? [words.prices.unknown(plan.unpriced.join(', '))] : []),
  ];
}

/** A price by the hour as text for the hour, the day and the month. */
export function priceWords(hourly: number) {
  return {
    hour: hourly.toFixed(3),
    day: (hourly * 24).toFixed(2),
    month: (hourly * hoursPerMonth).toFixed(0),
  };
}

function countActions(items: readonly PlanItem[]): Record<PlanItem['action'], number> {
  const counts = { none: 0, create: 0, change: 0, wait: 0, renew: 0, remove: 0, blocked: 0 };
  for (const { action } of items) counts[action] += 1;
  return counts;
}

function rows(items: readonly PlanItem[], { words, columns }: Look, paint: Paint): string[] {
  const cells = items.map((item) => ({
    item,
    step: words.steps[item.whose.step as keyof typeof words.steps] ?? item.whose.step,
    what: whatIs(words, item.whose),
    // What is to be made has no id; the journal may remember that of its predecessor.
    name: shortId((item.action === 'create' ? undefined : item.whose.id) ?? item.whose.name),
  }));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf));
  const step = widest(cells.map((it) => it.step));
  const what = widest(cells.map((it) => it.what));
  return cells.flatMap(({ item, ...texts }) => {
    const [mark, style] = marks[item.action];
    // On a narrow terminal the name goes first, then the step: what it is matters most.
    const room = columns - (4 + step + 2 + what + 2);
    const text =
      room >= shortestName
        ? `${padTo(texts.step, step)}  ${padTo(texts.what, what)}  ${truncateTo(texts.name, room)}`
        : room >= -2
          ? `${padTo(texts.step, step)}  ${texts.what}`
          : texts.what;
    const row = `  ${paint(style, mark)} ${truncateTo(text, columns - 4)}`;
    return [row, ...details(item, words).map((it) => `      ${paint('dim', truncateTo(it, columns - 6))}`)];
  });
}

function details(item: PlanItem, words: Words): string[] {
  if (item.foreign) return [words.plan.foreign];
  const changes = item.changes.map((it) => changeIn(words, it));
  if (item.action === 'blocked') return changes.map((it) => `${it}  ${words.plan.actions.blocked}`);
  if ((item.action === 'wait' || item.action === 'renew') && item.state)
    return [...changes, `${words.plan.actions[item.action]}: ${stateIn(words, item.state)}`];
  return changes;
}
