import {
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
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcsCommand,
  DisassociateRouteTableCommand,
  ReleaseAddressCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import type { Weather } from '../../../../src/local-cloud/weather.js';
import { errorName, makeCloud } from '../../../support/cloud.js';
import { makeNetwork } from '../../../support/network.js';

const late: Weather = { delay: (what) => (what === 'ec2.visible' ? 3000 : 0) };

it('a new resource is unknown for a while: to lists, by its id, and to calls that name it', async () => {
  const { ec2, clock } = makeCloud({ weather: late });
  const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
  const count = async () => (await ec2.send(new DescribeVpcsCommand({}))).Vpcs!.length;
  expect(await count()).toBe(0);
  expect((await ec2.send(new DescribeRouteTablesCommand({}))).RouteTables).toEqual([]);
  expect(await errorName(ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] })))).toBe('InvalidVpcID.NotFound');
  const subnet = () => ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }));
  expect(await errorName(subnet())).toBe('InvalidVpcID.NotFound');
  await clock.advance(3000);
  expect(await count()).toBe(1);
  await subnet();
  expect((await ec2.send(new DescribeSubnetsCommand({}))).Subnets).toEqual([]);
  expect(await errorName(subnet())).toBe('InvalidSubnet.Conflict');
});

it('each kind says so in its own words', async () => {
  const { ec2, clock } = makeCloud({ weather: late });
  const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
  await clock.advance(3000);
  const gateway = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = gateway.InternetGateway!.InternetGatewayId!;
  const attach = new AttachInternetGatewayCommand({ InternetGatewayId, VpcId });
  expect(await errorName(ec2.send(attach))).toBe('InvalidInternetGatewayID.NotFound');
  const { AllocationId } = await ec2.send(new AllocateAddressCommand({}));
  expect(await errorName(ec2.send(new ReleaseAddressCommand({ AllocationId })))).toBe('InvalidAllocationID.NotFound');
  expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses).toEqual([]);
  const group = () => ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName: 'g', Description: 'd' }));
  const { GroupId } = await group();
  expect(await errorName(group())).toBe('InvalidGroup.Duplicate');
  const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }];
  const authorize = () => ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  expect(await errorName(authorize())).toBe('InvalidGroup.NotFound');
  await clock.advance(3000);
  await authorize();
  await clock.advance(3000);
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId!] }));
  expect(SecurityGroups![0]!.IpPermissions).toHaveLength(1);
});

it('the tags of what does not show do not show either', async () => {
  const { ec2, clock } = makeCloud({ weather: late });
  const Tags: Tag[] = [{ Key: 'k', Value: 'v' }];
  const TagSpecifications = [{ ResourceType: 'vpc' as const, Tags }];
  await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', TagSpecifications }));
  const tags = async () => (await ec2.send(new DescribeTagsCommand({}))).Tags;
  expect(await tags()).toEqual([]);
  await clock.advance(3000);
  expect(await tags()).toMatchObject(Tags);
});

/** A cloud that is late from now on, with a network that shows already. */
async function lateFromNow() {
  let lag = 0;
  const cloud = makeCloud({ weather: { delay: (what) => (what === 'ec2.visible' ? lag : 0) } });
  const network = await makeNetwork(cloud.ec2);
  lag = 3000;
  return { ...cloud, ...network };
}

it('routes, associations, attachments and rules show late, too, and are there all the same', async () => {
  const { ec2, clock, vpcId: VpcId, subnetId: SubnetId, gatewayId: GatewayId } = await lateFromNow();
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName: 'g', Description: 'd' }));
  const RouteTableId = (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
  const other = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }))).Vpc!.VpcId!;
  const second = (await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway!.InternetGatewayId!;
  await clock.advance(3000);

  const DestinationCidrBlock = '0.0.0.0/0';
  const route = () => ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId }));
  const associate = () => ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  const attach = () => ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: second, VpcId: other }));
  const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '10.0.0.0/8' }] }];
  const authorize = () => ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const shown = async () => {
    const tables = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
    const gateways = await ec2.send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [second] }));
    const groups = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId!] }));
    const Filters = [{ Name: 'group-id', Values: [GroupId!] }];
    const rules = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    return {
      routes: tables.RouteTables![0]!.Routes!.length - 1,
      associations: tables.RouteTables![0]!.Associations!.length,
      attachments: gateways.InternetGateways![0]!.Attachments!.length,
      permissions: groups.SecurityGroups![0]!.IpPermissions!.length,
      rules: rules.SecurityGroupRules!.filter(({ IsEgress }) => !IsEgress).length,
    };
  };

  await route();
  const { AssociationId } = await associate();
  await attach();
  await authorize();
  expect(await shown()).toEqual({ routes: 0, associations: 0, attachments: 0, permissions: 0, rules: 0 });
  expect(await errorName(route())).toBe('RouteAlreadyExists');
  expect(await errorName(associate())).toBe('Resource.AlreadyAssociated');
  expect(await errorName(attach())).toBe('Resource.AlreadyAssociated');
  expect(await errorName(authorize())).toBe('InvalidPermission.Duplicate');
  const cut = () => ec2.send(new DisassociateRouteTableCommand({ AssociationId }));
  expect(await errorName(cut())).toBe('InvalidAssociationID.NotFound');
  await clock.advance(3000);
  expect(await shown()).toEqual({ routes: 1, associations: 1, attachments: 1, permissions: 1, rules: 1 });
  await cut();
});

it('a route to a gateway that does not show yet is refused in the words of routes', async () => {
  const { ec2, vpcId: VpcId, subnetId: SubnetId, allocationId: AllocationId, clock } = await lateFromNow();
  const RouteTableId = (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
  const route = (target: { GatewayId?: string; NatGatewayId?: string }) =>
    ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target }));
  await clock.advance(3000);
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const { NatGateway } = await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }));
  const toDoor = route({ GatewayId: InternetGateway!.InternetGatewayId! });
  expect(await errorName(toDoor)).toBe('InvalidGatewayID.NotFound');
  const toNat = () => route({ NatGatewayId: NatGateway!.NatGatewayId! });
  expect(await errorName(toNat())).toBe('InvalidNatGatewayID.NotFound');
  await clock.advance(3000);
  await toNat();
});
