import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { errorName, makeCloud } from '../../../support/cloud.js';

it('tells the account, and says plainly what is not simulated', async () => {
  const { sts } = makeCloud();
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '000000000000' });
  const call = new AssumeRoleCommand({ RoleArn: 'a', RoleSessionName: 'b' });
  expect(await errorName(sts.send(call))).toBe('NotImplemented');
});
