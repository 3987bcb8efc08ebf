import type { PlanItem } from '../engine/plan.js';
import { shortagesOf } from '../engine/room.js';
import { look } from '../engine/up.js';
import { chooseEngine } from '../image/engine.js';
import { Problem } from '../model/problem.js';
import { askPrices } from '../prices/ask.js';
import { freeTierNotes } from '../report/free-tier.js';
import { createPaint } from '../report/paint.js';
import { planJson } from '../report/plan-json.js';
import { renderObstacle, renderShortages } from '../report/plan-room.js';
import { renderPlan } from '../report/plan-table.js';
import { renderPrices } from '../report/price-table.js';
import { type Estimate, hourlyUsd } from '../report/prices.js';
import { kindOf } from '../resources/index.js';
import { withFaults } from '../steps/image-source.js';
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
      look(runtime, steps, kindOf, 'plan'),
      estimateFor(run, options, over.signal),
    ]).finally(() => over.abort());
    const [shortages, obstacle] = await Promise.all([shortagesOf(runtime, sights), engineLacking(run, items)]);
    // The local cloud is free, but its price list can be asked.
    const priced = options.local && !estimate.asked ? undefined : estimate;
    if (options.json) {
      const { account, owner } = runtime;
      const whose = {
        stack: owner.stack,
        account,
        region: owner.region,
        ...(shortages.length > 0 && { shortages }),
        ...(obstacle && { obstacle: { code: obstacle.code, facts: obstacle.facts } }),
      };
      const view = planJson(whose, items, priced && { config, estimate: priced });
      process.stdout.write(`${JSON.stringify(view, undefined, 2)}\n`);
    } else {
      const table = renderPlan({ command: 'up', items }, { words: run.words, ...styleOf(options) });
      const look = { words: run.words, ...styleOf(options) };
      const room = [...renderShortages(shortages, look), ...(obstacle ? renderObstacle(obstacle, look) : [])];
      process.stdout.write(`${[...table, ...room, ...(priced ? costRows(run, priced, options) : [])].join('\n')}\n`);
      warn(run, estimate);
    }
    return items.every((it) => it.action === 'none') ? exitCodes.asWanted : exitCodes.notAsWanted;
  });
}

/** A plan needs no engine, but `up` will: told here when an image is to be built and none answers. */
async function engineLacking({ runtime, config }: Run, items: readonly PlanItem[]): Promise<Problem | undefined> {
  const { image } = config;
  if (!('path' in image || 'git' in image)) return undefined;
  if (!items.some((it) => it.whose.kind === 'ecr:image' && it.action === 'create')) return undefined;
  try {
    await withFaults(() => chooseEngine({ override: image.engine, signal: runtime.halt.signal }));
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
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
