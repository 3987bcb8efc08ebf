import { randomBytes } from 'node:crypto';
import { refuse } from '../../refuse.js';
import type { Delay } from '../../weather.js';
import { lookUp, type World } from '../../world.js';
import { isHidden } from './hidden.js';
import { firstFree, parseBlock } from './ip.js';
import {
  type Ec2,
  type Endpoint,
  ec2Slice,
  type NetworkInterface,
  type SecurityGroup,
  type Subnet,
  type Vpc,
} from './store.js';

/** The VPC of that id, if there is one that shows by now. */
export const findVpc = (world: World, id: string): Vpc | undefined =>
  isHidden(world, id) ? undefined : lookUp(world.of(ec2Slice).vpcs, id);

/** The subnet of that id (with its `vpcId`, `zone`, `cidr`), if there is one that shows by now. */
export const findSubnet = (world: World, id: string): Subnet | undefined =>
  isHidden(world, id) ? undefined : lookUp(world.of(ec2Slice).subnets, id);

/** The security group of that id (with its `vpcId` and `name`), if there is one that shows by now. */
export const findSecurityGroup = (world: World, id: string): SecurityGroup | undefined =>
  isHidden(world, id) ? undefined : lookUp(world.of(ec2Slice).groups, id);

/** The id of a VPC's default security group, which is used where none is named. */
export const defaultSecurityGroup = (world: World, vpcId: string): string | undefined =>
  Object.values(world.of(ec2Slice).groups).find((group) => group.vpcId === vpcId && group.name === 'default')?.id;

function routesOf(data: Ec2, subnet: Subnet) {
  const tables = Object.values(data.routeTables).filter((table) => table.vpcId === subnet.vpcId);
  const own = tables.find((table) => table.associations.some(({ subnetId }) => subnetId === subnet.id));
  const table = own ?? tables.find(({ associations }) => associations.some(({ main }) => main));
  return table?.routes ?? [];
}

/** How packets for the internet leave a subnet now: through an attached internet gateway, through an available NAT gateway in a subnet that has one, or not at all. */
export function isRouteToInternet(world: World, subnetId: string): 'igw' | 'nat' | undefined {
  const data = world.of(ec2Slice);
  const subnet = lookUp(data.subnets, subnetId);
  if (!subnet) return undefined;
  const route = routesOf(data, subnet).find(({ cidr }) => cidr === '0.0.0.0/0');
  if (route?.gatewayId) {
    return lookUp(data.internetGateways, route.gatewayId)?.vpcId === subnet.vpcId ? 'igw' : undefined;
  }
  const nat = route?.natGatewayId ? lookUp(data.natGateways, route.natGatewayId) : undefined;
  if (nat?.state !== 'available' || nat.connectivity !== 'public' || nat.subnetId === subnetId) return undefined;
  return isRouteToInternet(world, nat.subnetId) === 'igw' ? 'nat' : undefined;
}

/** Whether a subnet's route table leads to a service, as in `com.amazonaws.ap-northeast-1.s3`, by an available gateway endpoint. */
export function hasGatewayRoute(world: World, subnetId: string, serviceName: string): boolean {
  const data = world.of(ec2Slice);
  const subnet = lookUp(data.subnets, subnetId);
  return (subnet ? routesOf(data, subnet) : []).some(({ gatewayId = '' }) => {
    const endpoint = lookUp(data.endpoints, gatewayId);
    return endpoint?.serviceName === serviceName && endpoint.state === 'available';
  });
}

/** The available interface endpoint of a VPC that takes over a service's own name there: private DNS needs both DNS attributes of the VPC. */
export function findPrivateEndpoint(world: World, vpcId: string, serviceName: string): Endpoint | undefined {
  const vpc = findVpc(world, vpcId);
  if (!vpc?.dnsSupport || !vpc.dnsHostnames) return undefined;
  return Object.values(world.of(ec2Slice).endpoints).find(
    (each) => each.vpcId === vpcId && each.serviceName === serviceName && each.privateDns && each.state === 'available',
  );
}

/** The addresses of a subnet that stand on an interface. */
export const takenAddresses = (data: Ec2, subnetId: string): Set<string> =>
  new Set(
    Object.values(data.interfaces)
      .filter((each) => each.subnetId === subnetId)
      .map((each) => each.privateIp),
  );

/** What a new network interface needs. `publicIp: true` asks for an address of Amazon's pool, a string names one. */
export interface InterfaceWish {
  readonly subnetId: string;
  readonly groupIds: readonly string[];
  readonly description: string;
  readonly requesterId?: string;
  readonly requesterManaged: boolean;
  readonly publicIp?: boolean | string;
  readonly type?: string;
}

/** The next public address: 203.0.113.0/24 and the other blocks kept for documentation, so that none is anybody's. */
export function nextPublicIp(data: Ec2): string {
  data.publicIps += 1;
  const blocks = ['203.0.113', '198.51.100', '192.0.2'];
  const host = (data.publicIps - 1) % (blocks.length * 254);
  return `${blocks[Math.floor(host / 254)]}.${(host % 254) + 1}`;
}

/** Makes a network interface with the first free address; refuses an unknown subnet or group, and a full subnet (InsufficientFreeAddressesInSubnet). */
export function addNetworkInterface(
  world: World,
  wish: InterfaceWish,
): { id: string; privateIp: string; publicIp?: string } {
  const data = world.of(ec2Slice);
  const subnet = lookUp(data.subnets, wish.subnetId);
  if (!subnet) refuse('InvalidSubnetID.NotFound', `The subnet ID '${wish.subnetId}' does not exist`);
  for (const id of wish.groupIds) {
    if (!lookUp(data.groups, id)) refuse('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  }
  const privateIp = firstFree(parseBlock(subnet.cidr)!, takenAddresses(data, subnet.id));
  if (!privateIp) refuse('InsufficientFreeAddressesInSubnet', `Not enough free addresses in subnet ${subnet.id}`);
  const made: NetworkInterface = {
    id: world.id('eni'),
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    zone: subnet.zone,
    groupIds: [...wish.groupIds],
    description: wish.description,
    requesterManaged: wish.requesterManaged,
    type: wish.type ?? 'interface',
    privateIp,
    mac: `06:${[...randomBytes(5)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`,
    inUse: true,
    ...(wish.requesterId && { requesterId: wish.requesterId }),
    ...(wish.publicIp && { publicIp: wish.publicIp === true ? nextPublicIp(data) : wish.publicIp }),
  };
  data.interfaces[made.id] = made;
  return { id: made.id, privateIp, ...(made.publicIp && { publicIp: made.publicIp }) };
}

/** Lets a network interface go: it is `available` at once and vanishes, with its addresses, only after the weather's delay. Quiet on an unknown id. */
export function releaseNetworkInterface(
  world: World,
  id: string,
  delay: Delay = 'ec2.network-interface.release',
): void {
  const found = lookUp(world.of(ec2Slice).interfaces, id);
  if (!found || found.releasedAt !== undefined) return;
  found.releasedAt = world.now() + world.weather.delay(delay);
  found.inUse = false;
  if (found.releasedAt <= world.now()) delete world.of(ec2Slice).interfaces[id];
}
