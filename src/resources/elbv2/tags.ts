import { DescribeTagsCommand, type Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { isOurs, keyTag } from '../../aws/names.js';
import type { Found, Scope, Tags } from '../../model/resource.js';

/** How much of the stack is in every name, however much was cut off. */
const sureBeginning = 20;

/** How many DescribeTags takes. */
const batch = 20;

/** Tags in the form that every ELB creation takes. */
export const tagList = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The tags of one load balancer, target group or listener. */
export async function tagsOf(aws: Aws, arn: string): Promise<Tags | undefined> {
  const answer = await unlessMissing(aws.elbv2.send(new DescribeTagsCommand({ ResourceArns: [arn] })));
  const tags = answer?.TagDescriptions?.[0]?.Tags;
  return tags && Object.fromEntries(tags.map((t) => [t.Key ?? '', t.Value ?? '']));
}

/** Those of many that are the stack's: chosen by name, as no listing filters by tag, then by tag. */
export async function ownAmong(aws: Aws, scope: Scope, all: readonly Found[]): Promise<Found[]> {
  // Of a name that was too long, only a beginning is left (aws/names.ts).
  const named = all.filter((it) => it.name.startsWith(scope.stack.slice(0, sureBeginning)));
  const own: Found[] = [];
  for (let i = 0; i < named.length; i += batch) {
    const some = named.slice(i, i + batch);
    const answer = await aws.elbv2.send(new DescribeTagsCommand({ ResourceArns: some.map((it) => it.id) }));
    for (const { ResourceArn, Tags } of answer.TagDescriptions ?? []) {
      const found = some.find((it) => it.id === ResourceArn);
      const tags = Object.fromEntries((Tags ?? []).map((t) => [t.Key ?? '', t.Value ?? '']));
      if (found && isOurs(scope, tags)) own.push({ ...found, key: tags[keyTag] });
    }
  }
  return own;
}
