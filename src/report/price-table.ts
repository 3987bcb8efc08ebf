import { pricesAsOf } from '../prices/table.js';
import { fold } from '../text/fold.js';
import { padTo, widthOf } from '../text/width.js';
import type { Words } from '../text/words.js';
import { priceWords } from './plan-table.js';
import type { Estimate, PriceSource } from './prices.js';

/** An estimate as lines: what is counted, how many, its price by the hour and, once it was asked for, from where; then the sum and notes. */
export function renderPrices(estimate: Estimate, words: Words, columns: number): readonly string[] {
  const { prices } = words;
  const { list, table } = prices.from;
  const from = (it: PriceSource) =>
    it.from === 'table' ? table(it.asOf) : (estimate.asked?.local ? prices.from.local : list)(it.published);
  const cells = estimate.rows.map(({ item, detail, count, hourly, source }) => [
    detail ? `${prices[item]} ${detail}` : prices[item],
    `× ${count}`,
    `$${hourly.toFixed(4)}`,
    ...(estimate.asked ? [from(source)] : []),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((it) => widthOf(it[column] ?? ''))));
  return [
    ...cells.map((row) => `  ${row.map((it, column) => padTo(it, widths[column] ?? 0)).join('  ')}`),
    ...[
      // Whose prices these are is then said line by line.
      (estimate.asked ? prices.total : words.plan.price)(priceWords(estimate.total)),
      ...(estimate.asked ? askedNotes(estimate, words) : tableNotes(estimate, words)),
    ].flatMap((it) => fold(it, columns)),
    ...(estimate.unknown.length > 0 ? [prices.unknown(estimate.unknown.join(', '))] : []),
  ];
}

function tableNotes({ otherRegion }: Estimate, { prices }: Words): string[] {
  return [prices.source(pricesAsOf), ...(otherRegion ? [prices.tokyo(otherRegion)] : [])];
}

function askedNotes(estimate: Estimate, words: Words): string[] {
  const { rows, asked } = estimate;
  const { prices } = words;
  const missed = rows.filter((it) => it.source.from === 'table').length;
  if (missed === rows.length) return tableNotes(estimate, words);
  return [
    asked?.local ? prices.listedLocally : prices.listed(asked?.region ?? ''),
    ...(missed > 0 ? [prices.missed({ count: missed, asOf: pricesAsOf })] : []),
  ];
}
