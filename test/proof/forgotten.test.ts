import { expect, it } from 'vitest';
import { makeMachine } from '../support/machine.js';
import { differences, portrait } from '../support/portrait.js';
import { configOf } from '../support/stack.js';

it('what a lost state file told of and nobody asks for any more is taken down by up', async () => {
  const before = configOf({ network: { natGateways: 'per-zone' }, loadBalancer: { port: 8080 } });
  const after = configOf();
  const wanted = makeMachine();
  expect(await wanted.up(after)).toMatchObject({ how: 'done' });

  const machine = makeMachine();
  expect(await machine.up(before)).toMatchObject({ how: 'done' });
  machine.file.clear();
  expect(await machine.up(after)).toMatchObject({ how: 'done' });
  expect(differences(portrait(machine.world), portrait(wanted.world))).toEqual([]);
  const changes = machine.changes().length;
  expect(await machine.up(after)).toMatchObject({ how: 'done' });
  expect(machine.changes().slice(changes)).toEqual([]);
});
