import { expect, it } from 'vitest';
import { ecsSlice } from '../../src/local-cloud/services/ecs/store.js';
import { makeMachine } from '../support/machine.js';
import { configOf } from '../support/stack.js';

it('a service that somebody put to sleep is woken by up, and one that was scaled above its minimum is left alone', async () => {
  const machine = makeMachine();
  const config = configOf();
  expect(await machine.up(config)).toMatchObject({ how: 'done' });
  const service = Object.values(machine.world.of(ecsSlice).services)[0]!;
  const { min } = config.scaling;
  for (const [desired, wanted] of [
    [0, min],
    [min + 1, min + 1],
  ] as const) {
    service.desired = desired;
    await machine.wait(60);
    expect(service.desired).toBe(desired);
    const before = machine.changes().length;
    expect(await machine.up(config)).toMatchObject({ how: 'done' });
    expect(service.desired).toBe(wanted);
    expect(machine.changes().slice(before)).toHaveLength(desired === wanted ? 0 : 1);
  }
});
