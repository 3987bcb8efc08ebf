import { padTo, widthOf } from '../text/width.js';
import type { Words } from '../text/words.js';
import { priceWords } from './plan-table.js';
import { type Estimate, pricesAsOf } from './prices.js';

/** An estimate as lines: what is counted, how many, and its price by the hour; then the sum and where the prices come from. */
export function renderPrices(estimate: Estimate, words: Words): readonly string[] {
  const { prices } = words;
  const cells = estimate.rows.map(({ item, detail, count, hourly }) => [
    detail ? `${prices[item]} ${detail}` : prices[item],
    `× ${count}`,
    `$${hourly.toFixed(4)}`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((it) => widthOf(it[column] ?? ''))));
  return [
    ...cells.map((row) => `  ${row.map((it, column) => padTo(it, widths[column] ?? 0)).join('  ')}`),
    words.plan.price(priceWords(estimate.total)),
    prices.source(pricesAsOf),
    ...(estimate.otherRegion ? [prices.tokyo(estimate.otherRegion)] : []),
    ...(estimate.unknown.length > 0 ? [prices.unknown(estimate.unknown.join(', '))] : []),
  ];
}
