import {
  type Address,
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  type Filter,
  type InternetGateway,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  type NatGateway,
  ReleaseAddressCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
  RevokeSecurityGroupIngressCommand,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
  type Vpc,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { elasticIp } from '../../../src/resources/ec2/elastic-ip.js';
import { internetGateway } from '../../../src/resources/ec2/internet-gateway.js';
import { natGateway } from '../../../src/resources/ec2/nat-gateway.js';
import { routeTable } from '../../../src/resources/ec2/route-table.js';
import { securityGroup } from '../../../src/resources/ec2/security-group.js';
import { subnet } from '../../../src/resources/ec2/subnet.js';
import { vpc } from '../../../src/resources/ec2/vpc.js';
import { vpcEndpoint } from '../../../src/resources/ec2/vpc-endpoint.js';
import { answer, type ContractCase, call, name, ours, refusal, tagList, theirs, token } from './contract-case.js';

const Tags = tagList(ours);

/** As EC2 does: only what fits the filters, of which all but those by tag are by id. */
const fitting =
  <T extends { Tags?: { Key?: string; Value?: string }[] }>(items: readonly T[], id: keyof T) =>
  (filters: Filter[] = []) =>
    items.filter((it) =>
      filters.every(({ Name, Values }) =>
        Values?.includes(
          Name?.startsWith('tag:')
            ? (it.Tags?.find((t) => `tag:${t.Key}` === Name)?.Value ?? '')
            : (it[id] as unknown as string),
        ),
      ),
    );

const interfaces = (filter: string) =>
  answer(DescribeNetworkInterfacesCommand, ({ Filters }) => ({
    NetworkInterfaces:
      Filters?.[0]?.Name === filter
        ? [{ NetworkInterfaceId: 'eni-1', RequesterId: 'amazon-elb', OwnerId: '1', Description: 'ELB app/shop-alb/1' }]
        : [],
  }));
const blocker = {
  kind: 'blocker',
  id: 'eni-1',
  type: 'ec2:network-interface',
  owner: 'amazon-elb',
  description: 'ELB app/shop-alb/1',
};

const vpcs = (...items: Vpc[]) =>
  answer(DescribeVpcsCommand, ({ Filters }) => ({ Vpcs: fitting(items, 'VpcId')(Filters) }));
const aVpc: Vpc = { VpcId: 'vpc-1', State: 'available', CidrBlock: '10.0.0.0/16', Tags };
const names = (support: boolean, hostnames: boolean) =>
  answer(DescribeVpcAttributeCommand, ({ Attribute }) =>
    Attribute === 'enableDnsSupport'
      ? { EnableDnsSupport: { Value: support } }
      : { EnableDnsHostnames: { Value: hostnames } },
  );

const vpcCase: ContractCase = {
  resource: vpc,
  id: 'vpc-1',
  props: { cidr: '10.0.0.0/16' },
  absent: [vpcs()],
  create: {
    call: call(CreateVpcCommand, { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags }] }),
    answers: [answer(CreateVpcCommand, { Vpc: { VpcId: 'vpc-1' } })],
  },
  present: [vpcs(aVpc), names(true, true)],
  drifts: [
    { what: 'keeps its CIDR', shows: [vpcs({ ...aVpc, CidrBlock: '10.9.0.0/16' })], paths: ['cidr'] },
    {
      what: 'gets host names',
      shows: [names(true, false)],
      paths: ['dnsHostnames'],
      calls: [call(ModifyVpcAttributeCommand, { VpcId: 'vpc-1', EnableDnsHostnames: { Value: true } })],
    },
    {
      what: 'gets both attributes, one a call',
      shows: [names(false, false)],
      paths: ['dnsSupport', 'dnsHostnames'],
      calls: [
        call(ModifyVpcAttributeCommand, { VpcId: 'vpc-1', EnableDnsSupport: { Value: true } }),
        call(ModifyVpcAttributeCommand, { VpcId: 'vpc-1', EnableDnsHostnames: { Value: true } }),
      ],
    },
  ],
  phases: [{ shows: [vpcs({ ...aVpc, State: 'pending' })], phase: 'pending' }],
  remove: {
    calls: [call(DeleteVpcCommand, { VpcId: 'vpc-1' })],
    gone: [answer(DeleteVpcCommand, refusal('InvalidVpcID.NotFound'))],
  },
  explained: {
    shows: [interfaces('vpc-id')],
    evidence: [blocker],
  },
  list: [vpcs(aVpc, { ...aVpc, VpcId: 'vpc-2', Tags: tagList(theirs) })],
};

