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

it('a higher minimum is reached though the scaler, which does not know it yet, takes tasks back during the same up', async () => {
  const machine = makeMachine();
  expect(await machine.up(configOf({ scaling: { min: 1 } }))).toMatchObject({ how: 'done' });
  // With so little to do, the alarm for scaling in is on.
  await machine.wait(7200);
  expect(await machine.up(configOf({ scaling: { min: 2 }, container: { cpu: 512, memory: 1024 } }))).toMatchObject({
    how: 'done',
  });
  await machine.wait(60);
  expect(Object.values(machine.world.of(ecsSlice).services)).toMatchObject([{ desired: 2 }]);
});
