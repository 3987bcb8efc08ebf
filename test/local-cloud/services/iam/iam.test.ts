import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesForRoleCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import { CreateDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import {
  findRole,
  hasServiceLinkedRole,
  roleAllows,
  rolePolicyDocuments,
} from '../../../../src/local-cloud/services/iam/lookups.js';
import { errorName, makeCloud } from '../../../support/cloud.js';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
/** A policy that lets everything be read, but for what is changed. */
const permission = (changes: Record<string, unknown>): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'ssm:Get*', Resource: '*', ...changes }],
  });
const EXECUTION = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy';
const makeRole = (RoleName: string) => new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust });

describe('role', () => {
  it('has a unique name, hands its trust out percent-encoded, and is known to others only later', async () => {
    const { iam, world, clock } = makeCloud({ weather: { delay: () => 4000 } });
    const { Role } = await iam.send(makeRole('app'));
    expect(Role!.Arn).toBe('arn:aws:iam::000000000000:role/app');
    expect(await errorName(iam.send(makeRole('APP')))).toBe('EntityAlreadyExistsException');
    const shown = await iam.send(new GetRoleCommand({ RoleName: 'app' }));
    expect(shown.Role!.AssumeRolePolicyDocument).toMatch(/^%7B%22Version/);
    expect(decodeURIComponent(shown.Role!.AssumeRolePolicyDocument!)).toBe(trust);
    expect(findRole(world, Role!.Arn!)).toMatchObject({ name: 'app', propagated: false });
    await clock.advance(4000);
    expect(findRole(world, 'app')!.propagated).toBe(true);
    expect(findRole(world, 'arn:aws:iam::000000000000:role/other/app')).toBeUndefined();
    expect(await errorName(iam.send(new GetRoleCommand({ RoleName: 'none' })))).toBe('NoSuchEntityException');
  });

  it('is deleted only without policies', async () => {
    const { iam } = makeCloud();
    const RoleName = 'app';
    await iam.send(makeRole(RoleName));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: EXECUTION }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: EXECUTION }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: permission({}) }));
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(attached.AttachedPolicies).toEqual([
      { PolicyName: 'AmazonECSTaskExecutionRolePolicy', PolicyArn: EXECUTION },
    ]);
    const remove = () => iam.send(new DeleteRoleCommand({ RoleName }));
    expect(await errorName(remove())).toBe('DeleteConflictException');
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: EXECUTION }));
    const again = new DetachRolePolicyCommand({ RoleName, PolicyArn: EXECUTION });
    expect(await errorName(iam.send(again))).toBe('NoSuchEntityException');
    expect(await errorName(remove())).toBe('DeleteConflictException');
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    expect((await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }))).InstanceProfiles).toEqual([]);
    await remove();
    expect(await errorName(remove())).toBe('NoSuchEntityException');
  });

  it('is listed by path and page, and tagged', async () => {
    const { iam } = makeCloud();
    for (const name of ['a', 'b', 'c']) {
      await iam.send(new CreateRoleCommand({ RoleName: name, Path: '/x/', AssumeRolePolicyDocument: trust }));
    }
    await iam.send(makeRole('d'));
    const first = await iam.send(new ListRolesCommand({ PathPrefix: '/x/', MaxItems: 2 }));
    expect(first.Roles!.map(({ RoleName }) => RoleName)).toEqual(['a', 'b']);
    const second = await iam.send(new ListRolesCommand({ PathPrefix: '/x/', Marker: first.Marker }));
    expect(second).toMatchObject({ Roles: [{ RoleName: 'c' }], IsTruncated: false });
    await iam.send(new TagRoleCommand({ RoleName: 'd', Tags: [{ Key: 'k', Value: 'v' }] }));
    expect((await iam.send(new ListRoleTagsCommand({ RoleName: 'd' }))).Tags).toEqual([{ Key: 'k', Value: 'v' }]);
    await iam.send(new UntagRoleCommand({ RoleName: 'd', TagKeys: ['k'] }));
    expect((await iam.send(new GetRoleCommand({ RoleName: 'd' }))).Role!.Tags).toEqual([]);
  });

  it('refuses odd names and documents', async () => {
    const { iam } = makeCloud();
    expect(await errorName(iam.send(makeRole('a b')))).toBe('ValidationError');
    expect(await errorName(iam.send(makeRole('a'.repeat(65))))).toBe('ValidationError');
    const broken = new CreateRoleCommand({ RoleName: 'a', AssumeRolePolicyDocument: '{' });
    expect(await errorName(iam.send(broken))).toBe('MalformedPolicyDocumentException');
    const nothing = new CreateRoleCommand({ RoleName: 'a' } as never);
    await expect(iam.send(nothing)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(
        "'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null",
      ),
    });
  });
});

