import { expect } from 'vitest';
import { isRead } from '../../src/aws/looking.js';
import type { Config } from '../../src/config/schema.js';
import type { Interference } from '../../src/local-cloud/cloud.js';
import type { Weather } from '../../src/local-cloud/weather.js';
import { type Ended, type Machine, type MachineOptions, makeMachine, type Snapshot } from './machine.js';
import { differences, namesOf, portrait } from './portrait.js';

/** What is cut, and what comes after. */
export type Command = 'up' | 'destroy';

/** Everything takes a moment, so that runs are also cut between the beginning and the end of a creation or a removal. */
export const weather: Weather = { delay: (what) => (what.endsWith('forget') ? 3_600_000 : 3000) };
/** Longer than anything that AWS still lists after its end; seconds. */
const longAfter = 100_000;

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

/** A state that a crash may leave behind. */
export interface Cut {
  readonly where: string;
  readonly state: Snapshot;
}

/** Runs a command undisturbed and keeps what a crash would leave behind: around every changing call and every write. */
export async function cutsOf(
  command: Command,
  config: Config,
  options: MachineOptions = {},
): Promise<{ cuts: Cut[]; calls: number }> {
  const cuts: Cut[] = [];
  let counting = command === 'up';
  let calls = 0;
  const cut = (where: string) => {
    if (counting) cuts.push({ where, state: machine.snapshot() });
  };
  const machine: Machine = makeMachine({
    weather,
    ...options,
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
export function distinct(cuts: readonly Cut[], withFile: boolean): Cut[] {
  const of = ({ state }: Cut) => `${state.at} ${state.data} ${withFile ? JSON.stringify(state.entries) : ''}`;
  return [...new Map(cuts.map((it) => [of(it), it])).values()];
}

/** The first changing call takes effect, and its answer never comes. */
export function losingOneAnswer() {
  let lost = false;
  return ({ operation }: { operation: string }): Interference | undefined => {
    if (lost || isRead(operation)) return undefined;
    lost = true;
    return 'lose-answer';
  };
}

/** What an undisturbed `up` makes. */
export async function reference(config: Config, options: MachineOptions = {}) {
  const whole = makeMachine({ weather, ...options });
  done(await whole.up(config), 'the reference');
  return { world: portrait(whole.world), file: told(whole) };
}

/** Runs a command on what was left, and holds what comes of it against a world in which nothing went wrong. */
export async function converge(
  machine: Machine,
  next: Command,
  config: Config,
  wanted: Awaited<ReturnType<typeof reference>>,
  story: string,
): Promise<void> {
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
