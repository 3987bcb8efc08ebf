import { isDeepStrictEqual } from 'node:util';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteConflictException,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  type Role,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { listRoles } from './list-roles.js';
import { attachedPolicies, fromDocument, inlinePolicies, inlinePolicyNames } from './role-policies.js';

export interface RoleProps {
  /** From `rolePath`. */
  readonly path: string;
  readonly description: string;
  /** Who may take the role, and for which account. */
  readonly service: string;
  readonly account: string;
  readonly managedPolicyArns: readonly string[];
  /** Policy documents by name. */
  readonly policies: Readonly<Record<string, object>>;
}

export interface RoleLive extends Live {
  readonly arn: string;
  readonly trust: unknown;
  /** Not read when it is only to be removed. */
  readonly managedPolicyArns?: readonly string[];
  readonly policies?: Readonly<Record<string, unknown>>;
}

/** The folder of a stack's roles: roles are account-wide, so the region is part of it. */
export const rolePath = (stack: string, region: string): string => `/meibo-infra/${stack}/${region}/`;

const trustOf = ({ service, account }: Pick<RoleProps, 'service' | 'account'>) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: service },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  ],
});

const bare = (it: Role | undefined) => ({
  id: it?.RoleName ?? '',
  arn: it?.Arn ?? '',
  tags: Object.fromEntries((it?.Tags ?? []).map((t) => [t.Key ?? '', t.Value ?? ''])),
  trust: fromDocument(it?.AssumeRolePolicyDocument),
});

async function strip(aws: Aws, RoleName: string, managed: readonly string[], inline: readonly string[]): Promise<void> {
  for (const PolicyArn of managed)
    await unlessMissing(aws.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  for (const PolicyName of inline)
    await unlessMissing(aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
}

/** A role that an AWS service takes on behalf of the stack. Inline policies are all ours; what managed policies it has beside ours stays. */
export const role: Resource<RoleProps, RoleLive> = {
  type: 'iam:role',
  async find(aws, at) {
    const name = at.id ?? at.name;
    const it = (await unlessMissing(aws.iam.send(new GetRoleCommand({ RoleName: name }))))?.Role;
    if (!it) return undefined;
    if (at.lean) return bare(it);
    return {
      ...bare(it),
      managedPolicyArns: await attachedPolicies(aws, name),
      policies: await inlinePolicies(aws, name),
    };
  },
  async create(aws, props, { name, tags }) {
    const { Role } = await aws.iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: props.path,
        Description: props.description,
        AssumeRolePolicyDocument: JSON.stringify(trustOf(props)),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    return { ...bare(Role), trust: trustOf(props), managedPolicyArns: [], policies: {} };
  },
  phase: () => 'ready',
  drift: (live, props) => [
    ...(isDeepStrictEqual(live.trust, trustOf(props)) ? [] : [{ path: 'trust', is: live.trust, want: trustOf(props) }]),
    ...props.managedPolicyArns
      .filter((arn) => !live.managedPolicyArns?.includes(arn))
      .map((arn) => ({ path: `managedPolicyArns/${arn}`, is: null, want: arn })),
    ...[...new Set([...Object.keys(live.policies ?? {}), ...Object.keys(props.policies)])]
      .map((name) => ({
        path: `policies/${name}`,
        is: live.policies?.[name] ?? null,
        want: props.policies[name] ?? null,
      }))
      .filter((it) => !isDeepStrictEqual(it.is, it.want)),
  ],
  async sync(aws, { id: RoleName }, _props, changes) {
    for (const { path, want } of changes) {
      const document = JSON.stringify(want);
      const PolicyName = path.slice(path.indexOf('/') + 1);
      if (path === 'trust')
        await aws.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: document }));
      else if (path.startsWith('managedPolicyArns/'))
        await aws.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: PolicyName }));
      else if (want === null) await unlessMissing(aws.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
      else await aws.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document }));
    }
  },
  async remove(aws, { id: RoleName }, { managedPolicyArns = [], policies = {} }) {
    await strip(aws, RoleName, managedPolicyArns, Object.keys(policies));
    const leave = () => unlessMissing(aws.iam.send(new DeleteRoleCommand({ RoleName })));
    try {
      await leave();
    } catch (error) {
      if (!(error instanceof DeleteConflictException)) throw error;
      // It holds policies that nobody here knows of.
      await strip(aws, RoleName, await attachedPolicies(aws, RoleName), await inlinePolicyNames(aws, RoleName));
      await leave();
    }
  },
  list: async (aws, { stack, region }) =>
    (await listRoles(aws, rolePath(stack, region))).map((it) => ({ id: it.RoleName ?? '', name: it.RoleName ?? '' })),
};
