import { GetRolePolicyCommand, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { everyPage } from '../pages.js';

/** A policy document as IAM gives it back: JSON, URL-encoded. */
export const fromDocument = (text: string | undefined): unknown => text && JSON.parse(decodeURIComponent(text));

/** The ARNs of the managed policies that a role has. */
export async function attachedPolicies(aws: Aws, RoleName: string): Promise<string[]> {
  const policies = await everyPage(async (Marker) => {
    const page = await unlessMissing(aws.iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })));
    return { items: page?.AttachedPolicies, next: page?.IsTruncated ? page.Marker : undefined };
  });
  return policies.map((it) => it.PolicyArn ?? '');
}

/** The names of a role's inline policies. */
export function inlinePolicyNames(aws: Aws, RoleName: string): Promise<string[]> {
  return everyPage(async (Marker) => {
    const page = await unlessMissing(aws.iam.send(new ListRolePoliciesCommand({ RoleName, Marker })));
    return { items: page?.PolicyNames, next: page?.IsTruncated ? page.Marker : undefined };
  });
}

/** The documents of a role's inline policies by name. */
export async function inlinePolicies(aws: Aws, RoleName: string): Promise<Record<string, unknown>> {
  const documents: Record<string, unknown> = {};
  for (const PolicyName of await inlinePolicyNames(aws, RoleName)) {
    const it = await unlessMissing(aws.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })));
    if (it) documents[PolicyName] = fromDocument(it.PolicyDocument);
  }
  return documents;
}
