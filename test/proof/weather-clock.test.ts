import { expect, it } from 'vitest';
import { isRead } from '../../src/aws/looking.js';
import { paced } from '../support/bad-weather.js';
import { makeMachine } from '../support/machine.js';
import { configOf } from '../support/stack.js';

const day = 86_400_000;
const config = configOf();

/** One undisturbed up and destroy in AWS's own times, with the clock set so far forward or back before a changing call. */
async function run(ms: number, at: number) {
  let befall = () => {};
  const machine = makeMachine({
    weather: paced(3, 1),
    way: { before: ({ operation }) => isRead(operation) || befall() },
  });
  const took: number[] = [];
  for (const command of ['up', 'destroy'] as const) {
    const process = machine.start(config);
    let changes = 0;
    befall = () => {
      changes += 1;
      if (changes === at) process.skew(ms);
    };
    const start = machine.clock.now();
    const ended = await machine[command](config, process);
    expect(ended, `${command}, ${ms / 1000} s at ${at}: ${String(ended.reason)}`).toMatchObject({ how: 'done' });
    took.push(machine.clock.now() - start);
  }
  return { took, calls: machine.calls.length };
}

it('a clock that is set forward or back makes no wait longer or shorter', { timeout: 60_000 }, async () => {
  const usual = await run(0, 0);
  for (const at of [1, 12, 25, 40])
    for (const ms of [-day, -60_000, 60_000, day]) expect(await run(ms, at)).toEqual(usual);
});
