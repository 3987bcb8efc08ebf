import {
  CreateNatGatewayCommand,
  CreateVpcCommand,
  DeleteNatGatewayCommand,
  DeleteVpcCommand,
  DescribeNatGatewaysCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type Filter,
  ModifyVpcAttributeCommand,
  type NatGateway,
  type Vpc,
} from '@aws-sdk/client-ec2';
import { natGateway } from '../../../src/resources/ec2/nat-gateway.js';
import { vpc } from '../../../src/resources/ec2/vpc.js';
import { answer, type ContractCase, call, ours, refusal, tagList, theirs, token } from './contract-case.js';

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
  list: [vpcs(aVpc, { ...aVpc, VpcId: 'vpc-2', Tags: tagList(theirs) })],
};

const gateways = (...items: NatGateway[]) =>
  answer(DescribeNatGatewaysCommand, ({ Filter }) => ({ NatGateways: fitting(items, 'NatGatewayId')(Filter) }));
const aGateway: NatGateway = { NatGatewayId: 'nat-1', State: 'available', SubnetId: 'subnet-1', Tags };

const natGatewayCase: ContractCase = {
  resource: natGateway,
  id: 'nat-1',
  props: { subnetId: 'subnet-1', allocationId: 'eipalloc-1' },
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
  list: [gateways(aGateway, { ...aGateway, NatGatewayId: 'nat-2', Tags: tagList(theirs) })],
};

/** The kinds of EC2. */
export const ec2Cases: readonly ContractCase[] = [vpcCase, natGatewayCase];
