import {
  InvalidConfigurationRequestException,
  InvalidSecurityGroupException,
  InvalidSubnetException,
  SubnetNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { parseBlock, usableCount } from '../ec2/ip.js';
import {
  defaultSecurityGroup,
  findSecurityGroup,
  findSubnet,
  isRouteToInternet,
  takenAddresses,
} from '../ec2/lookups.js';
import { ec2Slice } from '../ec2/store.js';

const invalidSubnet = (message: string) => new InvalidSubnetException({ message, $metadata: {} });

/** Holds subnets against ELB's rules (two zones, one subnet each, a way to the internet) and gives their VPC. */
export function checkSubnets(world: World, ids: readonly string[], scheme: string): string {
  const subnets = ids.map((id) => {
    const subnet = findSubnet(world, id);
    if (subnet) return subnet;
    throw new SubnetNotFoundException({ message: `The subnet ID '${id}' does not exist`, $metadata: {} });
  });
  if (new Set(subnets.map(({ zone }) => zone)).size < 2) {
    refuse('ValidationError', 'At least two subnets in two different Availability Zones must be specified');
  }
  if (new Set(subnets.map(({ zone }) => zone)).size < subnets.length) {
    throw new InvalidConfigurationRequestException({
      message: 'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
      $metadata: {},
    });
  }
  const vpcId = subnets[0]!.vpcId;
  for (const subnet of subnets) {
    if (subnet.vpcId !== vpcId) throw invalidSubnet('All subnets must belong to the same VPC');
    if (scheme === 'internet-facing' && isRouteToInternet(world, subnet.id) !== 'igw') {
      throw invalidSubnet(`VPC ${vpcId} has no internet gateway`);
    }
  }
  return vpcId;
}

/** The addresses that must be left in a subnet for a load balancer to grow into, whatever the size of the subnet. */
const ROOM = 8;

/** Refuses (InvalidSubnet) subnets that are too full for a load balancer. */
export function checkRoom(world: World, subnetIds: readonly string[]): void {
  for (const id of subnetIds) {
    const block = parseBlock(findSubnet(world, id)!.cidr)!;
    if (usableCount(block) - takenAddresses(world.of(ec2Slice), id).size >= ROOM) continue;
    const why = `ELB requires at least ${ROOM} free IP addresses in each subnet.`;
    throw invalidSubnet(`Not enough IP space available in ${id}. ${why}`);
  }
}

/** The security groups of a load balancer: those given, which must be of its VPC, else the VPC's default group. */
export function checkGroups(world: World, ids: readonly string[] | undefined, vpcId: string): string[] {
  if (!ids?.length) {
    const own = defaultSecurityGroup(world, vpcId);
    return own ? [own] : [];
  }
  for (const id of ids) {
    const group = findSecurityGroup(world, id);
    if (group?.vpcId === vpcId) continue;
    const message = group
      ? `One or more security groups are invalid: ${id}`
      : `The security group '${id}' does not exist`;
    throw new InvalidSecurityGroupException({ message, $metadata: {} });
  }
  return [...ids];
}
