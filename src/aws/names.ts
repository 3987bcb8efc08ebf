import { createHash } from 'node:crypto';
import type { Scope, Tags } from '../model/resource.js';

/** The tag that says which stack a resource belongs to. */
export const stackTag = 'meibo-infra:stack';
/** The tag that says which resource of the stack it is: `step/key`. */
export const keyTag = 'meibo-infra:key';

/** Who a name or a tag is made for. */
export interface Owner {
  readonly stack: string;
  readonly region: string;
  /** Tags of the user's own, put on everything. */
  readonly tags?: Tags;
}

/** The longest names AWS takes, where it is short enough to matter (botocore's service models). */
const limits: Readonly<Record<string, number>> = {
  'elbv2:load-balancer': 32,
  'elbv2:target-group': 32,
  'rds:db-instance': 63,
  'iam:role': 64,
};

/** Where a kind's names have a form of their own; every other is `stack-key`. */
const forms: Readonly<Record<string, (owner: Owner, key: string) => string>> = {
  'ssm:parameter': ({ stack }, key) => `/meibo-infra/${stack}/${key}`,
  'logs:log-group': ({ stack }, key) => `/meibo-infra/${stack}/${key}`,
  'ecr:repository': ({ stack }, key) => `${stack}/${key}`,
  // Roles are account-wide: the same stack in two regions must not share one.
  'iam:role': ({ stack, region }, key) => `${stack}-${key}-${region}`,
};

/** The name of a resource; one that AWS would find too long is shortened and told apart by a hash. */
export function nameOf(owner: Owner, key: string, type: string): string {
  const name = forms[type]?.(owner, key) ?? `${owner.stack}-${key}`;
  const limit = limits[type] ?? 255;
  if (name.length <= limit) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `${name.slice(0, limit - 7).replace(/-+$/, '')}-${hash}`;
}

/** The tags of one resource. */
export function tagsOf(owner: Owner, step: string, key: string, name: string): Tags {
  return { ...owner.tags, Name: name, [stackTag]: owner.stack, [keyTag]: `${step}/${key}` };
}

/** What a listing of all that belongs to a stack goes by. */
export function scopeOf(owner: Owner): Scope {
  return { stack: owner.stack, region: owner.region, tags: { [stackTag]: owner.stack } };
}

/** Whether tags say that a resource belongs to the stack. */
export function isOurs(owner: Owner, tags: Tags): boolean {
  return tags[stackTag] === owner.stack;
}
