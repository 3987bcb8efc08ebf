import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type Filter,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { interfacesIn } from './interfaces.js';
import { findOwned, listOwned, tagList, tagsFrom } from './owned.js';
import { refused } from './refused.js';
import { linesFor, linesOf, namesGroup, permissionOf, type Rule } from './rules.js';
import { tagged } from './tagged.js';

export interface SecurityGroupProps {
  readonly vpcId: string;
  /** ASCII only: AWS refuses anything else. It cannot be changed, so it is not compared. */
  readonly description: string;
  readonly ingress: readonly Rule[];
}

export interface SecurityGroupLive extends Live {
  readonly vpcId?: string;
  /** One line per rule, as `rules.ts` writes them. */
  readonly ingress: readonly string[];
}

const show = (aws: Aws) => async (Filters: Filter[]) =>
  (await aws.ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups;

const liveOf = (it: SecurityGroup): SecurityGroupLive => ({
  id: it.GroupId ?? '',
  tags: tagsFrom(it),
  vpcId: it.VpcId,
  ingress: linesOf(it.IpPermissions),
});

// One rule a call: a rule that is there already makes AWS refuse all rules of the call.
const authorize = (aws: Aws, GroupId: string, line: string) =>
  refused(
    'InvalidPermission.Duplicate',
    aws.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permissionOf(line)] })),
  );

const revoke = (aws: Aws, GroupId: string, line: string) =>
  unlessMissing(aws.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permissionOf(line)] })));

async function drop(aws: Aws, GroupId: string): Promise<void> {
  await unlessMissing(aws.ec2.send(new DeleteSecurityGroupCommand({ GroupId })));
}

/** Who may reach the load balancer, the tasks or the database; what comes out is not restricted. */
export const securityGroup: Resource<SecurityGroupProps, SecurityGroupLive> = tagged({
  type: 'ec2:security-group',
  find: (aws, at) => findOwned(at, show(aws), 'group-id', liveOf),
  async create(aws, { vpcId, description }, { name, tags }) {
    const { GroupId } = await aws.ec2.send(
      new CreateSecurityGroupCommand({
        VpcId: vpcId,
        GroupName: name,
        Description: description,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: tagList(tags) }],
      }),
    );
    return GroupId ?? '';
  },
  phase: () => 'ready',
  drift: (live, { vpcId, ingress }) => [
    ...differences(live, { vpcId }, ['vpcId'], 'frozen'),
    ...differences(live, { ingress: linesFor(ingress) }, ['ingress']),
  ],
  async sync(aws, live, { ingress }) {
    const wanted = linesFor(ingress);
    for (const line of wanted) if (!live.ingress.includes(line)) await authorize(aws, live.id, line);
    for (const line of live.ingress) if (!wanted.includes(line)) await revoke(aws, live.id, line);
  },
  async remove(aws, { id, ingress }) {
    const others = ingress.filter(namesGroup);
    if (others.length === 0) return drop(aws, id);
    if (!(await refused('DependencyViolation', drop(aws, id)))) return;
    // Two groups that name each other would wait for one another for ever.
    for (const line of others) await revoke(aws, id, line);
    await drop(aws, id);
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.GroupId),
  explain: async (aws, live) => (live ? interfacesIn(aws, 'group-id', live.id) : []),
});
