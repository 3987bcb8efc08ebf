import { problemOf } from '../aws/refusals.js';
import { gather, refuseProtected, destroy as removeAll } from '../engine/destroy.js';
import type { PlanItem } from '../engine/plan.js';
import { whoseOf } from '../engine/runtime.js';
import { fail } from '../model/problem.js';
import { kindOf, kinds } from '../resources/index.js';
import { steps } from '../steps/index.js';
import { ask } from './ask.js';
import { leaveLocally } from './local-place.js';
import { type DestroyOptions, exitCodes } from './options.js';
import { withRun } from './runtime.js';

/** `meibo-infra destroy`: takes everything down and proves that nothing is left. Returns the exit code. */
export function destroy(options: DestroyOptions): Promise<number> {
  return withRun({ command: 'destroy', changes: true }, options, async (run) => {
    const { runtime, config, words, reporter } = run;
    const farewell = await gather(runtime, steps, kinds, kindOf);
    refuseProtected(farewell);
    const leaving = farewell.entries.filter((it) => !kindOf(it.type).shared);
    const items = leaving.map((it): PlanItem => {
      return { whose: whoseOf(runtime, it.step, it.key, kindOf(it.type), it.id), action: 'remove', changes: [] };
    });
    runtime.report({ type: 'plan', command: 'destroy', items });
    if (items.length > 0 && !options.yes) {
      reporter.close();
      const answer = await ask(
        words.questions.destroy({ stack: config.name, onDestroy: config.database.onDestroy }),
        'destroy',
        runtime.halt.signal,
      );
      if (answer !== config.name) fail('answer-wrong', { wanted: config.name });
    }
    const { left, failures } = await removeAll(runtime, steps, kinds, kindOf, farewell);
    const seconds = (runtime.clock.elapsed() - run.started) / 1000;
    for (const { reason } of failures) {
      const problem = problemOf(reason, { region: config.region });
      if (!problem) throw reason;
      run.tell(problem);
    }
    runtime.report({ type: 'destroy.done', seconds, removed: run.changes(), left });
    if (left.length > 0 || failures.length > 0) return exitCodes.notAsWanted;
    if (options.local) runtime.report({ type: 'local.end', standing: await leaveLocally(process.cwd()) });
    return exitCodes.asWanted;
  });
}
