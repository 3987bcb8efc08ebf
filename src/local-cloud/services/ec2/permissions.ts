import type { IpPermission } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import { formatBlock, parseBlock } from './ip.js';
import { need } from './kinds.js';
import { prefixLists } from './prefix-lists.js';
import type { Ec2, Rule, SecurityGroup } from './store.js';

/** A rule as it is asked for: not yet with an id. */
export type RuleWish = Omit<Rule, 'id' | 'groupId' | 'egress'>;

const PROTOCOLS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6', all: '-1' };

function readPorts(permission: IpPermission, protocol: string): { from: number; to: number } {
  if (protocol === '-1') return { from: -1, to: -1 };
  const { FromPort: from, ToPort: to } = permission;
  if (protocol !== 'tcp' && protocol !== 'udp') return { from: from ?? -1, to: to ?? -1 };
  if (from === undefined || to === undefined) {
    refuse('InvalidParameterValue', `Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.`);
  }
  for (const port of [from, to]) {
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      refuse('InvalidParameterValue', `Invalid value '${port}' for portRange. Must be between 0 and 65535.`);
    }
  }
  if (from > to) {
    refuse('InvalidParameterValue', `Invalid TCP/UDP port range (${from}:${to})`);
  }
  return { from, to };
}

function readCidr(cidr: string | undefined): string {
  const block = parseBlock(cidr ?? '');
  return block ? formatBlock(block) : refuse('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
}

const DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

const described = (text: string | undefined): { description?: string } => {
  if (text === undefined) return {};
  if (!DESCRIPTION.test(text)) {
    const rule =
      'Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*';
    refuse('InvalidParameterValue', `Invalid rule description. ${rule}`);
  }
  return { description: text };
};

/** Takes permissions apart into single rules, as EC2 keeps them; refuses what is malformed or unknown. */
export function readPermissions(data: Ec2, group: SecurityGroup, permissions: readonly IpPermission[]): RuleWish[] {
  return permissions.flatMap((permission) => {
    const given = permission.IpProtocol?.toLowerCase();
    if (!given) refuse('MissingParameter', 'The request must contain the parameter IpProtocol');
    const protocol = PROTOCOLS[given] ?? given;
    if (!/^(tcp|udp|icmp|icmpv6|-1|\d{1,3})$/.test(protocol)) {
      refuse('InvalidParameterValue', `Invalid value '${given}' for IP protocol. Unknown protocol.`);
    }
    const base = { protocol, ...readPorts(permission, protocol) };
    const rules: RuleWish[] = [
      ...(permission.IpRanges ?? []).map((each) => ({
        ...base,
        cidr: readCidr(each.CidrIp),
        ...described(each.Description),
      })),
      ...(permission.Ipv6Ranges ?? []).map((each) => ({
        ...base,
        cidr6: each.CidrIpv6 ?? refuse('MissingParameter', 'The request must contain the parameter CidrIpv6'),
        ...described(each.Description),
      })),
      ...(permission.PrefixListIds ?? []).map((each) => {
        if (!prefixLists('').some(({ id }) => id === each.PrefixListId)) {
          refuse('InvalidPrefixListID.NotFound', `The prefix list ID '${each.PrefixListId}' does not exist`);
        }
        return { ...base, prefixListId: each.PrefixListId!, ...described(each.Description) };
      }),
      ...(permission.UserIdGroupPairs ?? []).map((each) => {
        const peer = each.GroupId
          ? need(data, 'sg', each.GroupId)
          : Object.values(data.groups).find(({ vpcId, name }) => vpcId === group.vpcId && name === each.GroupName);
        if (!peer) refuse('InvalidGroup.NotFound', `The security group '${each.GroupName}' does not exist`);
        if (peer.vpcId !== group.vpcId) {
          refuse('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
        }
        return { ...base, peerGroupId: peer.id, ...described(each.Description) };
      }),
    ];
    if (rules.length === 0) refuse('MissingParameter', 'The request must contain a source or a destination');
    return rules;
  });
}

/** Whether two rules say the same; the description does not count. */
export const sameRule = (a: RuleWish, b: RuleWish): boolean =>
  a.protocol === b.protocol &&
  a.from === b.from &&
  a.to === b.to &&
  a.cidr === b.cidr &&
  a.cidr6 === b.cidr6 &&
  a.prefixListId === b.prefixListId &&
  a.peerGroupId === b.peerGroupId;

/** Puts single rules together again, as DescribeSecurityGroups shows them. */
export function joinRules(rules: readonly Rule[], account: string): IpPermission[] {
  const joined = new Map<string, Required<Omit<IpPermission, 'FromPort' | 'ToPort'>> & IpPermission>();
  for (const rule of rules) {
    const key = `${rule.protocol}|${rule.from}|${rule.to}`;
    const ports = rule.protocol === '-1' ? {} : { FromPort: rule.from, ToPort: rule.to };
    const permission = joined.get(key) ?? {
      IpProtocol: rule.protocol,
      ...ports,
      IpRanges: [],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    };
    joined.set(key, permission);
    const Description = rule.description;
    if (rule.cidr) permission.IpRanges!.push({ CidrIp: rule.cidr, Description });
    if (rule.cidr6) permission.Ipv6Ranges!.push({ CidrIpv6: rule.cidr6, Description });
    if (rule.prefixListId) permission.PrefixListIds!.push({ PrefixListId: rule.prefixListId, Description });
    if (rule.peerGroupId)
      permission.UserIdGroupPairs!.push({ GroupId: rule.peerGroupId, UserId: account, Description });
  }
  return [...joined.values()];
}
