import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  type Role,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { role, rolePath } from '../../../src/resources/iam/role.js';
import { answer, type ContractCase, call, name, ours, refusal, tagList } from './contract-case.js';

const path = rolePath('shop', 'ap-northeast-1');
const managed = 'arn:aws:iam::aws:policy/one';
const document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['ssm:GetParameters'], Resource: '*' }],
};
const trust = {
  // Members in another order than ours: IAM need not keep it.
  Statement: [
    {
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
    },
  ],
  Version: '2012-10-17',
};
const encoded = (value: object) => encodeURIComponent(JSON.stringify(value));

const aRole: Role = {
  Path: path,
  RoleName: name,
  RoleId: 'AROA1',
  Arn: `arn:aws:iam::123456789012:role${path}${name}`,
  CreateDate: new Date(0),
  AssumeRolePolicyDocument: encoded(trust),
  Tags: tagList(ours),
};
const noSuchRole = refusal('NoSuchEntityException', 'no such role', 'NoSuchEntity');
const roleIs = (it: Partial<Role>) => answer(GetRoleCommand, { Role: { ...aRole, ...it } });
const attached = (...arns: string[]) =>
  answer(ListAttachedRolePoliciesCommand, { AttachedPolicies: arns.map((PolicyArn) => ({ PolicyArn })) });
const inline = (documents: Record<string, object>) => [
  answer(ListRolePoliciesCommand, { PolicyNames: Object.keys(documents) }),
  answer(GetRolePolicyCommand, ({ RoleName, PolicyName }) => ({
    RoleName,
    PolicyName,
    PolicyDocument: encoded(documents[PolicyName ?? ''] ?? {}),
  })),
];

/** The contract of IAM roles. */
export const iamCases: readonly ContractCase[] = [
  {
    resource: role,
    id: name,
    props: {
      path,
      description: 'A role',
      service: 'ecs-tasks.amazonaws.com',
      account: '123456789012',
      managedPolicyArns: [managed],
      policies: { read: document },
    },
    absent: [answer(GetRoleCommand, noSuchRole)],
    create: {
      call: call(CreateRoleCommand, { RoleName: name, Path: path, Tags: tagList(ours) }),
      answers: [answer(CreateRoleCommand, { Role: aRole })],
    },
    present: [roleIs({}), attached(managed, 'arn:aws:iam::aws:policy/by-hand'), ...inline({ read: document })],
    drifts: [
      {
        what: 'gets its managed policy',
        shows: [attached()],
        paths: [`managedPolicyArns/${managed}`],
        calls: [call(AttachRolePolicyCommand, { RoleName: name, PolicyArn: managed })],
      },
      {
        what: 'gets, changes and loses inline policies',
        shows: inline({ read: { Version: 'old' }, stray: document }),
        paths: ['policies/read', 'policies/stray'],
        calls: [
          call(PutRolePolicyCommand, {
            RoleName: name,
            PolicyName: 'read',
            PolicyDocument: JSON.stringify(document),
          }),
          call(DeleteRolePolicyCommand, { RoleName: name, PolicyName: 'stray' }),
        ],
        again: [answer(DeleteRolePolicyCommand, noSuchRole)],
      },
      {
        what: 'trusts only whom it should',
        shows: [roleIs({ AssumeRolePolicyDocument: encoded({ Statement: [] }) })],
        paths: ['trust'],
        calls: [call(UpdateAssumeRolePolicyCommand, { RoleName: name })],
      },
    ],
    remove: {
      calls: [
        call(DetachRolePolicyCommand, { RoleName: name, PolicyArn: managed }),
        call(DeleteRolePolicyCommand, { RoleName: name, PolicyName: 'read' }),
        call(DeleteRoleCommand, { RoleName: name }),
      ],
      gone: [
        answer(DetachRolePolicyCommand, noSuchRole),
        answer(DeleteRolePolicyCommand, noSuchRole),
        answer(DeleteRoleCommand, noSuchRole),
      ],
    },
    list: [
      answer(ListRolesCommand, ({ PathPrefix, Marker }) => {
        if (!Marker) return { Roles: [], IsTruncated: true, Marker: 'more' };
        return { Roles: [aRole, { ...aRole, RoleName: 'other' }].filter(() => PathPrefix === path).slice(0, 1) };
      }),
    ],
  },
];
