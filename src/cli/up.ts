import type { PlanItem } from '../engine/plan.js';
import { findForgotten, recall } from '../engine/recall.js';
import { refuseWithoutRoom } from '../engine/room.js';
import { whoseOf } from '../engine/runtime.js';
import { isRecorded, look, up as makeAll, prepare, refuseBlocked } from '../engine/up.js';
import { known } from '../engine/walk.js';
import { fail } from '../model/problem.js';
import { hourlyUsd } from '../report/prices.js';
import { kindOf, kinds } from '../resources/index.js';
import { steps } from '../steps/index.js';
import { ask } from './ask.js';
import { exitCodes, type UpOptions } from './options.js';
import { type Run, withRun } from './runtime.js';
import { waitForAnswer } from './url.js';

/** `meibo-infra up`: makes or mends the whole stack. Returns the exit code. */
export function up(options: UpOptions): Promise<number> {
  return withRun({ command: 'up', changes: true }, options, async (run) => {
    const until = options.wait ?? 'ready';
    const { runtime, config } = run;
    const seen = await look(runtime, steps, kindOf, 'make');
    refuseBlocked(seen);
    await refuseWithoutRoom(runtime, seen.sights);
    const forgotten = await findForgotten(runtime, kinds, seen);
    const items = [
      ...seen.items,
      ...forgotten.map(({ step, key, type, id }): PlanItem => {
        return { whose: whoseOf(runtime, step, key, { type }, id), action: 'remove', changes: [] };
      }),
    ];
    const todo = items.filter((it) => it.action !== 'none');
    // The local cloud is free.
    const { total, unknown } = hourlyUsd(config);
    const price = options.local ? {} : { hourlyUsd: total, unpriced: unknown };
    runtime.report({ type: 'plan', command: 'up', items, ...price });
    if (todo.some((it) => it.action !== 'wait')) await confirm(run, options);
    await prepare(runtime, seen);
    await recall(runtime, forgotten);
    const settled = todo.length === 0 && isRecorded(runtime, seen);
    const { outputs } = settled ? seen : await makeAll(runtime, steps, kindOf, until);
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
  if (!/^(y|yes|はい)$/i.test(answer)) fail('answer-wrong', { wanted: 'y' });
}
