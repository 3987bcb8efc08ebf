import { shortagesOf } from '../engine/room.js';
import { look } from '../engine/up.js';
import { freeTierNotes } from '../report/free-tier.js';
import { planJson } from '../report/plan-json.js';
import { renderShortages } from '../report/plan-room.js';
import { renderPlan } from '../report/plan-table.js';
import { renderPrices } from '../report/price-table.js';
import { hourlyUsd } from '../report/prices.js';
import { kindOf } from '../resources/index.js';
import { steps } from '../steps/index.js';
import { fold } from '../text/fold.js';
import { type CommonOptions, exitCodes } from './options.js';
import { styleOf } from './output.js';
import { type Run, withRun } from './runtime.js';

/** `meibo-infra plan`: what `up` would do and what the stack costs; changes nothing and takes no lock. Returns the exit code. */
export function plan(options: CommonOptions): Promise<number> {
  return withRun({ command: 'plan', changes: false, quiet: true }, options, async (run) => {
    const { runtime, config } = run;
    const { items, sights } = await look(runtime, steps, kindOf, 'make');
    const shortages = await shortagesOf(runtime, sights);
    if (options.json) {
      const cost = options.local ? undefined : { config, estimate: hourlyUsd(config) };
      const { account, owner } = runtime;
      const whose = { stack: owner.stack, account, region: owner.region, ...(shortages.length > 0 && { shortages }) };
      const view = planJson(whose, items, cost);
      process.stdout.write(`${JSON.stringify(view, undefined, 2)}\n`);
    } else {
      const table = renderPlan({ command: 'up', items }, { words: run.words, ...styleOf(options) });
      const room = renderShortages(shortages, { words: run.words, ...styleOf(options) });
      process.stdout.write(`${[...table, ...room, ...costRows(run, options)].join('\n')}\n`);
    }
    return items.every((it) => it.action === 'none') ? exitCodes.asWanted : exitCodes.notAsWanted;
  });
}

/** The local cloud is free. */
function costRows({ config, words }: Run, options: CommonOptions): readonly string[] {
  if (options.local) return [];
  const { columns } = styleOf(options);
  const notes = freeTierNotes(config).flatMap((it) =>
    fold(words.freeTier.notes[it], columns - 4).map((line, index) => `  ${index === 0 ? '-' : ' '} ${line}`),
  );
  return ['', ...renderPrices(hourlyUsd(config), words), '', words.freeTier.title, ...notes];
}
