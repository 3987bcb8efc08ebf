import { ListTagsForResourceCommand, type Tag } from '@aws-sdk/client-rds';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Tags } from '../../model/resource.js';

/** RDS's list of tags as a record; absent when the answer carried none. */
export const tagsFrom = (list: readonly Tag[] | undefined): Tags | undefined =>
  list && Object.fromEntries(list.map((it) => [it.Key ?? '', it.Value ?? '']));

/** Tags in the form that every RDS creation takes. */
export const tagList = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The tags of one whose description does not carry them. */
export async function tagsOf(aws: Aws, arn: string | undefined): Promise<Tags | undefined> {
  if (!arn) return undefined;
  return tagsFrom((await unlessMissing(aws.rds.send(new ListTagsForResourceCommand({ ResourceName: arn }))))?.TagList);
}
