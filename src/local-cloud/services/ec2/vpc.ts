import type { Vpc as VpcView } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { mostOf } from '../service-quotas/store.js';
import type { Ec2Api } from './api.js';
import { formatBlock, parseBlock } from './ip.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { type Fields, select } from './select.js';
import { type Ec2, ec2Slice, type Vpc } from './store.js';

const state = (world: World, vpc: Vpc) => (world.now() < vpc.readyAt ? 'pending' : 'available');

const associationId = (vpc: Vpc): string => vpc.id.replace(/^vpc-/, 'vpc-cidr-assoc-');

/** The DHCP options that every VPC starts with. */
const DHCP_OPTIONS = 'dopt-00000000000000001';

const view = (world: World, vpc: Vpc): VpcView => ({
  VpcId: vpc.id,
  State: state(world, vpc),
  CidrBlock: vpc.cidr,
  CidrBlockAssociationSet: [
    { AssociationId: associationId(vpc), CidrBlock: vpc.cidr, CidrBlockState: { State: 'associated' } },
  ],
  DhcpOptionsId: DHCP_OPTIONS,
  InstanceTenancy: vpc.tenancy as 'default',
  IsDefault: false,
  OwnerId: world.account,
  Tags: tagsOf(world.of(ec2Slice), vpc.id),
});

const fields = (world: World): Fields<Vpc> => ({
  'vpc-id': (vpc) => vpc.id,
  cidr: (vpc) => vpc.cidr,
  'cidr-block-association.association-id': associationId,
  'cidr-block-association.cidr-block': (vpc) => vpc.cidr,
  'cidr-block-association.state': () => 'associated',
  'dhcp-options-id': () => DHCP_OPTIONS,
  'is-default': () => 'false',
  isDefault: () => 'false',
  'owner-id': () => world.account,
  state: (vpc) => state(world, vpc),
});

/** What AWS puts into every new VPC: main route table, default security group, default network ACL. */
function furnish(world: World, data: Ec2, vpcId: string): void {
  const table = world.id('rtb');
  const main = { id: world.id('rtbassoc'), main: true };
  data.routeTables[table] = { id: table, vpcId, routes: [], associations: [main] };
  const acl = world.id('acl');
  data.acls[acl] = { id: acl, vpcId };
  const groupId = world.id('sg');
  data.groups[groupId] = { id: groupId, vpcId, name: 'default', description: 'default VPC security group' };
  const all = { groupId, protocol: '-1', from: -1, to: -1 };
  const [into, out] = [world.id('sgr'), world.id('sgr')];
  data.rules[into] = { ...all, id: into, egress: false, peerGroupId: groupId };
  data.rules[out] = { ...all, id: out, egress: true, cidr: '0.0.0.0/0' };
}

/** What stands in a VPC beside its furniture; AWS does not name it in the error. */
function isInUse(data: Ec2, vpcId: string): boolean {
  const here = (each: { vpcId?: string }) => each.vpcId === vpcId;
  return (
    Object.values(data.subnets).some(here) ||
    Object.values(data.internetGateways).some(here) ||
    Object.values(data.interfaces).some(here) ||
    Object.values(data.endpoints).some(here) ||
    Object.values(data.routeTables).some((table) => here(table) && !table.associations.some(({ main }) => main)) ||
    Object.values(data.groups).some((group) => here(group) && group.name !== 'default')
  );
}

function unfurnish(data: Ec2, vpcId: string): void {
  for (const table of Object.values(data.routeTables)) if (table.vpcId === vpcId) forget(data, 'rtb', table.id);
  for (const acl of Object.values(data.acls)) if (acl.vpcId === vpcId) forget(data, 'acl', acl.id);
  for (const group of Object.values(data.groups)) {
    if (group.vpcId !== vpcId) continue;
    for (const rule of Object.values(data.rules)) if (rule.groupId === group.id) forget(data, 'sgr', rule.id);
    forget(data, 'sg', group.id);
  }
}

/** VPCs and their attributes. */
export const vpcOperations: Ec2Api = {
  CreateVpc: ({ CidrBlock, InstanceTenancy, TagSpecifications }, { world }) => {
    const data = world.of(ec2Slice);
    if (!CidrBlock) refuse('MissingParameter', 'Either cidrBlock or ipv4IpamPoolId must be provided');
    const block = parseBlock(CidrBlock);
    if (!block) {
      refuse(
        'InvalidParameterValue',
        `Value (${CidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
      );
    }
    if (block.bits < 16 || block.bits > 28) refuse('InvalidVpc.Range', `The CIDR '${CidrBlock}' is invalid.`);
    const tags = tagsFor('vpc', TagSpecifications);
    if (Object.keys(data.vpcs).length >= mostOf(world, 'vpcs')) {
      refuse('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
    }
    const vpc: Vpc = {
      id: world.id('vpc'),
      cidr: formatBlock(block),
      tenancy: InstanceTenancy ?? 'default',
      dnsSupport: true,
      dnsHostnames: false,
      usageMetrics: false,
      readyAt: world.now() + world.weather.delay('ec2.vpc.create'),
    };
    data.vpcs[vpc.id] = vpc;
    furnish(world, data, vpc.id);
    putTags(data, vpc.id, tags);
    return { Vpc: view(world, vpc) };
  },
  DescribeVpcs: ({ VpcIds, Filters, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'vpc', VpcIds, Filters, fields(world), paging);
    return { Vpcs: found.items.map((vpc) => view(world, vpc)), NextToken: found.NextToken };
  },
  DeleteVpc: ({ VpcId }, { world }) => {
    const data = world.of(ec2Slice);
    need(data, 'vpc', VpcId);
    if (isInUse(data, VpcId)) {
      refuse('DependencyViolation', `The vpc '${VpcId}' has dependencies and cannot be deleted.`);
    }
    unfurnish(data, VpcId);
    forget(data, 'vpc', VpcId);
    return {};
  },
  DescribeVpcAttribute: ({ VpcId, Attribute }, { world }) => {
    const vpc = need(world.of(ec2Slice), 'vpc', VpcId);
    if (Attribute === 'enableDnsSupport') return { VpcId, EnableDnsSupport: { Value: vpc.dnsSupport } };
    if (Attribute === 'enableDnsHostnames') return { VpcId, EnableDnsHostnames: { Value: vpc.dnsHostnames } };
    if (Attribute === 'enableNetworkAddressUsageMetrics') {
      return { VpcId, EnableNetworkAddressUsageMetrics: { Value: vpc.usageMetrics } };
    }
    return refuse('InvalidParameterValue', `Value (${Attribute}) for parameter attribute is invalid.`);
  },
  ModifyVpcAttribute: (
    { VpcId, EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics },
    { world },
  ) => {
    const given = [EnableDnsSupport, EnableDnsHostnames, EnableNetworkAddressUsageMetrics].filter((each) => each);
    if (given.length > 1) refuse('InvalidParameterCombination', 'Fields for multiple attribute types specified');
    if (given.length === 0) refuse('MissingParameter', 'The request must contain one attribute');
    const vpc = need(world.of(ec2Slice), 'vpc', VpcId);
    vpc.dnsSupport = EnableDnsSupport?.Value ?? vpc.dnsSupport;
    vpc.dnsHostnames = EnableDnsHostnames?.Value ?? vpc.dnsHostnames;
    vpc.usageMetrics = EnableNetworkAddressUsageMetrics?.Value ?? vpc.usageMetrics;
    return {};
  },
};
