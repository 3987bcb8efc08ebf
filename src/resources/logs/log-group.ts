import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';

export interface LogGroupProps {
  readonly retentionDays: number;
}

export interface LogGroupLive extends Live {
  readonly retentionDays: number | 'never';
}

async function tagsOf(aws: Aws, group: LogGroup) {
  // `arn` ends in `:*`, which the tagging calls refuse.
  const resourceArn = group.logGroupArn ?? group.arn?.replace(/:\*$/, '');
  return (await unlessMissing(aws.logs.send(new ListTagsForResourceCommand({ resourceArn }))))?.tags;
}

/** Where the containers' output goes. */
export const logGroup: Resource<LogGroupProps, LogGroupLive> = {
  type: 'logs:log-group',
  async find(aws, at) {
    const name = at.id ?? at.name;
    // The name asked for is only a prefix; of all that begin with it, itself comes first.
    const { logGroups } = await aws.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    const group = logGroups?.find((it) => it.logGroupName === name);
    if (!group) return undefined;
    return {
      id: name,
      retentionDays: group.retentionInDays ?? 'never',
      ...(at.id === undefined && { tags: await tagsOf(aws, group) }),
    };
  },
  async create(aws, _props, { name, tags }) {
    await aws.logs.send(new CreateLogGroupCommand({ logGroupName: name, tags: { ...tags } }));
    return name;
  },
  phase: () => 'ready',
  drift: (live, props) => differences(live, props, ['retentionDays']),
  async sync(aws, { id }, { retentionDays }) {
    await aws.logs.send(new PutRetentionPolicyCommand({ logGroupName: id, retentionInDays: retentionDays }));
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.logs.send(new DeleteLogGroupCommand({ logGroupName: id })));
  },
  async list(aws, { stack }) {
    const groups = await everyPage(async (nextToken) => {
      const page = await aws.logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: `/meibo-infra/${stack}/`, nextToken }),
      );
      return { items: page.logGroups, next: page.nextToken };
    });
    return groups.map((it) => ({ id: it.logGroupName ?? '', name: it.logGroupName ?? '' }));
  },
};