const gateways = (...items: NatGateway[]) =>
  answer(DescribeNatGatewaysCommand, ({ Filter }) => ({ NatGateways: fitting(items, 'NatGatewayId')(Filter) }));
const aGateway: NatGateway = { NatGatewayId: 'nat-1', State: 'available', SubnetId: 'subnet-1', Tags };

const natGatewayCase: ContractCase = {
  resource: natGateway,
  id: 'nat-1',
  props: { subnetId: 'subnet-1', allocationId: 'eipalloc-1', internetGatewayId: 'igw-1' },
  absent: [gateways({ ...aGateway, State: 'deleted' })],
  create: {
    call: call(CreateNatGatewayCommand, {
      SubnetId: 'subnet-1',
      AllocationId: 'eipalloc-1',
      ClientToken: token,
      TagSpecifications: [{ ResourceType: 'natgateway', Tags }],
    }),
    answers: [answer(CreateNatGatewayCommand, { NatGateway: { NatGatewayId: 'nat-1' } })],
  },
  present: [gateways(aGateway)],
  drifts: [{ what: 'keeps its subnet', shows: [gateways({ ...aGateway, SubnetId: 'subnet-9' })], paths: ['subnetId'] }],
  phases: [
    { shows: [gateways({ ...aGateway, State: 'pending' })], phase: 'pending' },
    { shows: [gateways({ ...aGateway, State: 'failed' })], phase: 'failed' },
    { shows: [gateways({ ...aGateway, State: 'deleting' })], phase: 'leaving' },
    { shows: [gateways({ ...aGateway, State: 'deleted' })], phase: undefined },
  ],
  remove: {
    calls: [call(DeleteNatGatewayCommand, { NatGatewayId: 'nat-1' })],
    gone: [answer(DeleteNatGatewayCommand, refusal('NatGatewayNotFound'))],
  },
  explained: {
    shows: [
      gateways({ ...aGateway, State: 'failed', FailureCode: 'Gateway.NotAttached', FailureMessage: 'no way out' }),
    ],
    evidence: [{ kind: 'state', state: 'failed', message: 'Gateway.NotAttached: no way out' }],
  },
  list: [gateways(aGateway, { ...aGateway, NatGatewayId: 'nat-2', Tags: tagList(theirs) })],
};

const doors = (...items: InternetGateway[]) =>
  answer(DescribeInternetGatewaysCommand, ({ Filters }) => ({
    InternetGateways: fitting(items, 'InternetGatewayId')(Filters),
  }));
const aDoor: InternetGateway = {
  InternetGatewayId: 'igw-1',
  Attachments: [{ State: 'attached', VpcId: 'vpc-1' }],
  Tags,
};
const attach = call(AttachInternetGatewayCommand, { InternetGatewayId: 'igw-1', VpcId: 'vpc-1' });

const internetGatewayCase: ContractCase = {
  resource: internetGateway,
  id: 'igw-1',
  props: { vpcId: 'vpc-1' },
  absent: [doors()],
  create: {
    call: call(CreateInternetGatewayCommand, { TagSpecifications: [{ ResourceType: 'internet-gateway', Tags }] }),
    answers: [answer(CreateInternetGatewayCommand, { InternetGateway: { InternetGatewayId: 'igw-1' } })],
  },
  present: [doors(aDoor)],
  drifts: [
    {
      what: 'is attached',
      shows: [doors({ ...aDoor, Attachments: [] })],
      paths: ['vpcId'],
      calls: [attach],
      again: [answer(AttachInternetGatewayCommand, refusal('Resource.AlreadyAssociated'))],
    },
    {
      what: 'is attached here instead of there',
      shows: [doors({ ...aDoor, Attachments: [{ State: 'attached', VpcId: 'vpc-9' }] })],
      paths: ['vpcId'],
      calls: [call(DetachInternetGatewayCommand, { InternetGatewayId: 'igw-1', VpcId: 'vpc-9' }), attach],
      again: [answer(DetachInternetGatewayCommand, refusal('Gateway.NotAttached'))],
    },
  ],
  remove: {
    calls: [
      call(DetachInternetGatewayCommand, { InternetGatewayId: 'igw-1', VpcId: 'vpc-1' }),
      call(DeleteInternetGatewayCommand, { InternetGatewayId: 'igw-1' }),
    ],
    gone: [
      answer(DetachInternetGatewayCommand, refusal('Gateway.NotAttached')),
      answer(DeleteInternetGatewayCommand, refusal('InvalidInternetGatewayID.NotFound')),
    ],
  },
  explained: {
    shows: [interfaces('vpc-id')],
    evidence: [blocker],
  },
  list: [doors(aDoor, { ...aDoor, InternetGatewayId: 'igw-2', Tags: tagList(theirs) })],
};