describe('policies', () => {
  it('of AWS are there, with their documents', async () => {
    const { iam, world } = makeCloud();
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: EXECUTION }));
    expect(Policy).toMatchObject({ Path: '/service-role/', DefaultVersionId: 'v1', AttachmentCount: 0 });
    const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: EXECUTION, VersionId: 'v1' }));
    expect(decodeURIComponent(version.PolicyVersion!.Document!)).toContain('ecr:GetAuthorizationToken');
    const RoleName = 'app';
    await iam.send(makeRole(RoleName));
    const unknown = new AttachRolePolicyCommand({ RoleName, PolicyArn: 'arn:aws:iam::aws:policy/None' });
    expect(await errorName(iam.send(unknown))).toBe('NoSuchEntityException');
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: EXECUTION }));
    const own = { Statement: { Effect: 'Allow', Action: 'ssm:Get*', Resource: 'arn:aws:ssm:*:*:parameter/app/*' } };
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: JSON.stringify(own) }));
    expect(rolePolicyDocuments(world, RoleName)).toHaveLength(2);
    expect(roleAllows(world, RoleName, 'ssm:GetParameters', 'arn:aws:ssm:x:0:parameter/app/db')).toBe(true);
    expect(roleAllows(world, RoleName, 'ssm:GetParameters', 'arn:aws:ssm:x:0:parameter/other')).toBe(false);
    expect(roleAllows(world, RoleName, 'logs:PutLogEvents', '*')).toBe(true);
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    expect(JSON.parse(decodeURIComponent(inline.PolicyDocument!))).toEqual(own);
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['own']);
  });

  it("of the account's own cannot go while a role has them", async () => {
    const { iam } = makeCloud();
    await iam.send(makeRole('app'));
    const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: permission({}) }));
    const PolicyArn = made.Policy!.Arn!;
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
    const remove = () => iam.send(new DeletePolicyCommand({ PolicyArn }));
    expect(await errorName(remove())).toBe('DeleteConflictException');
    await iam.send(new DetachRolePolicyCommand({ RoleName: 'app', PolicyArn }));
    await remove();
  });
});

