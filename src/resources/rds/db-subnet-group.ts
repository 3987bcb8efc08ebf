import {
  CreateDBSubnetGroupCommand,
  DeleteDBSubnetGroupCommand,
  DescribeDBSubnetGroupsCommand,
  ModifyDBSubnetGroupCommand,
} from '@aws-sdk/client-rds';
import { unlessMissing } from '../../aws/errors.js';
import { keyTag, stackTag } from '../../aws/names.js';
import type { Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';
import { tagList, tagsOf } from './tags.js';

export interface DbSubnetGroupProps {
  /** ASCII only. It is not compared. */
  readonly description: string;
  readonly subnetIds: readonly string[];
}

/** Its id is its name. */
export interface DbSubnetGroupLive extends Live {
  readonly subnetIds?: readonly string[];
}

/** The subnets that the database may live in; at least two zones, also for an instance that stays in one. */
export const dbSubnetGroup: Resource<DbSubnetGroupProps, DbSubnetGroupLive> = {
  type: 'rds:db-subnet-group',
  async find(aws, at) {
    const answer = await unlessMissing(
      aws.rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: at.id ?? at.name.toLowerCase() })),
    );
    const it = answer?.DBSubnetGroups?.[0];
    if (!it) return undefined;
    return {
      id: it.DBSubnetGroupName ?? '',
      state: it.SubnetGroupStatus,
      subnetIds: it.Subnets?.flatMap((s) => s.SubnetIdentifier ?? []),
      ...(at.id === undefined && { tags: await tagsOf(aws, it.DBSubnetGroupArn) }),
    };
  },
  async create(aws, { description, subnetIds }, { name, tags }) {
    // AWS keeps it in lower case whatever it is given.
    const DBSubnetGroupName = name.toLowerCase();
    await aws.rds.send(
      new CreateDBSubnetGroupCommand({
        DBSubnetGroupName,
        DBSubnetGroupDescription: description,
        SubnetIds: [...subnetIds],
        Tags: tagList(tags),
      }),
    );
    return DBSubnetGroupName;
  },
  phase: () => 'ready',
  drift: (live, props) => differences(live, props, ['subnetIds']),
  async sync(aws, { id }, { subnetIds }) {
    await aws.rds.send(new ModifyDBSubnetGroupCommand({ DBSubnetGroupName: id, SubnetIds: [...subnetIds] }));
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: id })));
  },
  async list(aws, { stack }) {
    const groups = await everyPage(async (Marker) => {
      const page = await aws.rds.send(new DescribeDBSubnetGroupsCommand({ Marker }));
      return { items: page.DBSubnetGroups, next: page.Marker };
    });
    // The listing shows no tags: only those that our names could be are asked for theirs.
    const namesakes = groups.filter((it) => it.DBSubnetGroupName?.startsWith(`${stack.toLowerCase()}-`));
    const marked = await Promise.all(
      namesakes.map(async (it) => ({ name: it.DBSubnetGroupName ?? '', tags: await tagsOf(aws, it.DBSubnetGroupArn) })),
    );
    return marked
      .filter((it) => it.tags?.[stackTag] === stack)
      .map(({ name, tags }) => ({ id: name, name, key: tags?.[keyTag] }));
  },
};
