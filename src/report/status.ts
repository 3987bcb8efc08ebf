import type { PlanItem } from '../engine/plan.js';
import type { Evidence } from '../model/evidence.js';
import type { Problem } from '../model/problem.js';
import { fold } from '../text/fold.js';
import { tellProblem } from '../text/problem.js';
import { changeIn, shortId, speechOf, stateIn, whatIs } from '../text/speech.js';
import { padTo, truncateTo, widthOf } from '../text/width.js';
import type { Words } from '../text/words.js';
import { createPaint, type Paint } from './paint.js';
import type { Look } from './plan-table.js';
import type { StatusView } from './status-view.js';

const barLength = 10;

/** The status as lines for people; none is wider than `columns`, the URL excepted. */
export function renderStatus(view: StatusView, { words, color, columns }: Look): readonly string[] {
  const paint = createPaint(color);
  const { status } = words;
  const cut = (line: string) => truncateTo(line, columns);
  const { underWay, overall } = view;
  const marks = { well: paint('green', '✔'), unwell: paint('red', '✖'), absent: paint('dim', '–') };
  const isChanging = underWay !== undefined && overall !== 'well';
  const mark = isChanging ? paint('cyan', '…') : marks[overall];
  const head = truncateTo(
    `${view.stack} / ${view.region} / ${view.account}: ${isChanging ? status.underWay(underWay) : status.overall[overall]}`,
    columns - 2,
  );
  const sections = [
    [`${mark} ${paint('bold', head)}`],
    overall === 'absent' ? [] : stepRows(view, words, columns, paint),
    overall === 'absent' ? [] : driftRows(view, words, cut, paint),
    taskRows(view, words, columns, paint),
    rolloutRows(view, words, cut, paint),
    view.scaling ? [paint('bold', status.scaling), cut(`  ${status.scalingLine(view.scaling)}`)] : [],
    databaseRows(view, words, cut, paint),
    scanRows(view, words, cut, paint),
    urlRows(view, words, paint),
    failureRows(view, words, columns, paint),
  ];
  return sections.filter((it) => it.length > 0).flatMap((it, index) => (index === 0 ? it : ['', ...it]));
}

/** `██████████`: filled as far as `part` is of `whole`. */
export function barOf(part: number, whole: number): string {
  const filled = whole <= 0 ? 0 : Math.min(barLength, Math.floor((part / whole) * barLength));
  return '█'.repeat(filled) + '░'.repeat(barLength - filled);
}

const isReady = (item: PlanItem) => item.action === 'none' || (item.action === 'change' && item.phase === 'ready');

function stepRows({ steps }: StatusView, words: Words, columns: number, paint: Paint): string[] {
  const names = steps.map((it) => words.steps[it.step as keyof Words['steps']] ?? it.step);
  const width = Math.max(0, ...names.map(widthOf));
  const rows = steps.flatMap(({ items }, index) => {
    const ready = items.filter(isReady).length;
    const count = words.status.step(ready, items.length);
    const bar = paint(ready === items.length ? 'green' : 'yellow', barOf(ready, items.length));
    const each = items.map((it) => `    ${itemLine(it, words, columns - 4, paint)}`);
    return [`  ${padTo(names[index] ?? '', width)}  ${bar}  ${count}`, ...each];
  });
  return [paint('bold', words.status.resources), ...rows];
}

/** What it is and its id; and, unless all is well with it, what is not. */
function itemLine(item: PlanItem, words: Words, width: number, paint: Paint): string {
  const { whose, action, state, foreign, outdated } = item;
  const mark = isReady(item) ? paint('green', '✔') : paint('yellow', '!');
  const { faults } = words.status;
  const ownFault = action === 'none' ? undefined : faults[outdated ? 'change' : action];
  const fault = foreign ? words.plan.foreign : ownFault;
  const parts = [whatIs(words, whose), shortId(whose.id ?? whose.name), fault && state && stateIn(words, state), fault];
  return `${mark} ${truncateTo(parts.filter(Boolean).join('  '), width - 2)}`;
}

function driftRows({ drift, steps }: StatusView, words: Words, cut: (line: string) => string, paint: Paint): string[] {
  if (drift.length === 0) return steps.every(({ items }) => items.every(isReady)) ? [words.status.noDrift] : [];
  const rows = drift.map(({ key, kind, change }) =>
    cut(`  ${whatIs(words, { key, kind })}  ${changeIn(words, change)}`),
  );
  return [paint('bold', words.status.drift), ...rows];
}

