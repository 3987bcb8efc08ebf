import { describe, expect, it } from 'vitest';
import {
  type Command,
  converge,
  cutsOf,
  distinct,
  losingOneAnswer,
  reference,
  weather,
} from '../support/crash-cuts.js';
import { tellFigure } from '../support/figures.js';
import { type Machine, makeMachine } from '../support/machine.js';
import { configOf } from '../support/stack.js';

const config = configOf();

describe('a run that is cut anywhere, over the whole stack', () => {
  for (const first of ['up', 'destroy'] as const) {
    it(`${first}: everything that comes after converges`, { timeout: 300_000 }, async () => {
      const wanted = await reference(config);
      const { cuts, calls } = await cutsOf(first, config);
      const defects: string[] = [];
      let runs = 0;
      const start = performance.now();
      const run = async (machine: Machine, next: Command, story: string) => {
        runs += 1;
        await converge(machine, next, config, wanted, story).catch((error: Error & { actual?: unknown }) => {
          defects.push(`${error.message} ${JSON.stringify(error.actual ?? error.cause)?.slice(0, 1000)}`);
        });
      };
      for (const next of ['up', 'destroy'] as const) {
        for (const { where, state } of distinct(cuts, true))
          await run(makeMachine({ weather, from: state }), next, `${first} cut ${where}, then ${next}`);
        for (const { where, state } of distinct(cuts, false)) {
          // Nobody loses the file within the seconds in which AWS does not show what it has just made.
          const from = { ...state, entries: [], at: state.at + 5000 };
          const story = `${first} cut ${where}, then ${next} without the state file`;
          await run(makeMachine({ weather, from }), next, story);
        }
        for (const { where, state } of cuts.filter(
          (it) => it.where.startsWith('before ') && !it.where.endsWith(' write'),
        )) {
          const story = `${first} cut ${where}, then ${next} whose first answer gets lost`;
          await run(makeMachine({ weather, from: state, interfere: losingOneAnswer() }), next, story);
        }
      }
      const seconds = ((performance.now() - start) / 1000).toFixed(0);
      console.log(
        `${first}: cut at ${cuts.length} points around ${calls} changing calls, ${runs} runs in ${seconds} s`,
      );
      expect(defects, `${defects.length} of ${runs} runs`).toEqual([]);
      tellFigure(`Runs after a cut of \`${first}\``, runs, { about: true });
      expect(runs).toBeGreaterThan(calls * 4);
    });
  }
});