describe('a policy document', () => {
  const refused: [string, Record<string, unknown>, string][] = [
    ['another effect', { Effect: 'Maybe' }, 'Syntax errors in policy.'],
    ['no effect', { Effect: undefined }, 'Syntax errors in policy.'],
    ['no action', { Action: undefined }, 'Policy statement must contain actions.'],
    ['an empty list of actions', { Action: [] }, 'Policy statement must contain actions.'],
    ['an action that is a number', { Action: 1 }, 'Syntax errors in policy.'],
    ['both Action and NotAction', { NotAction: 'ssm:Put*' }, 'Syntax errors in policy.'],
    ['an action of no service', { Action: 'Get*' }, 'must be prefaced by a vendor'],
    ['no resource', { Resource: undefined }, 'Policy statement must contain resources.'],
    ['a resource that is no ARN', { Resource: 'my-bucket' }, 'Resource my-bucket must be in ARN format or "*".'],
    ['a principal', { Principal: '*' }, 'Policy document should not specify a principal.'],
  ];

  it.each(refused)('with %s is refused', async (_what, changes, message) => {
    const { iam } = makeCloud();
    await iam.send(makeRole('app'));
    const PolicyDocument = permission(changes);
    const expected = { name: 'MalformedPolicyDocumentException', message: expect.stringContaining(message) };
    await expect(iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument }))).rejects.toMatchObject(
      expected,
    );
    const inline = new PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'p', PolicyDocument });
    await expect(iam.send(inline)).rejects.toMatchObject(expected);
  });

  it('of trust names who, and no resource', async () => {
    const { iam } = makeCloud();
    const Principal = { Service: 'ecs-tasks.amazonaws.com' };
    const make = (changes: Record<string, unknown>) =>
      iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: permission(changes) }));
    await expect(make({ Principal })).rejects.toThrow('Has prohibited field Resource');
    await expect(make({ Resource: undefined })).rejects.toThrow('Missing required field Principal');
    await expect(make({ Effect: 'Maybe', Principal })).rejects.toThrow('Syntax errors in policy.');
    const version = JSON.stringify({ Version: '2020-01-01', Statement: [] });
    const odd = new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: version });
    await expect(iam.send(odd)).rejects.toThrow('The policy must contain a valid version string');
    await make({ Action: 'sts:AssumeRole', Resource: undefined, Principal });
  });

  it('may name what it does not mean, and knows capitals in resources only', async () => {
    const { iam, world } = makeCloud();
    const RoleName = 'app';
    await iam.send(makeRole(RoleName));
    const put = (changes: Record<string, unknown>) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: permission(changes) }));
    await put({ Action: undefined, NotAction: ['ssm:Put*', 'logs:*'] });
    expect(roleAllows(world, RoleName, 'ssm:GetParameters', 'arn:x')).toBe(true);
    expect(roleAllows(world, RoleName, 'logs:PutLogEvents', 'arn:x')).toBe(false);
    await put({ Resource: undefined, NotResource: 'arn:aws:ssm:*:*:parameter/secret/*' });
    expect(roleAllows(world, RoleName, 'ssm:GetParameters', 'arn:aws:ssm:a:0:parameter/secret/a')).toBe(false);
    expect(roleAllows(world, RoleName, 'SSM:getparameters', 'arn:aws:ssm:a:0:parameter/Secret/a')).toBe(true);
  });

  it('made to exhaust the reader takes no time', async () => {
    const { iam, world } = makeCloud();
    await iam.send(makeRole('app'));
    const Resource = `arn:${'*a'.repeat(60)}*b`;
    await iam.send(
      new PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'p', PolicyDocument: permission({ Resource }) }),
    );
    const started = performance.now();
    expect(roleAllows(world, 'app', 'ssm:GetParameters', `arn:${'a'.repeat(250)}`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('is looked for in a scope that there is', async () => {
    const { iam } = makeCloud();
    const odd = iam.send(new ListPoliciesCommand({ Scope: 'Everywhere' as never }));
    await expect(odd).rejects.toMatchObject({
      name: 'ValidationError',
      message:
        "1 validation error detected: Value 'Everywhere' at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [AWS, All, Local]",
    });
  });
});

describe('service-linked role', () => {
  it('is absent in a new account, made once, and protected', async () => {
    const { iam, world } = makeCloud();
    const create = () => iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }));
    expect(hasServiceLinkedRole(world, 'ecs.amazonaws.com')).toBe(false);
    const { Role } = await create();
    expect(Role!.Arn).toContain(':role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS');
    expect(hasServiceLinkedRole(world, 'ecs.amazonaws.com')).toBe(true);
    await expect(create()).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('has been taken in this account'),
    });
    const remove = new DeleteRoleCommand({ RoleName: 'AWSServiceRoleForECS' });
    expect(await errorName(iam.send(remove))).toBe('UnmodifiableEntityException');
  });

  it('counts only when it has spread, but for one that its service made itself', async () => {
    const { iam, ecs, rds, clock } = makeCloud({ weather: { delay: () => 4000 } });
    const cluster = () => ecs.send(new CreateClusterCommand({ clusterName: 'demo' }));
    const early = {
      name: 'InvalidParameterException',
      message: expect.stringMatching(/^Unable to assume the service/),
    };
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }));
    await expect(cluster()).rejects.toMatchObject(early);
    await clock.advance(3000);
    await expect(cluster()).rejects.toMatchObject(early);
    await clock.advance(1000);
    await cluster();

    const input = { DBSubnetGroupName: 'demo', DBSubnetGroupDescription: 'demo', SubnetIds: ['subnet-0'] };
    const group = () => rds.send(new CreateDBSubnetGroupCommand(input));
    await expect(group()).rejects.toMatchObject({ message: expect.stringMatching(/^Missing necessary credentials/) });
    await expect(group()).rejects.toMatchObject({ message: expect.stringMatching(/^Some input subnets in/) });
  });
});
