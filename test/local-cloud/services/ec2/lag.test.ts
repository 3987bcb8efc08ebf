import {
  AllocateAddressCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAddressesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import type { Weather } from '../../../../src/local-cloud/weather.js';
import { errorName, makeCloud } from '../../../support/cloud.js';

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
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId!] }));
  expect(SecurityGroups![0]!.IpPermissions).toHaveLength(1);
});
