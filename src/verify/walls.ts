import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { contains, parseCidr } from '../config/cidr.js';
import type { Network } from './facts.js';

/** The groups of these ids. */
export const groupsOf = ({ securityGroups }: Network, ids: readonly string[]): readonly SecurityGroup[] =>
  securityGroups.filter((it) => ids.includes(it.GroupId ?? ''));

const rulesFor = (groups: readonly SecurityGroup[], port: number): IpPermission[] =>
  groups.flatMap((it) =>
    (it.IpPermissions ?? []).filter(
      ({ IpProtocol, FromPort = 0, ToPort = 65535 }) =>
        IpProtocol === '-1' || (IpProtocol === 'tcp' && FromPort <= port && port <= ToPort),
    ),
  );

const everyone = new Set(['0.0.0.0/0', '::/0']);

const rangesOf = (rule: IpPermission): string[] => [
  ...(rule.IpRanges ?? []).flatMap((it) => it.CidrIp ?? []),
  ...(rule.Ipv6Ranges ?? []).flatMap((it) => it.CidrIpv6 ?? []),
];

/** Where a port is open to, as the rules write it. */
export const openTo = (groups: readonly SecurityGroup[], port: number): readonly string[] => [
  ...new Set(
    rulesFor(groups, port).flatMap((rule) => [
      ...rangesOf(rule),
      ...(rule.UserIdGroupPairs ?? []).flatMap((it) => it.GroupId ?? []),
      ...(rule.PrefixListIds ?? []).flatMap((it) => it.PrefixListId ?? []),
    ]),
  ),
];

/** Whether everyone on the internet may come in to a port. */
export const isOpenToAll = (groups: readonly SecurityGroup[], port: number): boolean =>
  openTo(groups, port).some((it) => everyone.has(it));

/** Whether a port is open to members of some groups, or to the addresses they have. What a prefix list holds is not known here: it counts as open. */
export function isOpenTo(
  groups: readonly SecurityGroup[],
  port: number,
  from: { readonly groupIds: readonly string[]; readonly cidrs: readonly string[] },
): boolean {
  const inner = from.cidrs.flatMap((it) => parseCidr(it) ?? []);
  return openTo(groups, port).some((it) => {
    if (everyone.has(it) || it.startsWith('pl-') || from.groupIds.includes(it)) return true;
    const outer = parseCidr(it);
    return outer !== undefined && inner.some((one) => contains(outer, one));
  });
}

/** Addresses of subnets. */
export const cidrsOf = ({ subnets }: Network, ids: readonly string[]): readonly string[] =>
  subnets.filter((it) => ids.includes(it.SubnetId ?? '')).flatMap((it) => it.CidrBlock ?? []);
