import { describe, expect, it } from 'vitest';
import { isRead } from '../../src/aws/looking.js';
import type { Interference } from '../../src/local-cloud/cloud.js';
import type { Weather } from '../../src/local-cloud/weather.js';
import { type Ended, type Machine, makeMachine, type Snapshot } from '../support/machine.js';
import { differences, namesOf, portrait } from '../support/portrait.js';
import { configOf } from '../support/stack.js';

type Command = 'up' | 'destroy';

/** Everything takes a moment, so that runs are also cut between the beginning and the end of a creation or a removal. */
const weather: Weather = { delay: (what) => (what.endsWith('forget') ? 3_600_000 : 3000) };
/** Longer than anything that AWS still lists after its end; seconds. */
const longAfter = 100_000;
const config = configOf();

/** The state file, with names in place of ids. */
const told = ({ world, file }: Machine) => {
  const name = namesOf(world);
  return [...file.values()]
    .map(({ step, key, type, status, id = '', props }) =>
      [step, key, type, status, name(id), name(JSON.stringify(props))].join(' '),
    )
    .sort();
};

const done = (ended: Ended, story: string) => {
  if (ended.how === 'failed') throw new Error(`${story}: ${String(ended.reason)}`, { cause: ended.reason });
  expect(ended.how, story).toBe('done');
};

interface Cut {
  readonly where: string;
  readonly state: Snapshot;
}

/** Runs a command undisturbed and keeps what a crash would leave behind: around every changing call and every write. */
async function cutsOf(command: Command): Promise<{ cuts: Cut[]; calls: number }> {
  const cuts: Cut[] = [];
  let counting = command === 'up';
  let calls = 0;
  const cut = (where: string) => {
    if (counting) cuts.push({ where, state: machine.snapshot() });
  };
  const machine: Machine = makeMachine({
    weather,
    way: {
      before({ service, operation }) {
        if (isRead(operation)) return;
        if (counting) calls += 1;
        cut(`before ${service} ${operation}`);
      },
      after({ service, operation }) {
        if (!isRead(operation)) cut(`after ${service} ${operation}`);
      },
    },
  });
  machine.onWrite = (when) => cut(`${when} a write`);
  done(await machine.up(config), 'the first up');
  if (command === 'destroy') {
    counting = true;
    done(await machine.destroy(config), 'the first destroy');
  }
  return { cuts, calls };
}

/** Two cuts that leave the same world and state file at the same time are one. */
function distinct(cuts: readonly Cut[], withFile: boolean): Cut[] {
  const of = ({ state }: Cut) => `${state.at} ${state.data} ${withFile ? JSON.stringify(state.entries) : ''}`;
  return [...new Map(cuts.map((it) => [of(it), it])).values()];
}

/** The first changing call takes effect, and its answer never comes. */
function losingOneAnswer() {
  let lost = false;
  return ({ operation }: { operation: string }): Interference | undefined => {
    if (lost || isRead(operation)) return undefined;
    lost = true;
    return 'lose-answer';
  };
}

/** What an undisturbed `up` makes. */
async function reference() {
  const whole = makeMachine({ weather });
  done(await whole.up(config), 'the reference');
  return { world: portrait(whole.world), file: told(whole) };
}

/** Runs a command on what was left, and holds what comes of it against a world in which nothing went wrong. */
async function converge(machine: Machine, next: Command, wanted: Awaited<ReturnType<typeof reference>>, story: string) {
  done(await machine[next](config), story);
  if (next === 'destroy') {
    expect(machine.file.size, story).toBe(0);
    await machine.wait(longAfter);
    return expect(differences(portrait(machine.world), {}), story).toEqual([]);
  }
  expect(told(machine), story).toEqual(wanted.file);
  expect(machine.passwordsFit(), `${story}: the password`).toBe(true);
  const before = machine.changes().length;
  done(await machine.up(config), `${story}, then up`);
  expect(machine.changes().slice(before), `${story}, then up`).toEqual([]);
  expect(differences(portrait(machine.world), wanted.world), story).toEqual([]);
}

describe('a run that is cut anywhere, over the whole stack', () => {
  for (const first of ['up', 'destroy'] as const) {
    it(`${first}: everything that comes after converges`, { timeout: 300_000 }, async () => {
      const wanted = await reference();
      const { cuts, calls } = await cutsOf(first);
      const defects: string[] = [];
      let runs = 0;
      const start = performance.now();
      const run = async (machine: Machine, next: Command, story: string) => {
        runs += 1;
        await converge(machine, next, wanted, story).catch((error: Error & { actual?: unknown }) => {
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
      expect(runs).toBeGreaterThan(calls * 4);
    });
  }
});
