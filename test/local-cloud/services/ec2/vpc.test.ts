import {
  CreateInternetGatewayCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteSubnetCommand,
  DeleteTagsCommand,
  DeleteVpcCommand,
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  paginateDescribeSubnets,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { addNetworkInterface, releaseNetworkInterface } from '../../../../src/local-cloud/services/ec2/lookups.js';
import { errorName, makeCloud } from '../../../support/cloud.js';

const tagged = (type: 'vpc' | 'subnet', name: string) => [{ ResourceType: type, Tags: [{ Key: 'Name', Value: name }] }];

describe('VPC', () => {
  it('is of a tenancy that there is', async () => {
    const { ec2 } = makeCloud();
    const make = (changes: object) => ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', ...changes }));
    await expect(make({ InstanceTenancy: 'foo' })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Value (foo) for parameter instanceTenancy is invalid.',
    });
    await expect(make({ TagSpecifications: tagged('foo' as 'vpc', 'a') })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: "'foo' is not a valid taggable resource type for this operation.",
    });
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({}));
    expect(Vpcs).toEqual([]);
    expect((await make({ InstanceTenancy: 'dedicated' })).Vpc!.InstanceTenancy).toBe('dedicated');
  });

  it('comes with main route table, default group and default ACL, and is pending for its time', async () => {
    const { ec2, clock } = makeCloud({ weather: { delay: () => 2000 } });
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: '10.0.1.7/16', TagSpecifications: tagged('vpc', 'a') }),
    );
    expect(Vpc).toMatchObject({ State: 'pending', CidrBlock: '10.0.0.0/16', Tags: [{ Key: 'Name', Value: 'a' }] });
    expect(Vpc!.VpcId).toMatch(/^vpc-0[0-9a-f]{16}$/);
    await clock.advance(2000);
    const Filters = [{ Name: 'vpc-id', Values: [Vpc!.VpcId!] }];
    expect((await ec2.send(new DescribeVpcsCommand({ Filters }))).Vpcs![0]!.State).toBe('available');
    const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    expect(RouteTables).toHaveLength(1);
    expect(RouteTables![0]!.Associations![0]!.Main).toBe(true);
    expect(RouteTables![0]!.Routes).toMatchObject([{ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' }]);
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups).toMatchObject([{ GroupName: 'default' }]);
    expect((await ec2.send(new DescribeNetworkAclsCommand({ Filters }))).NetworkAcls).toMatchObject([
      { IsDefault: true },
    ]);
  });

  it('changes one attribute per call', async () => {
    const { ec2 } = makeCloud();
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const both = new ModifyVpcAttributeCommand({
      VpcId,
      EnableDnsSupport: { Value: true },
      EnableDnsHostnames: { Value: true },
    });
    expect(await errorName(ec2.send(both))).toBe('InvalidParameterCombination');
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    const shown = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' }));
    expect(shown.EnableDnsHostnames).toEqual({ Value: true });
  });

  it('is refused with an odd range, and beyond five', async () => {
    const { ec2 } = makeCloud();
    expect(await errorName(ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/8' })))).toBe('InvalidVpc.Range');
    expect(await errorName(ec2.send(new CreateVpcCommand({ CidrBlock: 'ten' })))).toBe('InvalidParameterValue');
    for (let i = 0; i < 5; i += 1) await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    expect(await errorName(ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' })))).toBe('VpcLimitExceeded');
  });

  it('cannot be deleted while anything but its furniture stands in it', async () => {
    const { ec2 } = makeCloud();
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const group = new CreateSecurityGroupCommand({ VpcId, GroupName: 'a', Description: 'a' });
    await ec2.send(group);
    expect(await errorName(ec2.send(new DeleteVpcCommand({ VpcId })))).toBe('DependencyViolation');
    const other = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    await ec2.send(new DeleteVpcCommand({ VpcId: other }));
    expect(await errorName(ec2.send(new DeleteVpcCommand({ VpcId: other })))).toBe('InvalidVpcID.NotFound');
    expect(await errorName(ec2.send(new DescribeVpcsCommand({ VpcIds: [other] })))).toBe('InvalidVpcID.NotFound');
    const left = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [other] }] }));
    expect(left.SecurityGroups).toEqual([]);
  });

  it('takes parameters as EC2 does: unknown filter, dry run, missing member', async () => {
    const { ec2 } = makeCloud();
    const odd = new DescribeVpcsCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] });
    expect(await errorName(ec2.send(odd))).toBe('InvalidParameterValue');
    expect(await errorName(ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', DryRun: true })))).toBe(
      'DryRunOperation',
    );
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
    expect(await errorName(ec2.send(new DeleteVpcCommand({} as never)))).toBe('MissingParameter');
    expect(await errorName(ec2.send(new DescribeVpcsCommand({ MaxResults: 1 })))).toBe('InvalidParameterValue');
  });
});

