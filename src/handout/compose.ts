import type { Diagram } from '../diagram/model.js';
import { pictureOf } from '../diagram/picture.js';
import { pricesAsOf } from '../prices/table.js';
import { priceWords } from '../report/plan-table.js';
import type { Estimate } from '../report/prices.js';
import { stateIn, whatIs } from '../text/speech.js';
import { timeIn } from '../text/time.js';
import type { Words } from '../text/words.js';
import type { Check, Checklist } from '../verify/checklist.js';
import type { Facts } from '../verify/facts.js';
import type { Block, Cell, HandoutDocument, Section, Table } from './document.js';
import { exchangeBlocks } from './exchange.js';
import { linkWithoutAccount } from './mask.js';
import type { Sheet } from './parameters.js';
import { scalingBlocks } from './scaling.js';
import { momentsOf } from './times.js';

/** All that a report is made from. */
export interface HandoutFacts {
  readonly stack: string;
  readonly checklist: Checklist;
  readonly facts: Facts;
  readonly diagram: Diagram;
  readonly sheets: readonly Sheet[];
  readonly estimate: Estimate;
  /** Whether the account id stands masked in what is handed out. */
  readonly masked: boolean;
}

/** The report in the words of a language: what is graded first, what it rests on after it. */
export function composeHandout(from: HandoutFacts, words: Words): HandoutDocument {
  const { checklist, facts, stack } = from;
  const { handout, verify, language } = words;
  const { about, sections } = handout;
  const section = (id: string, title: string, blocks: readonly Block[], page?: Section['page']): Section => ({
    id,
    title,
    blocks,
    ...(page && { page }),
  });
  const result = `${verify.counts(checklist.counts)} ${checklist.passed ? verify.passed : verify.notPassed}`;
  return {
    language,
    title: handout.title(stack),
    contents: handout.contents,
    about: [
      [about.stack, stack],
      [about.region, facts.region],
      [about.account, { text: facts.account, ...(from.masked && { notes: [handout.masked] }) }],
      [about.taken, timeIn(facts.takenAt)],
      ...(checklist.url ? [[about.url, { text: checklist.url, href: checklist.url }] as const] : []),
      [about.result, { text: result, tone: checklist.passed ? 'ok' : 'ng' }],
      ...(facts.endpoint ? [[about.local, about.notAws(facts.endpoint)] as const] : []),
    ],
    sections: [
      section('checklist', verify.heading[checklist.wording], checkBlocks(from, words)),
      section('diagram', sections.diagram, [{ kind: 'diagram', diagram: from.diagram }], pageFor(from.diagram)),
      section('operation', sections.operation, exchangeBlocks(facts.api, handout), 'own'),
      section('targets', sections.targets, [targetTable(facts, words)]),
      section('scaling', sections.scaling, scalingBlocks(facts, handout)),
      section('parameters', sections.sheet, sheetBlocks(from.sheets, words), 'own'),
      section('costs', sections.costs, costBlocks(from, words), 'own'),
      section('times', sections.times, timeBlocks(facts, words)),
    ],
  };
}

/** A picture that is higher than wide stands upright on its page. */
function pageFor(diagram: Diagram): 'own' | 'wide' {
  const { width, height } = pictureOf(diagram);
  return width > height ? 'wide' : 'own';
}

/** A word that stands alone, with a capital where the script has such. */
const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function checkBlocks({ checklist, facts, masked }: HandoutFacts, { verify, handout }: Words): readonly Block[] {
  const requirements = [...new Set(checklist.checks.map((it) => it.requirement))];
  const link = ({ console }: Check) => (masked ? linkWithoutAccount(console, facts.account) : console);
  const row = (check: Check): readonly Cell[] => [
    { text: verify.marks[check.result], tone: check.result },
    {
      text: check.title.replaceAll('`', ''),
      notes: [
        ...(check.cause ? [`${verify.cause}: ${check.cause}`] : []),
        ...(check.fix ? [`${verify.fix}: ${check.fix}`] : []),
      ],
    },
    check.seen,
    // The console knows nothing of a stack that is not on AWS.
    { text: check.source.join('\n'), ...(check.console && { href: link(check), notes: [handout.console] }) },
  ];
  return [
    {
      kind: 'table',
      head: [handout.result, handout.line, verify.seen, verify.source].map(capitalised),
      code: [2],
      groups: requirements.map((it) => ({
        title: verify.requirements[it],
        rows: checklist.checks.filter((check) => check.requirement === it).map(row),
      })),
    },
  ];
}