function taskRows({ tasks }: StatusView, words: Words, columns: number, paint: Paint): string[] {
  if (!tasks) return [];
  const { status } = words;
  const { desired, running, healthy, list } = tasks;
  const bar = (part: number) => paint(part >= desired ? 'green' : 'yellow', barOf(part, desired));
  const table = list.map((it) => [
    it.id.slice(0, 8),
    it.zone ?? '',
    stateIn(words, it.status),
    [stateIn(words, it.health), it.reason].filter(Boolean).join(' '),
    (it.startedAt ?? '').replace('T', ' ').replace(/\.\d+/, ''),
  ]);
  const { task, zone, status: state, health, started } = status.columns;
  const rows = list.length === 0 ? [] : aligned([[task, zone, state, health, started], ...table], columns - 2);
  const seen = list.map((it): Evidence => ({ kind: 'target', target: it.id, state: it.health, reason: it.reason }));
  return [
    paint('bold', status.tasks),
    `  ${bar(running)}  ${truncateTo(status.running(running, desired), columns - 4 - barLength)}`,
    `  ${bar(healthy)}  ${truncateTo(status.healthy(healthy, desired), columns - 4 - barLength)}`,
    ...rows.map((it, index) => `  ${index === 0 ? paint('dim', it) : it}`),
    ...speechOf(words)
      .hints(seen)
      .flatMap((it) => fold(it, columns - 4).map((line, index) => `${index === 0 ? '  → ' : '    '}${line}`)),
  ];
}

/** Rows with aligned columns; whole columns are left out from the second on, where there is no room. */
function aligned(rows: readonly (readonly string[])[], columns: number): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((it) => widthOf(it[i] ?? ''))));
  const shown = widths.map((_, index) => index);
  const total = () => shown.reduce((sum, i) => sum + (widths[i] ?? 0) + 2, -2);
  // The start time goes first, then the zone: status and health matter most.
  for (const column of [4, 1]) if (total() > columns) shown.splice(shown.indexOf(column), 1);
  return rows.map((row) =>
    truncateTo(
      shown
        .map((i) => padTo(row[i] ?? '', widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
      columns,
    ),
  );
}

function rolloutRows(
  { rollouts = [] }: StatusView,
  words: Words,
  cut: (line: string) => string,
  paint: Paint,
): string[] {
  if (rollouts.length === 0) return [];
  const rows = rollouts.map(({ id, state, reason, desired, running, failed }) =>
    cut(
      `  ${id}  ${stateIn(words, state)}  ${running}/${desired}${failed > 0 ? `  ✖${failed}` : ''}${reason ? `  ${reason}` : ''}`,
    ),
  );
  return [paint('bold', words.status.rollout), ...rows];
}

function databaseRows({ database }: StatusView, words: Words, cut: (line: string) => string, paint: Paint): string[] {
  if (!database) return [];
  const { id, state, engine, endpoint, software, approximate } = database;
  const real = software
    ? [
        words.status.answeredBy(approximate ? words.status.embedded : software),
        ...(approximate ? [words.status.approximate] : software.startsWith('MariaDB') ? [words.status.mariadb] : []),
      ]
    : [];
  return [
    paint('bold', words.status.database),
    cut(`  ${id}  ${stateIn(words, state)}  ${engine}`),
    ...(endpoint ? [cut(`  ${endpoint}`)] : []),
    ...real.map((it) => cut(`  ${it}`)),
  ];
}

function scanRows({ scan }: StatusView, words: Words, cut: (line: string) => string, paint: Paint): string[] {
  if (!scan || scan.critical === 0) return [];
  const { status } = words;
  return [
    paint('bold', status.scan),
    `  ${paint('red', '!')} ${cut(status.scanLine(scan))}`,
    ...scan.list.map(({ name, uri }) => cut(`    ${[name, uri].filter(Boolean).join('  ')}`)),
  ];
}

/** What ended the last run, with what showed it then: AWS may have forgotten it by now. */
function failureRows({ failure }: StatusView, words: Words, columns: number, paint: Paint): string[] {
  // A state file of a newer program may tell of what this one has no words for.
  if (!failure || !(failure.code in words.problems)) return [];
  const lines = tellProblem(failure as unknown as Pick<Problem, 'code' | 'facts'>, words).flatMap((it) => {
    const [indent = ''] = /^ *(- )?/.exec(it) ?? [];
    const room = Math.max(20, columns - 2 - indent.length);
    return fold(it.slice(indent.length), room).map(
      (line, index) => `  ${index === 0 ? indent : ' '.repeat(indent.length)}${line}`,
    );
  });
  return [paint('bold', words.status.lastFailure(failure.at)), ...lines];
}

function urlRows({ url }: StatusView, words: Words, paint: Paint): string[] {
  if (!url) return [];
  const answer =
    url.status === undefined
      ? words.status.silent(url.reason ?? '—')
      : words.status.answers(url.status, url.milliseconds);
  const good = url.status !== undefined && url.status < 500;
  return [paint('bold', words.status.url), `  ${url.url}  ${paint(good ? 'green' : 'red', answer)}`];
}