describe('subnet', () => {
  it('must lie in the VPC, in a zone that exists, beside the others', async () => {
    const { ec2 } = makeCloud();
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const make = (CidrBlock: string, AvailabilityZone?: string) =>
      ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }));
    await make('10.0.0.0/24');
    expect(await errorName(make('10.0.0.0/24'))).toBe('InvalidSubnet.Conflict');
    expect(await errorName(make('10.0.0.128/25'))).toBe('InvalidSubnet.Conflict');
    expect(await errorName(make('10.1.0.0/24'))).toBe('InvalidSubnet.Range');
    expect(await errorName(make('10.0.1.0/24', 'ap-northeast-1b'))).toBe('InvalidParameterValue');
    const { Subnet } = await make('10.0.1.0/24', 'ap-northeast-1c');
    expect(Subnet).toMatchObject({ AvailableIpAddressCount: 251, AvailabilityZoneId: 'apne1-az1' });
  });

  it('is kept by any interface in it until that has gone', async () => {
    const { ec2, world, clock } = makeCloud({ weather: { delay: (what) => (what.includes('release') ? 60_000 : 0) } });
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const made = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/28' }));
    const SubnetId = made.Subnet!.SubnetId!;
    const { id, privateIp } = addNetworkInterface(world, {
      subnetId: SubnetId,
      groupIds: [],
      description: 'a task',
      requesterManaged: true,
    });
    expect(privateIp).toBe('10.0.0.4');
    releaseNetworkInterface(world, id);
    expect(await errorName(ec2.send(new DeleteSubnetCommand({ SubnetId })))).toBe('DependencyViolation');
    await clock.advance(60_000);
    await ec2.send(new DeleteSubnetCommand({ SubnetId }));
    expect(await errorName(ec2.send(new DeleteSubnetCommand({ SubnetId })))).toBe('InvalidSubnetID.NotFound');
  });

  it('runs out of addresses', async () => {
    const { ec2, world } = makeCloud();
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const made = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/28' }));
    const wish = { subnetId: made.Subnet!.SubnetId!, groupIds: [], description: '', requesterManaged: true };
    const taken = Array.from({ length: 11 }, () => addNetworkInterface(world, wish).privateIp);
    expect(new Set(taken).size).toBe(11);
    expect(() => addNetworkInterface(world, wish)).toThrow('Not enough free addresses');
  });

  it('is found by wildcards and by tags, and listed page by page', async () => {
    const { ec2 } = makeCloud();
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    for (let i = 0; i < 12; i += 1) {
      const TagSpecifications = tagged('subnet', `net-${i}`);
      await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: `10.0.${i}.0/24`, TagSpecifications }));
    }
    const found = async (Name: string, ...Values: string[]) =>
      (await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name, Values }] }))).Subnets!.length;
    expect(await found('tag:Name', 'net-1?')).toBe(2);
    expect(await found('tag:Name', 'net-*')).toBe(12);
    expect(await found('tag:Name', 'net-1', 'net-2')).toBe(2);
    expect(await found('cidr-block', '10.0.?.0/24')).toBe(10);
    expect(await found('tag-key', 'name')).toBe(0);
    const sizes: number[] = [];
    for await (const page of paginateDescribeSubnets({ client: ec2, pageSize: 5 }, {}))
      sizes.push(page.Subnets!.length);
    expect(sizes).toEqual([5, 5, 2]);
  });

  it('maps public addresses when told so', async () => {
    const { ec2 } = makeCloud();
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }));
    const SubnetId = Subnet!.SubnetId!;
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
    expect(Subnets![0]!.MapPublicIpOnLaunch).toBe(true);
  });
});

describe('tags', () => {
  it('are put, listed and taken away; odd ones are refused', async () => {
    const { ec2 } = makeCloud();
    const id = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const put = (Key: string, Value: string, on = id) =>
      ec2.send(new CreateTagsCommand({ Resources: [on], Tags: [{ Key, Value }] }));
    await put('env', 'dev');
    await put('env', 'prod');
    expect((await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['e*'] }] }))).Tags).toEqual([
      { ResourceId: id, ResourceType: 'vpc', Key: 'env', Value: 'prod' },
    ]);
    expect(await errorName(put('aws:x', 'y'))).toBe('InvalidParameterValue');
    expect(await errorName(put('x', 'y', 'vpc-00000000000000000'))).toBe('InvalidVpcID.NotFound');
    expect(await errorName(put('x', 'y', 'cow-1'))).toBe('InvalidID');
    await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'env' }] }));
    expect((await ec2.send(new DescribeTagsCommand({}))).Tags).toEqual([]);
  });

  it('for another kind are refused before anything is made', async () => {
    const { ec2 } = makeCloud();
    const wrong = new CreateInternetGatewayCommand({ TagSpecifications: tagged('vpc', 'x') });
    expect(await errorName(ec2.send(wrong))).toBe('InvalidParameterValue');
  });
});

describe('the account', () => {
  it('has three zones in Tokyo and no default VPC', async () => {
    const { ec2 } = makeCloud();
    const { AvailabilityZones } = await ec2.send(
      new DescribeAvailabilityZonesCommand({ Filters: [{ Name: 'opt-in-status', Values: ['opt-in-not-required'] }] }),
    );
    expect(AvailabilityZones!.map(({ ZoneName }) => ZoneName)).toEqual([
      'ap-northeast-1a',
      'ap-northeast-1c',
      'ap-northeast-1d',
    ]);
    const { AccountAttributes } = await ec2.send(
      new DescribeAccountAttributesCommand({ AttributeNames: ['default-vpc'] }),
    );
    expect(AccountAttributes![0]!.AttributeValues).toEqual([{ AttributeValue: 'none' }]);
  });
});
