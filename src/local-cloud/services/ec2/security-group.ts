import type { SecurityGroup as GroupView } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import type { Ec2Api } from './api.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { joinRules } from './permissions.js';
import { applyFilters, type Fields, select } from './select.js';
import { type Ec2, ec2Slice, type SecurityGroup } from './store.js';

const arn = (world: World, id: string): string => world.arn('ec2', `security-group/${id}`);

const rulesOf = (data: Ec2, groupId: string, egress: boolean) =>
  Object.values(data.rules).filter((rule) => rule.groupId === groupId && rule.egress === egress);

function view(world: World, group: SecurityGroup): GroupView {
  const data = world.of(ec2Slice);
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    VpcId: group.vpcId,
    OwnerId: world.account,
    SecurityGroupArn: arn(world, group.id),
    IpPermissions: joinRules(rulesOf(data, group.id, false), world.account),
    IpPermissionsEgress: joinRules(rulesOf(data, group.id, true), world.account),
    Tags: tagsOf(data, group.id),
  };
}

function fields(world: World): Fields<SecurityGroup> {
  const rules = (egress: boolean, read: (rule: Ec2['rules'][string]) => string | undefined) => (group: SecurityGroup) =>
    rulesOf(world.of(ec2Slice), group.id, egress).map(read);
  return {
    'group-id': (group) => group.id,
    'group-name': (group) => group.name,
    'vpc-id': (group) => group.vpcId,
    description: (group) => group.description,
    'owner-id': () => world.account,
    'ip-permission.cidr': rules(false, ({ cidr }) => cidr),
    'ip-permission.from-port': rules(false, ({ from }) => String(from)),
    'ip-permission.to-port': rules(false, ({ to }) => String(to)),
    'ip-permission.protocol': rules(false, ({ protocol }) => protocol),
    'ip-permission.group-id': rules(false, ({ peerGroupId }) => peerGroupId),
    'egress.ip-permission.cidr': rules(true, ({ cidr }) => cidr),
    'egress.ip-permission.group-id': rules(true, ({ peerGroupId }) => peerGroupId),
  };
}

const ALLOWED = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

function checkText(what: 'GroupName' | 'GroupDescription', text: string): void {
  if (text.length > 255 || !ALLOWED.test(text)) {
    const why = 'Character sets beyond ASCII are not supported.';
    refuse('InvalidParameterValue', `Value (${text}) for parameter ${what} is invalid. ${why}`);
  }
}

function checkName(data: Ec2, vpcId: string, name: string): void {
  checkText('GroupName', name);
  if (/^sg-/i.test(name)) {
    const why = 'Group names may not be in the format sg-*.';
    refuse('InvalidParameterValue', `Value (${name}) for parameter GroupName is invalid. ${why}`);
  }
  if (name.toLowerCase() === 'default') {
    refuse('InvalidParameterValue', 'Cannot use reserved security group name: default');
  }
  const taken = Object.values(data.groups).some(
    (group) => group.vpcId === vpcId && group.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken) refuse('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`);
}

/** What keeps a group from being deleted: an interface that wears it, or a rule of another group that names it. */
const isNeeded = (data: Ec2, groupId: string): boolean =>
  Object.values(data.interfaces).some(({ groupIds }) => groupIds.includes(groupId)) ||
  Object.values(data.rules).some((rule) => rule.peerGroupId === groupId && rule.groupId !== groupId);

/** Security groups; their rules are in security-group-rules.ts. */
export const securityGroupOperations: Ec2Api = {
  CreateSecurityGroup: ({ GroupName, Description, VpcId, TagSpecifications }, { world }) => {
    const data = world.of(ec2Slice);
    if (!VpcId) refuse('VPCIdNotSpecified', 'No default VPC for this user');
    need(data, 'vpc', VpcId);
    checkName(data, VpcId, GroupName);
    checkText('GroupDescription', Description);
    const tags = tagsFor('sg', TagSpecifications);
    const group: SecurityGroup = { id: world.id('sg'), vpcId: VpcId, name: GroupName, description: Description };
    data.groups[group.id] = group;
    const id = world.id('sgr');
    data.rules[id] = { id, groupId: group.id, egress: true, protocol: '-1', from: -1, to: -1, cidr: '0.0.0.0/0' };
    putTags(data, group.id, tags);
    return { GroupId: group.id, SecurityGroupArn: arn(world, group.id), Tags: tagsOf(data, group.id) };
  },
  DescribeSecurityGroups: ({ GroupIds, GroupNames, Filters, ...paging }, { world }) => {
    const data = world.of(ec2Slice);
    const names = GroupNames?.length ? [{ Name: 'group-name', Values: GroupNames }] : [];
    const unknown = GroupNames?.find((name) => !Object.values(data.groups).some((group) => group.name === name));
    if (unknown) refuse('InvalidGroup.NotFound', `The security group '${unknown}' does not exist`);
    const found = select(data, 'sg', GroupIds, [...(Filters ?? []), ...names], fields(world), paging);
    return { SecurityGroups: found.items.map((group) => view(world, group)), NextToken: found.NextToken };
  },
  GetSecurityGroupsForVpc: ({ VpcId, Filters }, { world }) => {
    const data = world.of(ec2Slice);
    need(data, 'vpc', VpcId);
    const here = Object.values(data.groups).filter(({ vpcId }) => vpcId === VpcId);
    const found = applyFilters(here, Filters, fields(world), ({ id }) => data.tags[id] ?? {});
    return {
      SecurityGroupForVpcs: found.map(({ id, name, description }) => ({
        GroupId: id,
        GroupName: name,
        Description: description,
        OwnerId: world.account,
        PrimaryVpcId: VpcId,
        Tags: tagsOf(data, id),
      })),
    };
  },
  DeleteSecurityGroup: ({ GroupId, GroupName }, { world }) => {
    const data = world.of(ec2Slice);
    if (!GroupId)
      refuse(
        'MissingParameter',
        `The request must contain the parameter groupId${GroupName ? ' (there is no default VPC)' : ''}`,
      );
    const group = need(data, 'sg', GroupId);
    if (group.name === 'default') {
      refuse('CannotDelete', `the specified group: "${GroupId}" name: "default" cannot be deleted by a user`);
    }
    if (isNeeded(data, GroupId)) refuse('DependencyViolation', `resource ${GroupId} has a dependent object`);
    for (const rule of Object.values(data.rules)) if (rule.groupId === GroupId) forget(data, 'sgr', rule.id);
    forget(data, 'sg', GroupId);
    return { Return: true, GroupId };
  },
};
