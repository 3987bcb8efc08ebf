import type { Whose } from '../model/problem.js';
import { hoursPerMonth } from '../prices/table.js';
import { shortId, speechOf, whatIs } from '../text/speech.js';
import type { Speech, ToldEvent, Words } from '../text/words.js';
import type { Action, Event } from './events.js';
import { createPaint } from './paint.js';
import { renderPlan } from './plan-table.js';
import { priceOf } from './prices.js';

/** How finished lines are to look. */
export interface Style {
  readonly words: Words;
  readonly color: boolean;
  readonly columns: number;
  /** Keeps the lines of a build on the screen. */
  readonly verbose?: boolean;
}

/** An event that words tell in one sentence. */
export function sentenceOf(event: Extract<Event, { type: ToldEvent }>, words: Words): string {
  const say = words.events[event.type] as (event: Event, speak: Speech) => string;
  return say(event, speechOf(words));
}

/** What is being done to a resource, its name behind it. */
export function doingOf(words: Words, action: Action, whose: Whose): string {
  return `${words.actions[action].doing(whatIs(words, whose))}  ${whose.name}`;
}

/** The lines that stay on the screen once an event is over; none for what is only live. */
export function lastingLines(event: Event, { words, color, columns, verbose = false }: Style): readonly string[] {
  const paint = createPaint(color);
  const over = (mark: string, sentence: string, { name, id }: Whose, seconds: number) =>
    `${mark} ${sentence}  ${paint('dim', [name, id === undefined || id === name ? undefined : shortId(id), words.duration(seconds)].filter(Boolean).join('  '))}`;
  switch (event.type) {
    case 'plan':
      return renderPlan(event, { words, color, columns });
    case 'resource.done':
      return [
        over(
          paint('green', '✔'),
          words.actions[event.action].done(whatIs(words, event.whose)),
          event.whose,
          event.seconds,
        ),
      ];
    case 'resource.failed':
      return [
        over(
          paint('red', '✖'),
          words.actions[event.action].failed(whatIs(words, event.whose)),
          event.whose,
          event.seconds,
        ),
      ];
    case 'resource.start':
    case 'resource.state':
    case 'resource.blocked':
    case 'resource.late':
    case 'url.waiting':
      return [];
    case 'image.progress':
      return verbose && event.line !== undefined ? [paint('dim', `  │ ${event.line}`)] : [];
    case 'up.done':
    case 'image.built':
      return [`${paint('green', '✔')} ${sentenceOf(event, words)}`];
    case 'destroy.done':
      return [
        `${event.left.length === 0 ? paint('green', '✔') : paint('yellow', '⚠')} ${sentenceOf(event, words)}`,
        ...leftLines(event, words),
      ];
    case 'resource.hindered':
    case 'stopping':
    case 'lock.taken-over':
    case 'state.from-backup':
      return [`${paint('yellow', '⚠')} ${sentenceOf(event, words)}`];
    default:
      return [sentenceOf(event, words)];
  }
}

/** What a destroy left, with its price, and how many of these cost money: `0` is the proof that nothing does. */
function leftLines({ left }: Extract<Event, { type: 'destroy.done' }>, words: Words): string[] {
  const { progress, kinds } = words;
  const priced = left.map((it) => ({ ...it, hourly: priceOf(it.type) }));
  const lines = priced.map(({ type, name, id, hourly }) => {
    const what = kinds[type as keyof typeof kinds] ?? type;
    const price =
      hourly === undefined
        ? progress.priceUnknown
        : hourly === 0
          ? progress.free
          : progress.perMonth((hourly * hoursPerMonth).toFixed(2));
    return `  - ${what}  ${name}${id === name ? '' : `  ${shortId(id)}`}  ${price}`;
  });
  return [
    ...(left.length === 0 ? [] : [progress.remains(left.length), ...lines]),
    progress.billing(priced.filter((it) => it.hourly !== 0).length),
  ];
}