const subnets = (...items: Subnet[]) =>
  answer(DescribeSubnetsCommand, ({ Filters }) => ({ Subnets: fitting(items, 'SubnetId')(Filters) }));
const aSubnet: Subnet = {
  SubnetId: 'subnet-1',
  State: 'available',
  VpcId: 'vpc-1',
  CidrBlock: '10.0.0.0/20',
  AvailabilityZone: 'ap-northeast-1c',
  Tags,
};

const subnetCase: ContractCase = {
  resource: subnet,
  id: 'subnet-1',
  // Another zone than the one it stands in: the account's list has changed since, and it stays where it is.
  props: { vpcId: 'vpc-1', cidr: '10.0.0.0/20', zone: 'ap-northeast-1a' },
  absent: [subnets()],
  create: {
    call: call(CreateSubnetCommand, {
      VpcId: 'vpc-1',
      CidrBlock: '10.0.0.0/20',
      AvailabilityZone: 'ap-northeast-1a',
      TagSpecifications: [{ ResourceType: 'subnet', Tags }],
    }),
    answers: [answer(CreateSubnetCommand, { Subnet: { SubnetId: 'subnet-1' } })],
  },
  present: [subnets(aSubnet)],
  drifts: [
    { what: 'keeps its CIDR', shows: [subnets({ ...aSubnet, CidrBlock: '10.0.16.0/20' })], paths: ['cidr'] },
    { what: 'keeps its VPC', shows: [subnets({ ...aSubnet, VpcId: 'vpc-9' })], paths: ['vpcId'] },
  ],
  phases: [
    { shows: [subnets({ ...aSubnet, State: 'pending' })], phase: 'pending' },
    { shows: [subnets({ ...aSubnet, State: 'failed' })], phase: 'failed' },
  ],
  remove: {
    calls: [call(DeleteSubnetCommand, { SubnetId: 'subnet-1' })],
    gone: [answer(DeleteSubnetCommand, refusal('InvalidSubnetID.NotFound'))],
  },
  explained: {
    shows: [interfaces('subnet-id')],
    evidence: [blocker],
  },
  list: [subnets(aSubnet, { ...aSubnet, SubnetId: 'subnet-2', Tags: tagList(theirs) })],
};

const addresses = (...items: Address[]) =>
  answer(DescribeAddressesCommand, ({ Filters }) => ({ Addresses: fitting(items, 'AllocationId')(Filters) }));
const anAddress: Address = { AllocationId: 'eipalloc-1', PublicIp: '203.0.113.1', Tags };

const elasticIpCase: ContractCase = {
  resource: elasticIp,
  id: 'eipalloc-1',
  props: {},
  absent: [addresses()],
  create: {
    call: call(AllocateAddressCommand, { Domain: 'vpc', TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] }),
    answers: [answer(AllocateAddressCommand, { AllocationId: 'eipalloc-1' })],
  },
  present: [addresses(anAddress)],
  remove: {
    calls: [call(ReleaseAddressCommand, { AllocationId: 'eipalloc-1' })],
    gone: [answer(ReleaseAddressCommand, refusal('InvalidAllocationID.NotFound'))],
  },
  explained: {
    shows: [addresses({ ...anAddress, NetworkInterfaceId: 'eni-1', NetworkInterfaceOwnerId: '1' })],
    evidence: [{ kind: 'blocker', id: 'eni-1', type: 'ec2:network-interface', owner: '1' }],
  },
  list: [addresses(anAddress, { ...anAddress, AllocationId: 'eipalloc-2', Tags: tagList(theirs) })],
};

