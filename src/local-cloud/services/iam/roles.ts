import {
  DeleteConflictException,
  EntityAlreadyExistsException,
  InvalidInputException,
  type Role as RoleView,
  UnmodifiableEntityException,
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
import { checkTrust } from './documents.js';
import { iamSlice, type Role } from './store.js';

const view = (role: Role): RoleView => ({
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  Path: role.path,
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: encodeDocument(role.trust),
  MaxSessionDuration: role.maxSessionSeconds,
  Description: role.description,
});

const fullView = (role: Role): RoleView => ({
  ...view(role),
  Tags: writeTags(role.tags),
  RoleLastUsed: {},
});

interface Birth {
  readonly name: string;
  readonly path: string;
  readonly trust: string;
  readonly description?: string | undefined;
  readonly maxSessionSeconds?: number | undefined;
  readonly tags: Record<string, string>;
  readonly linkedTo?: string;
}

function add(world: World, { description, linkedTo, maxSessionSeconds = 3600, ...birth }: Birth): Role {
  const role: Role = {
    ...birth,
    id: newId('AROA'),
    arn: `arn:aws:iam::${world.account}:role${birth.path}${birth.name}`,
    maxSessionSeconds,
    createdAt: world.now(),
    readyAt: world.now() + world.weather.delay('iam.role.propagate'),
    attached: [],
    inline: {},
    ...(description !== undefined && { description }),
    ...(linkedTo && { linkedTo }),
  };
  world.of(iamSlice).roles[birth.name.toLowerCase()] = role;
  return role;
}

/** The roles that services keep for themselves, by service. */
const LINKED_NAMES: Readonly<Record<string, string>> = {
  'ecs.amazonaws.com': 'AWSServiceRoleForECS',
  'rds.amazonaws.com': 'AWSServiceRoleForRDS',
  'elasticloadbalancing.amazonaws.com': 'AWSServiceRoleForElasticLoadBalancing',
  'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
};

function addLinked(world: World, service: string, description?: string): Role {
  const name = LINKED_NAMES[service] ?? `AWSServiceRoleFor_${service.replace('.amazonaws.com', '')}`;
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: [service] }, Action: ['sts:AssumeRole'] }],
  });
  return add(world, { name, path: `/aws-service-role/${service}/`, trust, description, tags: {}, linkedTo: service });
}

/**
 * Makes the role that a service keeps for itself, as that service does on its first use; quiet when it is there. It has not to
 * spread, unlike one of CreateServiceLinkedRole: the service's second try works.
 */
export function ensureServiceLinkedRole(world: World, service: string): Role {
  const present = Object.values(world.of(iamSlice).roles).find(({ linkedTo }) => linkedTo === service);
  if (present) return present;
  const role = addLinked(world, service);
  role.readyAt = world.now();
  return role;
}

/** Refuses to change what belongs to a service. */
export function checkUnlinked(role: Role, action: string): void {
  if (!role.linkedTo) return;
  const message = `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS (${action})`;
  throw new UnmodifiableEntityException({ message, $metadata: {} });
}

/** Roles and service-linked roles. */
export const roleOperations: IamApi = {
  CreateRole: (input, { world }) => {
    const { RoleName, AssumeRolePolicyDocument, Path = '/', Description, MaxSessionDuration, Tags } = input;
    checkName('roleName', RoleName, 64);
    checkTrust(AssumeRolePolicyDocument);
    if (lookUp(world.of(iamSlice).roles, RoleName.toLowerCase())) {
      throw new EntityAlreadyExistsException({ message: `Role with name ${RoleName} already exists.`, $metadata: {} });
    }
    const role = add(world, {
      name: RoleName,
      path: Path,
      trust: AssumeRolePolicyDocument,
      description: Description,
      maxSessionSeconds: MaxSessionDuration,
      tags: readTags(Tags),
    });
    return { Role: { ...view(role), ...(Tags && { Tags: writeTags(role.tags) }) } };
  },
  GetRole: ({ RoleName }, { world }) => ({ Role: fullView(needRole(world, RoleName)) }),
  ListRoles: ({ PathPrefix = '/', ...paging }, { world }) => {
    const all = Object.values(world.of(iamSlice).roles)
      .filter(({ path }) => path.startsWith(PathPrefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, ...page } = paginate(all, paging);
    return { Roles: items.map(view), ...page };
  },
  UpdateRole: ({ RoleName, Description, MaxSessionDuration }, { world }) => {
    const role = needRole(world, RoleName);
    checkUnlinked(role, 'UpdateRole');
    if (Description !== undefined) role.description = Description;
    role.maxSessionSeconds = MaxSessionDuration ?? role.maxSessionSeconds;
    return {};
  },
  UpdateAssumeRolePolicy: ({ RoleName, PolicyDocument }, { world }) => {
    const role = needRole(world, RoleName);
    checkUnlinked(role, 'UpdateAssumeRolePolicy');
    checkTrust(PolicyDocument);
    role.trust = PolicyDocument;
    return {};
  },
  DeleteRole: ({ RoleName }, { world }) => {
    const role = needRole(world, RoleName);
    checkUnlinked(role, 'DeleteRole');
    const conflict = (message: string) => new DeleteConflictException({ message, $metadata: {} });
    if (role.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(role.inline).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
    delete world.of(iamSlice).roles[RoleName.toLowerCase()];
    return {};
  },
  TagRole: ({ RoleName, Tags }, { world }) => {
    const role = needRole(world, RoleName);
    role.tags = { ...role.tags, ...readTags(Tags) };
    return {};
  },
  UntagRole: ({ RoleName, TagKeys }, { world }) => {
    const role = needRole(world, RoleName);
    for (const key of TagKeys) delete role.tags[key];
    return {};
  },
  ListRoleTags: ({ RoleName, ...paging }, { world }) => {
    const { items, ...page } = paginate(writeTags(needRole(world, RoleName).tags), paging);
    return { Tags: items, ...page };
  },
  ListInstanceProfilesForRole: ({ RoleName }, { world }) => {
    needRole(world, RoleName);
    return { InstanceProfiles: [], IsTruncated: false };
  },
  CreateServiceLinkedRole: ({ AWSServiceName, Description }, { world }) => {
    const name = lookUp(LINKED_NAMES, AWSServiceName);
    if (name && world.of(iamSlice).roles[name.toLowerCase()]) {
      const message = `Service role name ${name} has been taken in this account, please try a different suffix.`;
      throw new InvalidInputException({ message, $metadata: {} });
    }
    if (!name)
      throw new InvalidInputException({ message: `The service ${AWSServiceName} is not known here`, $metadata: {} });
    return { Role: view(addLinked(world, AWSServiceName, Description)) };
  },
  DeleteServiceLinkedRole: ({ RoleName }, { world }) => {
    const role = needRole(world, RoleName);
    if (!role.linkedTo) throw missing(`The service-linked role ${RoleName}`);
    delete world.of(iamSlice).roles[RoleName.toLowerCase()];
    return { DeletionTaskId: `task${role.path}${RoleName}/${role.id.toLowerCase()}` };
  },
  GetServiceLinkedRoleDeletionStatus: () => ({ Status: 'SUCCEEDED' }),
};
