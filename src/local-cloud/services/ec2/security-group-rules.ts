import type { IpPermission, SecurityGroupRule as RuleView, TagSpecification } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { mostOf } from '../service-quotas/store.js';
import type { Ec2Api } from './api.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { type RuleWish, readPermissions, sameRule } from './permissions.js';
import { type Fields, select } from './select.js';
import { type Ec2, ec2Slice, type Rule } from './store.js';

const view = (world: World, rule: Rule): RuleView => ({
  SecurityGroupRuleId: rule.id,
  SecurityGroupRuleArn: world.arn('ec2', `security-group-rule/${rule.id}`),
  GroupId: rule.groupId,
  GroupOwnerId: world.account,
  IsEgress: rule.egress,
  IpProtocol: rule.protocol,
  FromPort: rule.from,
  ToPort: rule.to,
  CidrIpv4: rule.cidr,
  CidrIpv6: rule.cidr6,
  PrefixListId: rule.prefixListId,
  ...(rule.peerGroupId && { ReferencedGroupInfo: { GroupId: rule.peerGroupId, UserId: world.account } }),
  Description: rule.description,
  Tags: tagsOf(world.of(ec2Slice), rule.id),
});

const fields: Fields<Rule> = {
  'group-id': (rule) => rule.groupId,
  'security-group-rule-id': (rule) => rule.id,
};

interface Change {
  readonly GroupId?: string | undefined;
  readonly IpPermissions?: IpPermission[] | undefined;
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
}

function groupOf(data: Ec2, { GroupId }: Change) {
  if (!GroupId) refuse('MissingParameter', 'The request must contain the parameter groupId');
  return need(data, 'sg', GroupId);
}

/** The rules of a call; the old way of one rule in the call's own parameters is read too. */
function wishesOf(data: Ec2, input: Change): RuleWish[] {
  const { IpPermissions, IpProtocol, FromPort, ToPort, CidrIp } = input;
  const single = IpProtocol ? [{ IpProtocol, FromPort, ToPort, IpRanges: [{ CidrIp }] }] : [];
  const permissions = [...(IpPermissions ?? []), ...single];
  if (permissions.length === 0) refuse('MissingParameter', 'The request must contain the parameter ipPermissions');
  return readPermissions(data, groupOf(data, input), permissions);
}

const sourceOf = (wish: RuleWish): string => wish.cidr ?? wish.cidr6 ?? wish.prefixListId ?? wish.peerGroupId ?? '';

/** Adds all rules or none: one that is there already spoils the whole call. */
function authorize(
  world: World,
  egress: boolean,
  input: Change & { TagSpecifications?: TagSpecification[] | undefined },
) {
  const data = world.of(ec2Slice);
  const group = groupOf(data, input);
  const wishes = wishesOf(data, input);
  const tags = tagsFor('sgr', input.TagSpecifications);
  const present = Object.values(data.rules).filter((rule) => rule.groupId === group.id && rule.egress === egress);
  wishes.forEach((wish, index) => {
    if (wishes.slice(0, index).some((other) => sameRule(other, wish))) {
      refuse('InvalidParameterValue', 'The same permission must not appear multiple times');
    }
    if (present.some((rule) => sameRule(rule, wish))) {
      const ports =
        wish.protocol === '-1' ? 'ALL' : `${wish.protocol.toUpperCase()}, from port: ${wish.from}, to port: ${wish.to}`;
      const text = `the specified rule "peer: ${sourceOf(wish)}, ${ports}, ALLOW" already exists`;
      refuse('InvalidPermission.Duplicate', text);
    }
  });
  if (present.length + wishes.length > mostOf(world, 'rulesPerGroup')) {
    refuse('RulesPerSecurityGroupLimitExceeded', 'The maximum number of rules per security group has been reached.');
  }
  const rules = wishes.map((wish) => {
    const rule: Rule = { ...wish, id: world.id('sgr'), groupId: group.id, egress };
    data.rules[rule.id] = rule;
    putTags(data, rule.id, tags);
    return view(world, rule);
  });
  return { Return: true, SecurityGroupRules: rules };
}

function revoke(world: World, egress: boolean, input: Change & { SecurityGroupRuleIds?: string[] | undefined }) {
  const data = world.of(ec2Slice);
  const group = groupOf(data, input);
  const present = Object.values(data.rules).filter((rule) => rule.groupId === group.id && rule.egress === egress);
  const gone = input.SecurityGroupRuleIds?.length
    ? input.SecurityGroupRuleIds.map((id) => {
        const rule = need(data, 'sgr', id);
        return present.includes(rule)
          ? rule
          : refuse('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
      })
    : wishesOf(data, input).map(
        (wish) =>
          present.find((rule) => sameRule(rule, wish)) ??
          refuse('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.'),
      );
  for (const rule of gone) forget(data, 'sgr', rule.id);
  return {
    Return: true,
    RevokedSecurityGroupRules: gone.map((rule) => ({
      SecurityGroupRuleId: rule.id,
      GroupId: rule.groupId,
      IsEgress: rule.egress,
      IpProtocol: rule.protocol,
      FromPort: rule.from,
      ToPort: rule.to,
      CidrIpv4: rule.cidr,
      CidrIpv6: rule.cidr6,
      PrefixListId: rule.prefixListId,
      ReferencedGroupId: rule.peerGroupId,
      Description: rule.description,
    })),
  };
}

/** The rules of security groups. */
export const ruleOperations: Ec2Api = {
  AuthorizeSecurityGroupIngress: (input, { world }) => authorize(world, false, input),
  AuthorizeSecurityGroupEgress: (input, { world }) => authorize(world, true, input),
  RevokeSecurityGroupIngress: (input, { world }) => revoke(world, false, input),
  RevokeSecurityGroupEgress: (input, { world }) => revoke(world, true, input),
  DescribeSecurityGroupRules: ({ SecurityGroupRuleIds, Filters, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'sgr', SecurityGroupRuleIds, Filters, fields, paging);
    return { SecurityGroupRules: found.items.map((rule) => view(world, rule)), NextToken: found.NextToken };
  },
  ModifySecurityGroupRules: ({ GroupId, SecurityGroupRules }, { world }) => {
    const data = world.of(ec2Slice);
    const group = need(data, 'sg', GroupId);
    for (const { SecurityGroupRuleId, SecurityGroupRule: wish = {} } of SecurityGroupRules) {
      const rule = need(data, 'sgr', SecurityGroupRuleId!);
      const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description, ...ports } = wish;
      const permission: IpPermission = {
        ...ports,
        ...(CidrIpv4 && { IpRanges: [{ CidrIp: CidrIpv4, Description }] }),
        ...(CidrIpv6 && { Ipv6Ranges: [{ CidrIpv6, Description }] }),
        ...(PrefixListId && { PrefixListIds: [{ PrefixListId, Description }] }),
        ...(ReferencedGroupId && { UserIdGroupPairs: [{ GroupId: ReferencedGroupId, Description }] }),
      };
      const [changed] = readPermissions(data, group, [permission]);
      data.rules[rule.id] = { ...changed!, id: rule.id, groupId: rule.groupId, egress: rule.egress };
    }
    return { Return: true };
  },
};
