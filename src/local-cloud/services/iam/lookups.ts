import { wildcard } from '../../wildcard.js';
import { lookUp, type World } from '../../world.js';
import { covers, statementsOf } from './documents.js';
import { managedPolicies } from './managed-policies.js';
import { iamSlice, type Role } from './store.js';

/** A role as other services see it: `propagated` is false while IAM has not yet told them. */
export type RoleSight = Readonly<Role> & { readonly propagated: boolean };

/** The role of that name or ARN, if there is one; a caller that needs to assume it looks at `propagated`. */
export function findRole(world: World, arnOrName: string): RoleSight | undefined {
  const name = arnOrName.startsWith('arn:') ? arnOrName.slice(arnOrName.lastIndexOf('/') + 1) : arnOrName;
  const role = lookUp(world.of(iamSlice).roles, name.toLowerCase());
  if (!role || (arnOrName.startsWith('arn:') && role.arn !== arnOrName)) return undefined;
  return { ...role, propagated: world.now() >= role.readyAt };
}

/** Whether a service can assume the role that it keeps for itself: the account has it, and IAM has told of it; `service` as in `ecs.amazonaws.com`. */
export const hasServiceLinkedRole = (world: World, service: string): boolean =>
  Object.values(world.of(iamSlice).roles).some(
    ({ linkedTo, readyAt }) => linkedTo === service && world.now() >= readyAt,
  );

/** One statement of a policy document. */
export interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
}

/** A parsed policy document. */
export interface PolicyDocument {
  readonly Statement?: Statement | readonly Statement[];
}

/** The documents of all policies of a role, managed and inline; empty for an unknown role. */
export function rolePolicyDocuments(world: World, roleName: string): PolicyDocument[] {
  const role = findRole(world, roleName);
  if (!role) return [];
  const { policies } = world.of(iamSlice);
  const managed = role.attached.map((arn) => lookUp(policies, arn)?.document ?? managedPolicies[arn]?.document);
  return [...managed, ...Object.values(role.inline)].flatMap((text) =>
    text ? [JSON.parse(text) as PolicyDocument] : [],
  );
}

/** Actions are the same in any case, resources are not; a policy has no sign that takes another literally. */
const matches = (pattern: string, text: string): boolean => wildcard(pattern.replaceAll('\\', '\\\\'))(text);

/** What a role's policies say of an action on a resource: a denial wins, and silence is one, too. Conditions are not looked at. */
export function ruleOf(
  world: World,
  roleName: string,
  action: string,
  resource: string,
): 'allowed' | 'denied' | 'not-mentioned' {
  const isAction = (pattern: string) => matches(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string) => matches(pattern, resource);
  const fitting = rolePolicyDocuments(world, roleName)
    .flatMap(statementsOf)
    .filter(
      ({ Action, NotAction, Resource, NotResource }) =>
        covers(Action, NotAction, isAction) && covers(Resource, NotResource, isResource),
    );
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return fitting.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not-mentioned';
}

/** Whether a role's policies allow an action on a resource; see ruleOf. */
export const roleAllows = (world: World, roleName: string, action: string, resource: string): boolean =>
  ruleOf(world, roleName, action, resource) === 'allowed';
