import { shortagesOf } from '../engine/room.js';
import { look } from '../engine/up.js';
import { askPrices } from '../prices/ask.js';
import { freeTierNotes } from '../report/free-tier.js';
import { createPaint } from '../report/paint.js';
import { planJson } from '../report/plan-json.js';
import { renderShortages } from '../report/plan-room.js';
import { renderPlan } from '../report/plan-table.js';
import { renderPrices } from '../report/price-table.js';
import { type Estimate, hourlyUsd } from '../report/prices.js';
import { kindOf } from '../resources/index.js';
import { steps } from '../steps/index.js';
import { fold } from '../text/fold.js';
import { exitCodes, type PlanOptions } from './options.js';
import { styleOf } from './output.js';
import { type Run, withRun } from './runtime.js';

/** How long the price list may take, retries and all, before the plan goes on without it; milliseconds. */
const pricePatience = 15_000;

/** `meibo-infra plan`: what `up` would do and what the stack costs; changes nothing and takes no lock. Returns the exit code. */
export function plan(options: PlanOptions): Promise<number> {
  return withRun({ command: 'plan', changes: false, quiet: true }, options, async (run) => {
    const { runtime, config } = run;
    const over = new AbortController();
    const [{ items, sights }, estimate] = await Promise.all([
      look(runtime, steps, kindOf, 'make'),
      estimateFor(run, options, over.signal),
    ]).finally(() => over.abort());
    const shortages = await shortagesOf(runtime, sights);
    // The local cloud is free, but its price list can be asked.
    const priced = options.local && !estimate.asked ? undefined : estimate;
    if (options.json) {
      const { account, owner } = runtime;
      const whose = { stack: owner.stack, account, region: owner.region, ...(shortages.length > 0 && { shortages }) };
      const view = planJson(whose, items, priced && { config, estimate: priced });
      process.stdout.write(`${JSON.stringify(view, undefined, 2)}\n`);
    } else {
      const table = renderPlan({ command: 'up', items }, { words: run.words, ...styleOf(options) });
      const room = renderShortages(shortages, { words: run.words, ...styleOf(options) });
      process.stdout.write(`${[...table, ...room, ...(priced ? costRows(run, priced, options) : [])].join('\n')}\n`);
      warn(run, estimate);
    }
    return items.every((it) => it.action === 'none') ? exitCodes.asWanted : exitCodes.notAsWanted;
  });
}

async function estimateFor(
  { runtime, config }: Run,
  { livePrices, local }: PlanOptions,
  over: AbortSignal,
): Promise<Estimate> {
  if (!livePrices) return hourlyUsd(config);
  const signal = AbortSignal.any([over, AbortSignal.timeout(pricePatience)]);
  const listed = await askPrices(runtime.aws, config, signal);
  return hourlyUsd(config, { ...listed, ...(local && { local: true }) });
}

function costRows({ config, words }: Run, estimate: Estimate, options: PlanOptions): readonly string[] {
  const { columns } = styleOf(options);
  const prices = ['', ...renderPrices(estimate, words, columns)];
  if (options.local) return prices;
  const notes = freeTierNotes(config).flatMap((it) =>
    fold(words.freeTier.notes[it], columns - 4).map((line, index) => `  ${index === 0 ? '-' : ' '} ${line}`),
  );
  return [...prices, '', words.freeTier.title, ...notes];
}

/** Prices that could not be had are no failure of the plan. */
function warn({ words, color }: Run, { asked }: Estimate): void {
  if (!asked?.refusal) return;
  const columns = process.stderr.columns ?? 200;
  const [first = '', ...rest] = fold(words.prices.refused(asked.refusal), columns - 2);
  const mark = createPaint(color)('yellow', '⚠');
  process.stderr.write(`\n${[`${mark} ${first}`, ...rest.map((it) => `  ${it}`)].join('\n')}\n`);
}
