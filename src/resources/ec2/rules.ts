import type { IpPermission } from '@aws-sdk/client-ec2';

/** One thing that may come in: to a TCP port, from an address range or from the members of another group. */
export interface Rule {
  readonly port: number;
  readonly cidr?: string;
  readonly fromGroupId?: string;
}

/** Rules in one line each, `protocol from to source`, so that they can be compared with those that AWS shows. */
export const linesFor = (rules: readonly Rule[]): string[] => [
  ...new Set(rules.map(({ port, cidr, fromGroupId }) => `tcp ${port} ${port} ${fromGroupId ?? cidr}`)),
];

/** The rules that AWS shows, one line per source; AWS itself joins the sources of one port. */
export const linesOf = (permissions: readonly IpPermission[] = []): string[] =>
  permissions.flatMap((it) =>
    [
      ...(it.IpRanges ?? []).map((s) => s.CidrIp),
      ...(it.Ipv6Ranges ?? []).map((s) => s.CidrIpv6),
      ...(it.UserIdGroupPairs ?? []).map((s) => s.GroupId),
      ...(it.PrefixListIds ?? []).map((s) => s.PrefixListId),
    ].map((source) => `${it.IpProtocol} ${it.FromPort ?? '-'} ${it.ToPort ?? '-'} ${source}`),
  );

/** Whether a rule's source is another group: such a rule keeps that group from being deleted. */
export const namesGroup = (line: string): boolean => / sg-\S+$/.test(line);

/** The line back in the form that AWS takes. */
export function permissionOf(line: string): IpPermission {
  const [IpProtocol, from, to, source = ''] = line.split(' ');
  const port = (word: string | undefined) => (word === '-' ? undefined : Number(word));
  return { IpProtocol, FromPort: port(from), ToPort: port(to), ...sourceOf(source) };
}

function sourceOf(source: string): IpPermission {
  if (source.startsWith('sg-')) return { UserIdGroupPairs: [{ GroupId: source }] };
  if (source.startsWith('pl-')) return { PrefixListIds: [{ PrefixListId: source }] };
  return source.includes(':') ? { Ipv6Ranges: [{ CidrIpv6: source }] } : { IpRanges: [{ CidrIp: source }] };
}