const tables = (...items: RouteTable[]) =>
  answer(DescribeRouteTablesCommand, ({ Filters = [] }) => ({
    RouteTables:
      Filters[0]?.Name === 'association.subnet-id'
        ? [{ Associations: [{ RouteTableId: 'rtb-9', SubnetId: 'subnet-2', RouteTableAssociationId: 'assoc-9' }] }]
        : fitting(items, 'RouteTableId')(Filters),
  }));
const aTable: RouteTable = {
  RouteTableId: 'rtb-1',
  VpcId: 'vpc-1',
  Routes: [
    { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' },
    { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' },
  ],
  Associations: [
    { SubnetId: 'subnet-2', RouteTableAssociationId: 'assoc-2' },
    { SubnetId: 'subnet-1', RouteTableAssociationId: 'assoc-1' },
  ],
  Tags,
};
const toNat = { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' };
const associate = call(AssociateRouteTableCommand, { RouteTableId: 'rtb-1', SubnetId: 'subnet-2' });

const routeTableCase: ContractCase = {
  resource: routeTable,
  id: 'rtb-1',
  props: { vpcId: 'vpc-1', target: 'nat-1', subnetIds: ['subnet-1', 'subnet-2'] },
  absent: [tables()],
  create: {
    call: call(CreateRouteTableCommand, {
      VpcId: 'vpc-1',
      ClientToken: token,
      TagSpecifications: [{ ResourceType: 'route-table', Tags }],
    }),
    answers: [answer(CreateRouteTableCommand, { RouteTable: { RouteTableId: 'rtb-1' } })],
  },
  present: [tables(aTable)],
  drifts: [
    {
      what: 'gets its route',
      shows: [tables({ ...aTable, Routes: [] })],
      paths: ['target'],
      calls: [call(CreateRouteCommand, toNat)],
      again: [answer(CreateRouteCommand, refusal('RouteAlreadyExists'))],
    },
    {
      what: 'has its black hole replaced',
      shows: [
        tables({
          ...aTable,
          Routes: [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-0', State: 'blackhole' }],
        }),
      ],
      paths: ['target'],
      calls: [call(ReplaceRouteCommand, toNat)],
    },
    {
      what: 'has a route replaced that did not show',
      shows: [tables({ ...aTable, Routes: [] }), answer(CreateRouteCommand, refusal('RouteAlreadyExists'))],
      paths: ['target'],
      calls: [call(CreateRouteCommand, toNat), call(ReplaceRouteCommand, toNat)],
    },
    {
      what: 'gets a subnet',
      shows: [tables({ ...aTable, Associations: aTable.Associations?.slice(1) })],
      paths: ['subnetIds'],
      calls: [associate],
    },
    {
      what: 'takes a subnet from another table',
      shows: [
        tables({ ...aTable, Associations: aTable.Associations?.slice(1) }),
        answer(AssociateRouteTableCommand, refusal('Resource.AlreadyAssociated')),
      ],
      paths: ['subnetIds'],
      calls: [
        associate,
        call(ReplaceRouteTableAssociationCommand, { AssociationId: 'assoc-9', RouteTableId: 'rtb-1' }),
      ],
    },
    {
      what: 'lets a stranger go',
      shows: [
        tables({
          ...aTable,
          Associations: [...(aTable.Associations ?? []), { SubnetId: 'subnet-3', RouteTableAssociationId: 'assoc-3' }],
        }),
      ],
      paths: ['subnetIds'],
      calls: [call(DisassociateRouteTableCommand, { AssociationId: 'assoc-3' })],
      again: [answer(DisassociateRouteTableCommand, refusal('InvalidAssociationID.NotFound'))],
    },
  ],
  remove: {
    calls: [
      call(DisassociateRouteTableCommand, { AssociationId: 'assoc-2' }),
      call(DisassociateRouteTableCommand, { AssociationId: 'assoc-1' }),
      call(DeleteRouteTableCommand, { RouteTableId: 'rtb-1' }),
    ],
    gone: [
      answer(DisassociateRouteTableCommand, refusal('InvalidAssociationID.NotFound')),
      answer(DeleteRouteTableCommand, refusal('InvalidRouteTableID.NotFound')),
    ],
  },
  list: [tables(aTable, { ...aTable, RouteTableId: 'rtb-2', Tags: tagList(theirs) })],
};

const endpoints = (...items: VpcEndpoint[]) =>
  answer(DescribeVpcEndpointsCommand, ({ Filters, VpcEndpointIds }) => {
    const id = VpcEndpointIds?.[0];
    const found = fitting(items, 'VpcEndpointId')(Filters).filter((it) => !id || it.VpcEndpointId === id);
    return id && found.length === 0 ? refusal('InvalidVpcEndpointId.NotFound') : { VpcEndpoints: found };
  });
const anEndpoint: VpcEndpoint = {
  VpcEndpointId: 'vpce-1',
  // As AWS writes it, whatever the model says.
  State: 'available' as VpcEndpoint['State'],
  VpcId: 'vpc-1',
  ServiceName: 'com.amazonaws.ap-northeast-1.s3',
  RouteTableIds: ['rtb-2', 'rtb-1'],
  Tags,
};

const vpcEndpointCase: ContractCase = {
  resource: vpcEndpoint,
  id: 'vpce-1',
  props: { vpcId: 'vpc-1', serviceName: 'com.amazonaws.ap-northeast-1.s3', routeTableIds: ['rtb-1', 'rtb-2'] },
  absent: [endpoints({ ...anEndpoint, State: 'Deleted' })],
  create: {
    call: call(CreateVpcEndpointCommand, {
      VpcEndpointType: 'Gateway',
      VpcId: 'vpc-1',
      ServiceName: 'com.amazonaws.ap-northeast-1.s3',
      RouteTableIds: ['rtb-1', 'rtb-2'],
      ClientToken: token,
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags }],
    }),
    answers: [answer(CreateVpcEndpointCommand, { VpcEndpoint: { VpcEndpointId: 'vpce-1' } })],
  },
  present: [endpoints(anEndpoint)],
  drifts: [
    {
      what: 'changes its tables',
      shows: [endpoints({ ...anEndpoint, RouteTableIds: ['rtb-1', 'rtb-9'] })],
      paths: ['routeTableIds'],
      calls: [
        call(ModifyVpcEndpointCommand, {
          VpcEndpointId: 'vpce-1',
          AddRouteTableIds: ['rtb-2'],
          RemoveRouteTableIds: ['rtb-9'],
        }),
      ],
    },
    {
      what: 'keeps its service',
      shows: [endpoints({ ...anEndpoint, ServiceName: 'com.amazonaws.ap-northeast-1.dynamodb' })],
      paths: ['serviceName'],
    },
  ],
  phases: [
    { shows: [endpoints({ ...anEndpoint, State: 'Pending' })], phase: 'pending' },
    { shows: [endpoints({ ...anEndpoint, State: 'Failed' })], phase: 'failed' },
    { shows: [endpoints({ ...anEndpoint, State: 'Deleting' })], phase: 'leaving' },
    { shows: [endpoints({ ...anEndpoint, State: 'Deleted' })], phase: undefined },
  ],
  remove: {
    calls: [call(DeleteVpcEndpointsCommand, { VpcEndpointIds: ['vpce-1'] })],
    gone: [answer(DeleteVpcEndpointsCommand, { Unsuccessful: [{ Error: { Code: 'InvalidVpcEndpointId.NotFound' } }] })],
    refused: [
      answer(DeleteVpcEndpointsCommand, { Unsuccessful: [{ Error: { Code: 'OperationInProgress', Message: 'no' } }] }),
    ],
  },
  explained: {
    shows: [endpoints({ ...anEndpoint, State: 'Failed', LastError: { Code: 'x', Message: 'full' } })],
    evidence: [{ kind: 'state', state: 'failed', message: 'full' }],
  },
  list: [endpoints(anEndpoint, { ...anEndpoint, VpcEndpointId: 'vpce-2', Tags: tagList(theirs) })],
};

const groups = (...items: SecurityGroup[]) =>
  answer(DescribeSecurityGroupsCommand, ({ Filters }) => ({ SecurityGroups: fitting(items, 'GroupId')(Filters) }));
const http = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
const fromAnywhere = { ...http, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const fromGroup = { ...http, UserIdGroupPairs: [{ GroupId: 'sg-9' }] };
const aGroup: SecurityGroup = {
  GroupId: 'sg-1',
  VpcId: 'vpc-1',
  IpPermissions: [{ ...fromAnywhere, ...fromGroup, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
  Tags,
};
const authorize = call(AuthorizeSecurityGroupIngressCommand, { GroupId: 'sg-1', IpPermissions: [fromAnywhere] });
const revokes = (permission: object) =>
  call(RevokeSecurityGroupIngressCommand, { GroupId: 'sg-1', IpPermissions: [permission] });

const securityGroupCase: ContractCase = {
  resource: securityGroup,
  id: 'sg-1',
  props: {
    vpcId: 'vpc-1',
    description: 'Load balancer',
    ingress: [
      { port: 80, cidr: '0.0.0.0/0' },
      { port: 80, cidr: '::/0' },
      { port: 80, fromGroupId: 'sg-9' },
    ],
  },
  absent: [groups()],
  create: {
    call: call(CreateSecurityGroupCommand, {
      VpcId: 'vpc-1',
      GroupName: name,
      Description: 'Load balancer',
      TagSpecifications: [{ ResourceType: 'security-group', Tags }],
    }),
    answers: [answer(CreateSecurityGroupCommand, { GroupId: 'sg-1' })],
  },
  present: [groups(aGroup)],
  drifts: [
    {
      what: 'gets its rules, one a call',
      shows: [groups({ ...aGroup, IpPermissions: [] })],
      paths: ['ingress'],
      calls: [
        authorize,
        call(AuthorizeSecurityGroupIngressCommand, {
          GroupId: 'sg-1',
          IpPermissions: [{ ...http, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
        }),
        call(AuthorizeSecurityGroupIngressCommand, { GroupId: 'sg-1', IpPermissions: [fromGroup] }),
      ],
      again: [answer(AuthorizeSecurityGroupIngressCommand, refusal('InvalidPermission.Duplicate'))],
    },
    {
      what: 'loses rules made by hand',
      shows: [
        groups({
          ...aGroup,
          IpPermissions: [
            ...(aGroup.IpPermissions ?? []),
            { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
            { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, PrefixListIds: [{ PrefixListId: 'pl-1' }] },
          ],
        }),
      ],
      paths: ['ingress'],
      calls: [
        revokes({ IpProtocol: '-1', FromPort: undefined, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }),
        revokes({ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, PrefixListIds: [{ PrefixListId: 'pl-1' }] }),
      ],
      again: [answer(RevokeSecurityGroupIngressCommand, refusal('InvalidPermission.NotFound'))],
    },
    { what: 'keeps its VPC', shows: [groups({ ...aGroup, VpcId: 'vpc-9' })], paths: ['vpcId'] },
  ],
  remove: {
    calls: [call(DeleteSecurityGroupCommand, { GroupId: 'sg-1' })],
    gone: [answer(DeleteSecurityGroupCommand, refusal('InvalidGroup.NotFound'))],
    refused: [answer(DeleteSecurityGroupCommand, refusal('DependencyViolation'))],
  },
  explained: {
    shows: [interfaces('group-id')],
    evidence: [blocker],
  },
  list: [groups(aGroup, { ...aGroup, GroupId: 'sg-2', Tags: tagList(theirs) })],
};

let refusals = 0;

const mutualCase: ContractCase = {
  ...securityGroupCase,
  when: 'that another one waits for',
  drifts: [],
  remove: {
    ...securityGroupCase.remove,
    calls: [
      call(DeleteSecurityGroupCommand, { GroupId: 'sg-1' }),
      revokes(fromGroup),
      call(DeleteSecurityGroupCommand, { GroupId: 'sg-1' }),
    ],
    answers: [
      answer(DeleteSecurityGroupCommand, () => (refusals++ === 0 ? refusal('DependencyViolation') : { Return: true })),
    ],
  },
};

/** The kinds of EC2. */
export const ec2Cases: readonly ContractCase[] = [
  vpcCase,
  internetGatewayCase,
  subnetCase,
  elasticIpCase,
  natGatewayCase,
  routeTableCase,
  vpcEndpointCase,
  securityGroupCase,
  mutualCase,
];
