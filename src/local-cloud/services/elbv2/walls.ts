import type { World } from '../../world.js';
import { contains, parseBlock } from '../ec2/ip.js';
import { ec2Slice } from '../ec2/store.js';
import { endOf, interfaceAt, isForPort, letThrough } from '../ec2/walls.js';
import type { LoadBalancer, Target, TargetGroup } from './store.js';

/** Whether the security groups of a load balancer let any client in at a port. Which one is not asked: the local client stands for one that is let in. */
export const admitsClients = (world: World, { groupIds, scheme, ipAddressType }: LoadBalancer, port: number): boolean =>
  Object.values(world.of(ec2Slice).rules).some(
    (rule) =>
      !rule.egress &&
      groupIds.includes(rule.groupId) &&
      isForPort(rule, port) &&
      (rule.cidr !== undefined ||
        rule.prefixListId !== undefined ||
        (rule.cidr6 !== undefined && ipAddressType !== 'ipv4') ||
        // Who comes from the internet wears no group.
        (rule.peerGroupId !== undefined && scheme === 'internal')),
  );

/** Whether security groups keep one of a load balancer's nodes from a port of a target. An address that nothing of ours has is left to the data plane. */
export function isShutOff(
  world: World,
  balancer: LoadBalancer,
  group: TargetGroup,
  address: string,
  port: number,
): boolean {
  const door = interfaceAt(world, group.vpcId, address);
  if (!door) return false;
  const { interfaces } = world.of(ec2Slice);
  const nodes = Object.values(balancer.interfaces).flatMap(({ id }) => interfaces[id] ?? []);
  return !nodes.every((node) => letThrough(world, endOf(node), endOf(door), port));
}

/** The zone of the subnet that an address is in. */
function zoneAt(world: World, vpcId: string, id: string): string | undefined {
  const address = parseBlock(`${id}/32`);
  const subnets = Object.values(world.of(ec2Slice).subnets).filter((each) => each.vpcId === vpcId);
  return address && subnets.find(({ cidr }) => contains(parseBlock(cidr)!, address))?.zone;
}

/** Whether a target is in a zone in which its load balancer has no subnet. One that is told to be in `all` zones is in no such one. */
export function isZoneOff(world: World, balancer: LoadBalancer, group: TargetGroup, target: Target): boolean {
  const zone = target.zone ?? zoneAt(world, group.vpcId, target.id);
  const zones = Object.values(balancer.interfaces).map((each) => each.zone);
  return zone !== undefined && zone !== 'all' && zones.length > 0 && !zones.includes(zone);
}
