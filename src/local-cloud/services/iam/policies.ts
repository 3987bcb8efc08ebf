import {
  DeleteConflictException,
  EntityAlreadyExistsException,
  type PolicyVersion,
  type Policy as PolicyView,
} from '@aws-sdk/client-iam';
import { lookUp, type World } from '../../world.js';
import {
  checkName,
  encodeDocument,
  type IamApi,
  missing,
  needRole,
  newId,
  paginate,
  readTags,
  writeTags,
} from './api.js';
import { checkPolicy } from './documents.js';
import { managedPolicies } from './managed-policies.js';
import { checkUnlinked } from './roles.js';
import { iamSlice, type Policy } from './store.js';

/** When AWS's own policies count as made: before any account. */
const AGE_OF_AWS = Date.UTC(2015, 1, 6);

function findPolicy(world: World, arn: string): Policy | undefined {
  const own = lookUp(world.of(iamSlice).policies, arn);
  if (own) return own;
  const aws = lookUp(managedPolicies, arn);
  return aws && { ...aws, arn, createdAt: AGE_OF_AWS, tags: {} };
}

function needPolicy(world: World, arn: string): Policy {
  const policy = findPolicy(world, arn);
  if (!policy) throw missing(`Policy ${arn} does not exist or is not attachable: it`);
  return policy;
}

const wearers = (world: World, arn: string) =>
  Object.values(world.of(iamSlice).roles).filter(({ attached }) => attached.includes(arn));

const view = (world: World, policy: Policy): PolicyView => ({
  Arn: policy.arn,
  PolicyId: policy.id,
  PolicyName: policy.name,
  Path: policy.path,
  Description: policy.description,
  DefaultVersionId: 'v1',
  AttachmentCount: wearers(world, policy.arn).length,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  CreateDate: new Date(policy.createdAt),
  UpdateDate: new Date(policy.createdAt),
  Tags: writeTags(policy.tags),
});

const version = (policy: Policy): PolicyVersion => ({
  VersionId: 'v1',
  IsDefaultVersion: true,
  CreateDate: new Date(policy.createdAt),
  Document: encodeDocument(policy.document),
});

/** Managed policies, those of AWS and the account's own (each with one version). */
export const policyOperations: IamApi = {
  CreatePolicy: ({ PolicyName, PolicyDocument, Path = '/', Description, Tags }, { world }) => {
    checkName('policyName', PolicyName, 128);
    checkPolicy(PolicyDocument);
    const arn = `arn:aws:iam::${world.account}:policy${Path}${PolicyName}`;
    if (world.of(iamSlice).policies[arn]) {
      const message = `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`;
      throw new EntityAlreadyExistsException({ message, $metadata: {} });
    }
    const policy: Policy = {
      arn,
      id: newId('ANPA'),
      name: PolicyName,
      path: Path,
      document: PolicyDocument,
      createdAt: world.now(),
      tags: readTags(Tags),
      ...(Description !== undefined && { description: Description }),
    };
    world.of(iamSlice).policies[arn] = policy;
    return { Policy: view(world, policy) };
  },
  GetPolicy: ({ PolicyArn }, { world }) => ({ Policy: view(world, needPolicy(world, PolicyArn)) }),
  GetPolicyVersion: ({ PolicyArn, VersionId }, { world }) => {
    const policy = needPolicy(world, PolicyArn);
    if (VersionId !== 'v1') throw missing(`Policy ${PolicyArn} version ${VersionId}`);
    return { PolicyVersion: version(policy) };
  },
  ListPolicyVersions: ({ PolicyArn }, { world }) => {
    const { Document, ...rest } = version(needPolicy(world, PolicyArn));
    return { Versions: [rest], IsTruncated: false };
  },
  ListPolicies: ({ Scope = 'All', PathPrefix = '/', OnlyAttached, ...paging }, { world }) => {
    const aws = Scope === 'Local' ? [] : Object.keys(managedPolicies);
    const own = Scope === 'AWS' ? [] : Object.keys(world.of(iamSlice).policies);
    const all = [...aws, ...own]
      .map((arn) => needPolicy(world, arn))
      .filter(({ path, arn }) => path.startsWith(PathPrefix) && (!OnlyAttached || wearers(world, arn).length > 0));
    const { items, ...page } = paginate(all, paging);
    return { Policies: items.map((policy) => view(world, policy)), ...page };
  },
  ListEntitiesForPolicy: ({ PolicyArn }, { world }) => {
    needPolicy(world, PolicyArn);
    const PolicyRoles = wearers(world, PolicyArn).map(({ name, id }) => ({ RoleName: name, RoleId: id }));
    return { PolicyRoles, PolicyUsers: [], PolicyGroups: [], IsTruncated: false };
  },
  DeletePolicy: ({ PolicyArn }, { world }) => {
    if (!lookUp(world.of(iamSlice).policies, PolicyArn)) throw missing(`Policy ${PolicyArn}`);
    if (wearers(world, PolicyArn).length > 0) {
      const message = 'Cannot delete a policy attached to entities.';
      throw new DeleteConflictException({ message, $metadata: {} });
    }
    delete world.of(iamSlice).policies[PolicyArn];
    return {};
  },
};

/** The policies of roles, attached and inline. */
export const rolePolicyOperations: IamApi = {
  AttachRolePolicy: ({ RoleName, PolicyArn }, { world }) => {
    const role = needRole(world, RoleName);
    checkUnlinked(role, 'AttachRolePolicy');
    needPolicy(world, PolicyArn);
    if (!role.attached.includes(PolicyArn)) role.attached.push(PolicyArn);
    return {};
  },
  DetachRolePolicy: ({ RoleName, PolicyArn }, { world }) => {
    const role = needRole(world, RoleName);
    checkUnlinked(role, 'DetachRolePolicy');
    if (!role.attached.includes(PolicyArn)) throw missing(`Policy ${PolicyArn} was not found: it`);
    role.attached = role.attached.filter((arn) => arn !== PolicyArn);
    return {};
  },
  ListAttachedRolePolicies: ({ RoleName, PathPrefix = '/', ...paging }, { world }) => {
    const attached = needRole(world, RoleName)
      .attached.flatMap((arn) => findPolicy(world, arn) ?? [])
      .filter(({ path }) => path.startsWith(PathPrefix));
    const { items, ...page } = paginate(attached, paging);
    return { AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...page };
  },
  PutRolePolicy: ({ RoleName, PolicyName, PolicyDocument }, { world }) => {
    const role = needRole(world, RoleName);
    checkUnlinked(role, 'PutRolePolicy');
    checkName('policyName', PolicyName, 128);
    checkPolicy(PolicyDocument);
    role.inline[PolicyName] = PolicyDocument;
    return {};
  },
  GetRolePolicy: ({ RoleName, PolicyName }, { world }) => {
    const { name, inline } = needRole(world, RoleName);
    if (!Object.hasOwn(inline, PolicyName)) throw missing(`The role policy with name ${PolicyName}`);
    return { RoleName: name, PolicyName, PolicyDocument: encodeDocument(inline[PolicyName]!) };
  },
  ListRolePolicies: ({ RoleName, ...paging }, { world }) => {
    const { items, ...page } = paginate(Object.keys(needRole(world, RoleName).inline), paging);
    return { PolicyNames: items, ...page };
  },
  DeleteRolePolicy: ({ RoleName, PolicyName }, { world }) => {
    const role = needRole(world, RoleName);
    if (!Object.hasOwn(role.inline, PolicyName)) throw missing(`The role policy with name ${PolicyName}`);
    delete role.inline[PolicyName];
    return {};
  },
};
