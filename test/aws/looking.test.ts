import { describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/clients.js';
import { isRead, lookingAt } from '../../src/aws/looking.js';

class DescribeThingsCommand {
  constructor(readonly input: object) {}
}
class CreateThingCommand {
  constructor(readonly input: object) {}
}

function counting(answer: () => Promise<unknown>) {
  let calls = 0;
  const aws = {
    ec2: {
      send: () => {
        calls += 1;
        return answer();
      },
    },
  } as unknown as Aws;
  return { aws, calls: () => calls };
}
const send = (aws: Aws, command: object) => (aws.ec2.send as (it: object) => Promise<unknown>)(command);

describe('looking', () => {
  it('asks AWS once for identical questions within a minute', async () => {
    let now = 0;
    const { aws, calls } = counting(async () => ({ at: now }));
    const eyes = lookingAt(aws, () => now);
    const question = () => send(eyes, new DescribeThingsCommand({ Filters: [{ Name: 'a' }] }));
    expect(await Promise.all([question(), question()])).toEqual([{ at: 0 }, { at: 0 }]);
    await send(eyes, new DescribeThingsCommand({ Filters: [{ Name: 'b' }] }));
    expect(calls()).toBe(2);
    now = 60_000;
    expect(await question()).toEqual({ at: 60_000 });
    expect(calls()).toBe(3);
  });

  it('does not remember a failure', async () => {
    let fails = true;
    const { aws } = counting(async () => {
      if (fails) throw new Error('no answer');
      return 'seen';
    });
    const eyes = lookingAt(aws, () => 0);
    await expect(send(eyes, new DescribeThingsCommand({}))).rejects.toThrow('no answer');
    fails = false;
    expect(await send(eyes, new DescribeThingsCommand({}))).toBe('seen');
  });

  it('refuses to send what could change something', () => {
    const { aws, calls } = counting(async () => ({}));
    expect(() =>
      send(
        lookingAt(aws, () => 0),
        new CreateThingCommand({}),
      ),
    ).toThrow('no read call');
    expect(calls()).toBe(0);
    expect(['DescribeVpcsCommand', 'ListRolesCommand', 'GetRoleCommand', 'BatchGetImageCommand'].every(isRead)).toBe(
      true,
    );
    expect(
      [
        'PutParameterCommand',
        'ModifyDBInstanceCommand',
        'RegisterTaskDefinitionCommand',
        'AttachRolePolicyCommand',
      ].some(isRead),
    ).toBe(false);
  });
});
