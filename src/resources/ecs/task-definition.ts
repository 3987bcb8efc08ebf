import {
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type TaskDefinitionStatus,
} from '@aws-sdk/client-ecs';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { isOurs } from '../../aws/names.js';
import type { Found, Live, Resource } from '../../model/resource.js';
import { everyPage } from '../pages.js';
import { tagList, tagsFrom } from './tags.js';
import { hashOf, registrationOf, type TaskDefinitionProps } from './task-wish.js';

export interface TaskDefinitionLive extends Live {
  readonly family: string;
  readonly hash?: string;
}

/** The tag that holds the hash of what a revision was made from. */
const hashTag = 'meibo-infra:hash';

/** The family is a part of a revision's ARN. */
const familyIn = (arn: string | undefined) => arn?.match(/\/([^/:]+):\d+$/)?.[1];

/** By ARN, or the newest active revision of a family. */
async function show(aws: Aws, taskDefinition: string): Promise<TaskDefinitionLive | undefined> {
  const it = await unlessMissing(
    aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] })),
  );
  const { taskDefinitionArn: id = '', family = '', status } = it?.taskDefinition ?? {};
  if (!it || status === 'DELETE_IN_PROGRESS') return undefined;
  const tags = tagsFrom(it.tags);
  return { id, family, tags, state: status, hash: tags[hashTag] };
}

const listOf = (aws: Aws, familyPrefix: string, status: TaskDefinitionStatus) =>
  everyPage(async (nextToken) => {
    const page = await aws.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix, status, nextToken }));
    return { items: page.taskDefinitionArns, next: page.nextToken };
  });

/** How many DeleteTaskDefinitions takes. */
const batch = 10;

/**
 * How a task is run. A revision never changes: when something else is wanted, it is simply not there and the next one is
 * registered. Removal takes all revisions of the family.
 */
export const taskDefinition: Resource<TaskDefinitionProps, TaskDefinitionLive> = {
  type: 'ecs:task-definition',
  byContent: true,
  async find(aws, { id, name, props }) {
    // Without its properties (the state file was lost) any revision will do: what is asked for is its removal.
    const fits = (it: TaskDefinitionLive) => props.image === undefined || it.hash === hashOf(props);
    const newest = await show(aws, familyIn(id) ?? name);
    if (newest && fits(newest)) return newest;
    const known = id === undefined || id === newest?.id ? undefined : await show(aws, id);
    return known && fits(known) ? known : undefined;
  },
  async create(aws, props, { name, tags }) {
    const { taskDefinition } = await aws.ecs.send(
      new RegisterTaskDefinitionCommand({
        ...registrationOf(props),
        family: name,
        tags: tagList({ ...tags, [hashTag]: hashOf(props) }),
      }),
    );
    return taskDefinition?.taskDefinitionArn ?? '';
  },
  // A deregistered one serves nobody, and its deletion may still be owed.
  phase: (live) => (live.state === 'INACTIVE' ? 'failed' : 'ready'),
  async remove(aws, { family }) {
    for (const taskDefinition of await listOf(aws, family, 'ACTIVE')) {
      await unlessMissing(aws.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition })));
    }
    const inactive = await listOf(aws, family, 'INACTIVE');
    for (let i = 0; i < inactive.length; i += batch) {
      await aws.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: inactive.slice(i, i + batch) }));
    }
  },
  async list(aws, scope) {
    const families = await everyPage(async (nextToken) => {
      const familyPrefix = `${scope.stack}-`;
      const page = await aws.ecs.send(
        new ListTaskDefinitionFamiliesCommand({ familyPrefix, status: 'ACTIVE', nextToken }),
      );
      return { items: page.families, next: page.nextToken };
    });
    const found: Found[] = [];
    for (const name of families) {
      const it = await show(aws, name);
      if (it?.state === 'ACTIVE' && isOurs(scope, it.tags ?? {})) found.push({ id: it.id, name });
    }
    return found;
  },
};
