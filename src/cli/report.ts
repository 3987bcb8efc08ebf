import { composeDiagram } from '../diagram/compose.js';
import { factsOfLook, whereaboutsOf } from '../diagram/from-live.js';
import { look } from '../engine/up.js';
import { composeHandout } from '../handout/compose.js';
import { renderHtml } from '../handout/html.js';
import { renderMarkdown } from '../handout/markdown.js';
import { maskAccount } from '../handout/mask.js';
import { sheetsOf } from '../handout/parameters.js';
import { hourlyUsd } from '../report/prices.js';
import { kindOf } from '../resources/index.js';
import { steps } from '../steps/index.js';
import { checklistOf } from '../verify/checklist-of.js';
import { collectFacts } from '../verify/collect.js';
import { httpOverNetwork } from '../verify/http.js';
import { exitCodes, type ReportOptions } from './options.js';
import { type Run, withRun } from './runtime.js';
import { writeOut } from './write-out.js';

/** `meibo-infra report`: puts the grading and all it rests on into one file. Returns the exit code, as `verify` does. */
export function report(options: ReportOptions): Promise<number> {
  return withRun({ command: 'report', changes: false, quiet: true }, options, async (run) => {
    const { text, passed } = await write(run, options);
    const out = options.out ?? (options.format === 'md' ? 'report.md' : 'report.html');
    if (out === '-') process.stdout.write(text);
    else {
      await writeOut(out, text);
      process.stdout.write(`${out}\n`);
    }
    return passed ? exitCodes.asWanted : exitCodes.notAsWanted;
  });
}

async function write({ runtime, config, words, endpoint }: Run, options: ReportOptions) {
  const { aws, account, owner, clock, halt } = runtime;
  const [facts, seen] = await Promise.all([
    collectFacts({
      aws,
      account,
      region: owner.region,
      ...(endpoint && { endpoint }),
      search: { owner },
      http: httpOverNetwork,
      clock,
      signal: halt.signal,
    }),
    look(runtime, steps, kindOf, 'look'),
  ]);
  const checklist = checklistOf(facts, words, options.wording ?? '2');
  const where = await whereaboutsOf(runtime, seen);
  const masked = options.showAccount !== true;
  const handout = composeHandout(
    {
      stack: owner.stack,
      checklist,
      facts,
      diagram: composeDiagram(factsOfLook(config, seen, where), words.diagram),
      sheets: sheetsOf(seen, facts),
      estimate: hourlyUsd(config),
      masked,
    },
    words,
  );
  const text = options.format === 'md' ? renderMarkdown(handout) : renderHtml(handout);
  return { text: masked ? maskAccount(text, account) : text, passed: checklist.passed };
}
