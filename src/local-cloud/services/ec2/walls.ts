import type { World } from '../../world.js';
import { contains, parseBlock } from './ip.js';
import { prefixLists } from './prefix-lists.js';
import { ec2Slice, type NetworkInterface, type Rule } from './store.js';

/** One end of a connection: its IPv4 address, and the security groups around it; an end that is not ours has none and takes everything. */
export interface End {
  readonly address: string;
  readonly groupIds?: readonly string[];
}

/** Whether a rule is about TCP connections to that port. */
export const isForPort = ({ protocol, from, to }: Rule, port: number): boolean =>
  protocol === '-1' || (protocol === 'tcp' && from <= port && port <= to);

// Asked for every target at every turn, and nearly always about everybody.
const holds = (cidr: string, address: string): boolean =>
  cidr === '0.0.0.0/0' || contains(parseBlock(cidr)!, parseBlock(`${address}/32`)!);

function names(world: World, rule: Rule, { address, groupIds }: End): boolean {
  if (rule.cidr !== undefined) return holds(rule.cidr, address);
  if (rule.peerGroupId !== undefined) return groupIds?.includes(rule.peerGroupId) ?? false;
  const list = prefixLists(world.region).find(({ id }) => id === rule.prefixListId);
  return list?.cidrs.some((cidr) => holds(cidr, address)) ?? false;
}

const passes = (world: World, egress: boolean, own: End, other: End, port: number): boolean =>
  own.groupIds === undefined ||
  Object.values(world.of(ec2Slice).rules).some(
    (rule) =>
      rule.egress === egress &&
      own.groupIds!.includes(rule.groupId) &&
      isForPort(rule, port) &&
      names(world, rule, other),
  );

/** Whether security groups let one end connect to a TCP port of another: out of the first and into the second. What comes back is let through by itself. */
export const letThrough = (world: World, from: End, to: End, port: number): boolean =>
  passes(world, true, from, to, port) && passes(world, false, to, from, port);

/** The end that a network interface is. */
export const endOf = ({ privateIp, groupIds }: NetworkInterface): End => ({ address: privateIp, groupIds });

/** The network interface that has an address of a VPC, if there is one. */
export const interfaceAt = (world: World, vpcId: string, address: string): NetworkInterface | undefined =>
  Object.values(world.of(ec2Slice).interfaces).find((each) => each.vpcId === vpcId && each.privateIp === address);
