import type { Slice } from '../../world.js';

/** A VPC; `pending` until `readyAt` (ms since the epoch). */
export interface Vpc {
  id: string;
  cidr: string;
  tenancy: string;
  dnsSupport: boolean;
  dnsHostnames: boolean;
  usageMetrics: boolean;
  readyAt: number;
}

/** A subnet; `pending` until `readyAt`. */
export interface Subnet {
  id: string;
  vpcId: string;
  cidr: string;
  zone: string;
  zoneId: string;
  mapPublicIp: boolean;
  readyAt: number;
}

/** An internet gateway, attached to at most one VPC. */
export interface InternetGateway {
  id: string;
  vpcId?: string;
}

/** An Elastic IP address; it is taken while it stands on a network interface. */
export interface Address {
  /** The allocation id. */
  id: string;
  publicIp: string;
  associationId?: string;
  interfaceId?: string;
}

/** A NAT gateway: each state it will take stands here with its time, so that `tick` has only to look at the clock. */
export interface NatGateway {
  id: string;
  vpcId: string;
  subnetId: string;
  connectivity: 'public' | 'private';
  allocationId?: string;
  interfaceId?: string;
  privateIp?: string;
  publicIp?: string;
  state: 'pending' | 'failed' | 'available' | 'deleting' | 'deleted';
  failureCode?: string;
  failureMessage?: string;
  createdAt: number;
  deletedAt?: number;
  /** When the present state ends: `pending`, `deleting`, or being listed at all. */
  nextAt: number;
}

/** One route; exactly one destination and one target. */
export interface Route {
  cidr?: string;
  prefixListId?: string;
  gatewayId?: string;
  natGatewayId?: string;
  origin: 'CreateRouteTable' | 'CreateRoute';
}

/** A route table. The main one of a VPC carries an association without a subnet. */
export interface RouteTable {
  id: string;
  vpcId: string;
  routes: Route[];
  associations: { id: string; main: boolean; subnetId?: string }[];
}

/** A security group; its rules stand apart, since they have ids of their own. */
export interface SecurityGroup {
  id: string;
  vpcId: string;
  name: string;
  description: string;
}

/** One rule of a security group: one protocol, one range of ports, one source or destination. */
export interface Rule {
  id: string;
  groupId: string;
  egress: boolean;
  protocol: string;
  from: number;
  to: number;
  cidr?: string;
  cidr6?: string;
  prefixListId?: string;
  peerGroupId?: string;
  description?: string;
}

/** A VPC endpoint. */
export interface Endpoint {
  id: string;
  type: 'Gateway' | 'Interface';
  vpcId: string;
  serviceName: string;
  state: 'pending' | 'available' | 'deleting';
  policy: string;
  routeTableIds: string[];
  subnetIds: string[];
  groupIds: string[];
  interfaceIds: string[];
  privateDns: boolean;
  createdAt: number;
  /** When `pending` or `deleting` ends. */
  nextAt: number;
}

/** A network interface; `releasedAt` is when a released one is really gone. */
export interface NetworkInterface {
  id: string;
  vpcId: string;
  subnetId: string;
  zone: string;
  groupIds: string[];
  description: string;
  requesterId?: string;
  requesterManaged: boolean;
  type: string;
  privateIp: string;
  publicIp?: string;
  mac: string;
  inUse: boolean;
  releasedAt?: number;
}

/** A network ACL; only the default one of each VPC exists. */
export interface NetworkAcl {
  id: string;
  vpcId: string;
}

/** A client token that was used, what it was used for, and what it made. */
export interface Token {
  request: string;
  id: string;
}

/** Everything that EC2 keeps. */
export interface Ec2 {
  vpcs: Record<string, Vpc>;
  subnets: Record<string, Subnet>;
  internetGateways: Record<string, InternetGateway>;
  addresses: Record<string, Address>;
  natGateways: Record<string, NatGateway>;
  routeTables: Record<string, RouteTable>;
  groups: Record<string, SecurityGroup>;
  rules: Record<string, Rule>;
  endpoints: Record<string, Endpoint>;
  interfaces: Record<string, NetworkInterface>;
  acls: Record<string, NetworkAcl>;
  /** Tags by resource id. */
  tags: Record<string, Record<string, string>>;
  tokens: Record<string, Token>;
  /** What is new and does not show yet, by id or, where there is none, as hidden.ts names it; with the time when it will. */
  hidden: Record<string, number>;
  /** Counts allocated public addresses, so that each is given out once. */
  publicIps: number;
}

/** EC2's part of the world. */
export const ec2Slice: Slice<Ec2> = {
  name: 'ec2',
  initial: () => ({
    vpcs: {},
    subnets: {},
    internetGateways: {},
    addresses: {},
    natGateways: {},
    routeTables: {},
    groups: {},
    rules: {},
    endpoints: {},
    interfaces: {},
    acls: {},
    tags: {},
    tokens: {},
    hidden: {},
    publicIps: 0,
  }),
};