/** A task and its target know each other by the address of the task's network interface. */
function targetTable({ targets, tasks }: Facts, words: Words): Block {
  const { target } = words.handout;
  if (targets.length === 0) return { kind: 'text', text: target.none };
  const taskAt = (address: string | undefined) =>
    tasks.find((it) => it.attachments?.some((at) => at.details?.some((detail) => detail.value === address)));
  return {
    kind: 'table',
    head: [target.address, target.zone, target.task, target.state, target.reason],
    groups: [
      {
        rows: targets.map(({ Target, TargetHealth }) => {
          const task = taskAt(Target?.Id);
          const state = TargetHealth?.State ?? 'unknown';
          return [
            `${Target?.Id ?? ''}:${Target?.Port ?? ''}`,
            Target?.AvailabilityZone ?? task?.availabilityZone ?? '—',
            task?.taskArn?.split('/').at(-1) ?? '—',
            { text: stateIn(words, state), tone: state === 'healthy' ? 'ok' : 'ng' },
            [TargetHealth?.Reason, TargetHealth?.Description].filter(Boolean).join(' ') || '—',
          ];
        }),
      },
    ],
    code: [2],
  };
}

function sheetBlocks(sheets: readonly Sheet[], words: Words): readonly Block[] {
  const { sheet } = words.handout;
  const steps = [...new Set(sheets.map((it) => it.step))];
  return steps.flatMap((step): Block[] => {
    const groups: Table['groups'] = sheets
      .filter((it) => it.step === step)
      .map((it) => ({
        title: [capitalised(whatIs(words, it)), it.name, it.id === it.name ? undefined : it.id]
          .filter(Boolean)
          .join('  '),
        rows:
          it.id === undefined
            ? [[sheet.missing, '—']]
            : it.parameters.length === 0
              ? [['ID', it.id]]
              : it.parameters.map(({ name, value }) => [
                  sheet.names[`${it.kind}.${name}`] ?? sheet.names[name] ?? name,
                  value,
                ]),
      }));
    return [
      { kind: 'heading', text: capitalised(words.steps[step]) },
      { kind: 'table', head: [sheet.parameter, sheet.value], groups, code: [1] },
    ];
  });
}

function costBlocks({ estimate, facts }: HandoutFacts, words: Words): readonly Block[] {
  const { prices, handout } = words;
  const rows = estimate.rows.map(({ item, count, detail, hourly }) => [
    detail ? `${prices[item]} ${detail}` : prices[item],
    `× ${count}`,
    `$${hourly.toFixed(4)}`,
  ]);
  const { item, count, hour, total } = handout.costs;
  const notes = [
    words.plan.price(priceWords(estimate.total)),
    prices.source(pricesAsOf),
    ...(estimate.otherRegion ? [prices.tokyo(estimate.otherRegion)] : []),
    ...(estimate.unknown.length > 0 ? [prices.unknown(estimate.unknown.join(', '))] : []),
    ...(facts.endpoint ? [handout.costs.local] : []),
  ];
  return [
    {
      kind: 'table',
      head: [item, count, hour],
      groups: [{ rows: [...rows, [total, '', `$${estimate.total.toFixed(4)}`]] }],
    },
    ...notes.map((text): Block => ({ kind: 'text', text })),
  ];
}

function timeBlocks(facts: Facts, { handout }: Words): readonly Block[] {
  const { times } = handout;
  const moments = momentsOf(facts);
  if (moments.length === 0) return [{ kind: 'text', text: times.none }];
  const rows = moments.map(({ what, name, at }) => [timeIn(at), times.moments[what], name]);
  return [{ kind: 'table', head: [times.time, times.what, times.name], groups: [{ rows }], code: [2] }];
}
