import { carryOut, intend } from '../engine/intent.js';
import { known } from '../engine/walk.js';
import { fail } from '../model/problem.js';
import { hourlyUsd } from '../report/prices.js';
import { kindOf, kinds } from '../resources/index.js';
import { steps } from '../steps/index.js';
import { isYes } from '../text/answers.js';
import { ask } from './ask.js';
import { exitCodes, type UpOptions } from './options.js';
import { type Run, withRun } from './runtime.js';
import { waitForAnswer } from './url.js';

/** `meibo-infra up`: makes or mends the whole stack. Returns the exit code. */
export function up(options: UpOptions): Promise<number> {
  return withRun({ command: 'up', changes: true }, options, async (run) => {
    const until = options.wait ?? 'ready';
    const { runtime, config } = run;
    const intent = await intend(runtime, steps, kinds, kindOf);
    const { items, todo } = intent;
    // The local cloud is free.
    const { total, unknown } = hourlyUsd(config);
    const price = options.local ? {} : { hourlyUsd: total, unpriced: unknown };
    runtime.report({ type: 'plan', command: 'up', items, ...price });
    if (todo.some((it) => it.action !== 'wait')) await confirm(run, options);
    const { outputs } = await carryOut(runtime, steps, kindOf, intent, until);
    const url = known(outputs.alb?.url) ?? '';
    if (until === 'ready') await waitForAnswer(runtime, url + config.loadBalancer.healthCheck.path);
    const seconds = (runtime.clock.elapsed() - run.started) / 1000;
    runtime.report({ type: 'up.done', url, seconds, changes: run.changes(), waited: until });
    if (!options.json) process.stdout.write(`${url}\n`);
    return exitCodes.asWanted;
  });
}

async function confirm({ runtime, words, reporter }: Run, options: UpOptions): Promise<void> {
  if (options.yes) return;
  reporter.close();
  const answer = await ask(words.questions.up, 'up', runtime.halt.signal);
  if (!isYes(answer)) fail('answer-wrong', { wanted: 'y' });
}
