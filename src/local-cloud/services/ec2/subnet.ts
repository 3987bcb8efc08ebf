import type { Subnet as SubnetView } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import type { Ec2Api } from './api.js';
import { contains, formatBlock, overlap, parseBlock, usableCount } from './ip.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { takenAddresses } from './lookups.js';
import { type Fields, select } from './select.js';
import { ec2Slice, type Subnet } from './store.js';
import { zonesOf } from './zones.js';

const state = (world: World, subnet: Subnet) => (world.now() < subnet.readyAt ? 'pending' : 'available');

const arn = (world: World, subnet: Subnet): string => world.arn('ec2', `subnet/${subnet.id}`);

const freeCount = (world: World, subnet: Subnet): number =>
  usableCount(parseBlock(subnet.cidr)!) - takenAddresses(world.of(ec2Slice), subnet.id).size;

const view = (world: World, subnet: Subnet): SubnetView => ({
  SubnetId: subnet.id,
  SubnetArn: arn(world, subnet),
  VpcId: subnet.vpcId,
  OwnerId: world.account,
  CidrBlock: subnet.cidr,
  State: state(world, subnet),
  AvailabilityZone: subnet.zone,
  AvailabilityZoneId: subnet.zoneId,
  AvailableIpAddressCount: freeCount(world, subnet),
  DefaultForAz: false,
  MapPublicIpOnLaunch: subnet.mapPublicIp,
  MapCustomerOwnedIpOnLaunch: false,
  AssignIpv6AddressOnCreation: false,
  Ipv6CidrBlockAssociationSet: [],
  EnableDns64: false,
  Ipv6Native: false,
  PrivateDnsNameOptionsOnLaunch: {
    HostnameType: 'ip-name',
    EnableResourceNameDnsARecord: false,
    EnableResourceNameDnsAAAARecord: false,
  },
  Tags: tagsOf(world.of(ec2Slice), subnet.id),
});

const fields = (world: World): Fields<Subnet> => ({
  'subnet-id': (subnet) => subnet.id,
  'subnet-arn': (subnet) => arn(world, subnet),
  'vpc-id': (subnet) => subnet.vpcId,
  'cidr-block': (subnet) => subnet.cidr,
  cidrBlock: (subnet) => subnet.cidr,
  cidr: (subnet) => subnet.cidr,
  'availability-zone': (subnet) => subnet.zone,
  availabilityZone: (subnet) => subnet.zone,
  'availability-zone-id': (subnet) => subnet.zoneId,
  'available-ip-address-count': (subnet) => String(freeCount(world, subnet)),
  'default-for-az': () => 'false',
  'map-public-ip-on-launch': (subnet) => String(subnet.mapPublicIp),
  'owner-id': () => world.account,
  state: (subnet) => state(world, subnet),
});

/** Subnets. */
export const subnetOperations: Ec2Api = {
  CreateSubnet: ({ VpcId, CidrBlock, AvailabilityZone, AvailabilityZoneId, TagSpecifications }, { world }) => {
    const data = world.of(ec2Slice);
    const vpc = need(data, 'vpc', VpcId);
    if (!CidrBlock) refuse('MissingParameter', 'Either cidrBlock or ipv6CidrBlock should be provided.');
    const block = parseBlock(CidrBlock);
    if (!block) {
      refuse(
        'InvalidParameterValue',
        `Value (${CidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
      );
    }
    if (block.bits < 16 || block.bits > 28 || !contains(parseBlock(vpc.cidr)!, block)) {
      refuse('InvalidSubnet.Range', `The CIDR '${CidrBlock}' is invalid.`);
    }
    const zones = zonesOf(world);
    const wanted = AvailabilityZone ?? AvailabilityZoneId;
    const zone = wanted ? zones.find(({ name, id }) => name === wanted || id === wanted) : zones[0];
    if (!zone) {
      const choice = zones.map(({ name }) => name).join(', ');
      const text = `Value (${wanted}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${choice}.`;
      refuse('InvalidParameterValue', text);
    }
    const tags = tagsFor('subnet', TagSpecifications);
    const clash = Object.values(data.subnets).some(
      (other) => other.vpcId === VpcId && overlap(parseBlock(other.cidr)!, block),
    );
    if (clash) refuse('InvalidSubnet.Conflict', `The CIDR '${CidrBlock}' conflicts with another subnet`);
    const subnet: Subnet = {
      id: world.id('subnet'),
      vpcId: VpcId,
      cidr: formatBlock(block),
      zone: zone.name,
      zoneId: zone.id,
      mapPublicIp: false,
      readyAt: world.now() + world.weather.delay('ec2.subnet.create'),
    };
    data.subnets[subnet.id] = subnet;
    putTags(data, subnet.id, tags);
    return { Subnet: view(world, subnet) };
  },
  DescribeSubnets: ({ SubnetIds, Filters, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'subnet', SubnetIds, Filters, fields(world), paging);
    return { Subnets: found.items.map((subnet) => view(world, subnet)), NextToken: found.NextToken };
  },
  ModifySubnetAttribute: ({ SubnetId, MapPublicIpOnLaunch, ...others }, { world }) => {
    const subnet = need(world.of(ec2Slice), 'subnet', SubnetId);
    const more = Object.keys(others);
    if (more.length > 0 && MapPublicIpOnLaunch) {
      refuse('InvalidParameterCombination', 'Fields for multiple attribute types specified');
    }
    if (more.length > 0) refuse('NotImplemented', `The local cloud does not simulate the attribute ${more[0]}`, 501);
    if (MapPublicIpOnLaunch?.Value === undefined) refuse('MissingParameter', 'The request must contain one attribute');
    subnet.mapPublicIp = MapPublicIpOnLaunch.Value;
    return {};
  },
  DeleteSubnet: ({ SubnetId }, { world }) => {
    const data = world.of(ec2Slice);
    need(data, 'subnet', SubnetId);
    if (Object.values(data.interfaces).some(({ subnetId }) => subnetId === SubnetId)) {
      refuse('DependencyViolation', `The subnet '${SubnetId}' has dependencies and cannot be deleted.`);
    }
    for (const table of Object.values(data.routeTables)) {
      table.associations = table.associations.filter(({ subnetId }) => subnetId !== SubnetId);
    }
    forget(data, 'subnet', SubnetId);
    return {};
  },
};
