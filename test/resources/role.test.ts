import {
  DeleteConflictException,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { role } from '../../src/resources/iam/role.js';
import { answer, name, ours, token } from './cases/contract-case.js';
import { fakeAws } from './cases/fake-aws.js';
import { iamCases } from './cases/iam.js';

let cloud: ReturnType<typeof fakeAws>;
beforeEach(() => {
  cloud = fakeAws();
});
afterEach(() => cloud.restore());

describe('a role', () => {
  it('goes with policies that nobody here knows of: those of a lost state file, and what was attached by hand', async () => {
    let held = 2;
    const gone = () => {
      held -= 1;
      return {};
    };
    cloud.answers([
      answer(GetRoleCommand, () => ({ Role: { RoleName: name, Arn: `arn:${name}` } as never })),
      answer(ListAttachedRolePoliciesCommand, { AttachedPolicies: [{ PolicyArn: 'arn:by-hand' }] }),
      answer(ListRolePoliciesCommand, { PolicyNames: ['ours'] }),
      answer(DetachRolePolicyCommand, gone),
      answer(DeleteRolePolicyCommand, gone),
      answer(DeleteRoleCommand, () => {
        if (held > 0) throw new DeleteConflictException({ message: 'must detach all policies first', $metadata: {} });
        return {};
      }),
    ]);
    const live = await role.find(cloud.aws, { name, tags: ours, props: iamCases[0]!.props as never, lean: true });
    await role.remove(cloud.aws, live!, {});
    expect(cloud.changing().map((it) => it.input)).toEqual([
      { RoleName: name },
      { RoleName: name, PolicyArn: 'arn:by-hand' },
      { RoleName: name, PolicyName: 'ours' },
      { RoleName: name },
    ]);
  });

  it('is known as it was made, without being looked for', async () => {
    const [row] = iamCases;
    cloud.answers(row!.create.answers);
    const made = await role.create(cloud.aws, row!.props as never, { name, tags: ours, token });
    expect(role.drift!(made as never, row!.props as never).map((it) => it.path)).toEqual([
      'managedPolicyArns/arn:aws:iam::aws:policy/one',
      'policies/read',
    ]);
  });
});
