import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { checklistOf } from '../../src/verify/checklist-of.js';
import { breakages } from './breakages.js';
import { faultsIn, gather, makeHealthyStack } from './stage.js';

/** Long enough for a rollout, a deletion or a health check to end; the simulator moves on when it is asked. */
async function letTimePass({ clock, sts }: Awaited<ReturnType<typeof makeHealthyStack>>, minutes = 4): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await clock.advance(60_000);
    await sts.send(new GetCallerIdentityCommand({}));
  }
}

test.each(breakages)('$title', async ({ break: doBreak, minutes, faults }) => {
  const stack = await makeHealthyStack();
  await doBreak(stack, await gather(stack));
  await letTimePass(stack, minutes);
  const facts = await gather(stack);
  expect(faultsIn(facts)).toEqual(faults);
  for (const words of [ja, en])
    for (const check of checklistOf(facts, words, '2').checks.filter((it) => it.result !== 'ok')) {
      expect(`${check.cause} ${check.fix}`).not.toMatch(/undefined|\[object|NaN|\(\)|（）/);
    }
});
