import { describe, expect, it } from 'vitest';
import { realistic } from '../src/local-cloud/weather.js';
import { memoryJournal } from '../src/state/journal.js';
import { configOf, makeStack } from './support/stack.js';

describe('the whole stack on the simulator', () => {
  it('is made, stands, and is taken down without a trace', async () => {
    const stack = makeStack();
    const config = configOf();
    const journal = memoryJournal();
    const { outputs } = await stack.up(config, journal);
    expect(outputs.alb?.url).toMatch(/^http:/);
    expect(stack.plane.request(`${outputs.alb?.url}/health`).status).toBe(200);
    const made = stack.changes().length;

    const again = await stack.up(config, journal);
    expect(again.outputs).toEqual(outputs);
    expect(stack.changes().slice(made)).toEqual([]);

    const rebuilt = memoryJournal();
    await stack.up(config, rebuilt);
    expect(stack.changes().slice(made)).toEqual([]);
    const told = (it: typeof journal) =>
      it
        .entries()
        .map(({ step, key, id, status }) => `${step}/${key} ${id} ${status}`)
        .sort();
    expect(told(rebuilt)).toEqual(told(journal));

    expect(await stack.destroy(config, journal)).toEqual({ left: [], failures: [] });
    expect(journal.entries()).toEqual([]);
  });

  it('goes also when the state file is lost', async () => {
    const stack = makeStack();
    await stack.up(configOf());
    expect(await stack.destroy(configOf())).toEqual({ left: [], failures: [] });
  });

  it('takes as long as AWS takes, and not longer', async () => {
    const stack = makeStack({ weather: realistic(1) });
    const start = stack.clock.now();
    const journal = memoryJournal();
    await stack.up(configOf(), journal);
    const upSeconds = (stack.clock.now() - start) / 1000;
    expect(upSeconds).toBeGreaterThan(240);
    expect(upSeconds).toBeLessThan(900);
    const half = stack.clock.now();
    expect(await stack.destroy(configOf(), journal)).toEqual({ left: [], failures: [] });
    console.log(
      `up ${upSeconds.toFixed(0)} s, destroy ${((stack.clock.now() - half) / 1000).toFixed(0)} s of virtual time`,
    );
  });
});
