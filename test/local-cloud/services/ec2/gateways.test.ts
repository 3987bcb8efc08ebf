import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteInternetGatewayCommand,
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DeleteVpcEndpointsCommand,
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkInterfacesCommand,
  DescribePrefixListsCommand,
  DescribeRouteTablesCommand,
  DescribeTagsCommand,
  DescribeVpcEndpointsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
  ReleaseAddressCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { inhabitantsOf } from '../../../../src/local-cloud/daemon/inhabitants.js';
import {
  addNetworkInterface,
  isRouteToInternet,
  releaseNetworkInterface,
} from '../../../../src/local-cloud/services/ec2/lookups.js';
import type { Weather } from '../../../../src/local-cloud/weather.js';
import { errorName, makeCloud } from '../../../support/cloud.js';
import { makeNetwork } from '../../../support/network.js';

const slow: Weather = {
  delay: (what) => (what.startsWith('ec2.nat-gateway') ? (what.endsWith('forget') ? 3_600_000 : 60_000) : 0),
};

async function natOf(ec2: EC2Client, id: string) {
  return (await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }))).NatGateways![0]!;
}

describe('internet gateway', () => {
  it('is attached to one VPC, and each VPC has one', async () => {
    const { ec2 } = makeCloud();
    const { vpcId: VpcId, gatewayId: InternetGatewayId } = await makeNetwork(ec2);
    const attach = (id: string) => ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId }));
    expect(await errorName(attach(InternetGatewayId))).toBe('Resource.AlreadyAssociated');
    const second = (await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway!.InternetGatewayId!;
    expect(await errorName(attach(second))).toBe('InvalidParameterValue');
    const Filters = [{ Name: 'attachment.vpc-id', Values: [VpcId] }];
    const { InternetGateways } = await ec2.send(new DescribeInternetGatewaysCommand({ Filters }));
    expect(InternetGateways).toMatchObject([{ InternetGatewayId, Attachments: [{ VpcId, State: 'available' }] }]);
  });

  it('is deleted only when detached, and detached only when no public address is mapped', async () => {
    const { ec2, world } = makeCloud();
    const { vpcId: VpcId, gatewayId: InternetGatewayId, subnetId } = await makeNetwork(ec2);
    const remove = () => ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
    const detach = () => ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    expect(await errorName(remove())).toBe('DependencyViolation');
    const wish = { subnetId, groupIds: [], description: 'ELB app/x/1', requesterManaged: true, publicIp: true };
    const { id } = addNetworkInterface(world, wish);
    await expect(detach()).rejects.toThrow(/mapped public address/);
    releaseNetworkInterface(world, id);
    await detach();
    expect(await errorName(detach())).toBe('Gateway.NotAttached');
    await remove();
    expect(await errorName(remove())).toBe('InvalidInternetGatewayID.NotFound');
  });
});

describe('Elastic IP', () => {
  it('is limited to five and freed once', async () => {
    const { ec2 } = makeCloud();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.push((await ec2.send(new AllocateAddressCommand({}))).AllocationId!);
    expect(await errorName(ec2.send(new AllocateAddressCommand({})))).toBe('AddressLimitExceeded');
    const release = () => ec2.send(new ReleaseAddressCommand({ AllocationId: ids[0] }));
    await release();
    expect(await errorName(release())).toBe('InvalidAllocationID.NotFound');
    expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses).toHaveLength(4);
  });
});

describe('NAT gateway', () => {
  it('lives through pending, available, deleting, deleted, and holds its address meanwhile', async () => {
    const { ec2, clock } = makeCloud({ weather: slow });
    const { subnetId: SubnetId, allocationId: AllocationId } = await makeNetwork(ec2);
    const made = await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId, ClientToken: 't' }));
    const id = made.NatGateway!.NatGatewayId!;
    expect(made.NatGateway!.State).toBe('pending');
    const again = await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId, ClientToken: 't' }));
    expect(again.NatGateway!.NatGatewayId).toBe(id);
    const other = new CreateNatGatewayCommand({ SubnetId, ClientToken: 't', ConnectivityType: 'private' });
    expect(await errorName(ec2.send(other))).toBe('IdempotentParameterMismatch');
    await clock.advance(60_000);
    expect(await natOf(ec2, id)).toMatchObject({
      State: 'available',
      NatGatewayAddresses: [{ PrivateIp: '10.0.0.4' }],
    });
    const release = () => ec2.send(new ReleaseAddressCommand({ AllocationId }));
    expect(await errorName(release())).toBe('InvalidIPAddress.InUse');
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: id }));
    expect((await natOf(ec2, id)).State).toBe('deleting');
    expect(await errorName(release())).toBe('InvalidIPAddress.InUse');
    await clock.advance(60_000);
    expect((await natOf(ec2, id)).State).toBe('deleted');
    await release();
    expect((await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces).toEqual([]);
    await clock.advance(3_600_000);
    expect(await errorName(natOf(ec2, id))).toBe('NatGatewayNotFound');
    expect(await errorName(ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: id })))).toBe('NatGatewayNotFound');
  });

  it("is listed as deleted for about an hour also where nothing takes time, and is in nobody's way", async () => {
    const { ec2, clock, world } = makeCloud();
    const { vpcId: VpcId, gatewayId: InternetGatewayId, subnetId: SubnetId, allocationId } = await makeNetwork(ec2);
    const Tags = [{ Key: 'k', Value: 'v' }];
    const TagSpecifications = [{ ResourceType: 'natgateway' as const, Tags }];
    const made = new CreateNatGatewayCommand({ SubnetId, AllocationId: allocationId, TagSpecifications });
    const id = (await ec2.send(made)).NatGateway!.NatGatewayId!;
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: id }));
    expect(await natOf(ec2, id)).toMatchObject({ State: 'deleted', DeleteTime: expect.any(Date) });
    await clock.advance(3_500_000);
    expect((await natOf(ec2, id)).State).toBe('deleted');
    expect((await ec2.send(new DescribeTagsCommand({}))).Tags).toEqual([]);
    await ec2.send(new ReleaseAddressCommand({ AllocationId: allocationId }));
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
    await ec2.send(new DeleteSubnetCommand({ SubnetId }));
    await ec2.send(new DeleteVpcCommand({ VpcId }));
    expect(inhabitantsOf(world)).toEqual([]);
    await clock.advance(100_000);
    expect(await errorName(natOf(ec2, id))).toBe('NatGatewayNotFound');
  });

  it('fails as a state when its address is taken or unknown, or when there is no way out', async () => {
    const { ec2, clock } = makeCloud({ weather: slow });
    const { subnetId: SubnetId, allocationId: AllocationId } = await makeNetwork(ec2);
    const make = async (input: { SubnetId: string; AllocationId: string }) =>
      (await ec2.send(new CreateNatGatewayCommand(input))).NatGateway!.NatGatewayId!;
    await make({ SubnetId, AllocationId });
    const taken = await make({ SubnetId, AllocationId });
    const unknown = await make({ SubnetId, AllocationId: 'eipalloc-00000000000000000' });
    const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }))).Vpc!.VpcId!;
    const island = (await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.1.0.0/24' }))).Subnet!.SubnetId!;
    const free = (await ec2.send(new AllocateAddressCommand({}))).AllocationId!;
    const lonely = await make({ SubnetId: island, AllocationId: free });
    expect((await natOf(ec2, taken)).State).toBe('pending');
    await clock.advance(60_000);
    expect(await natOf(ec2, taken)).toMatchObject({ State: 'failed', FailureCode: 'Resource.AlreadyAssociated' });
    expect(await natOf(ec2, unknown)).toMatchObject({ State: 'failed', FailureCode: 'InvalidAllocationID.NotFound' });
    expect(await natOf(ec2, lonely)).toMatchObject({ State: 'failed', FailureCode: 'Gateway.NotAttached' });
    const { NatGateways } = await ec2.send(
      new DescribeNatGatewaysCommand({ Filter: [{ Name: 'state', Values: ['pending', 'available'] }] }),
    );
    expect(NatGateways).toHaveLength(1);
  });

  it('is refused in a subnet that is not there', async () => {
    const { ec2 } = makeCloud();
    const call = new CreateNatGatewayCommand({ SubnetId: 'subnet-00000000000000000', AllocationId: 'x' });
    expect(await errorName(ec2.send(call))).toBe('InvalidSubnetID.NotFound');
  });
});

describe('route table', () => {
  it('takes routes once, keeps blackholes, and leads to the internet', async () => {
    const { ec2, world, clock } = makeCloud({ weather: slow });
    const { vpcId: VpcId, subnetId, gatewayId: GatewayId, allocationId } = await makeNetwork(ec2);
    const inner = (await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.9.0/24' }))).Subnet!.SubnetId!;
    const table = async () => (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
    const [outer, own] = [await table(), await table()];
    const DestinationCidrBlock = '0.0.0.0/0';
    await ec2.send(new CreateRouteCommand({ RouteTableId: outer, DestinationCidrBlock, GatewayId }));
    const twice = new CreateRouteCommand({ RouteTableId: outer, DestinationCidrBlock, GatewayId });
    expect(await errorName(ec2.send(twice))).toBe('RouteAlreadyExists');
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId: outer, SubnetId: subnetId }));
    expect(isRouteToInternet(world, subnetId)).toBe('igw');
    const nat = await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnetId, AllocationId: allocationId }));
    const NatGatewayId = nat.NatGateway!.NatGatewayId!;
    await ec2.send(new CreateRouteCommand({ RouteTableId: own, DestinationCidrBlock, NatGatewayId }));
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId: own, SubnetId: inner }));
    expect(isRouteToInternet(world, inner)).toBeUndefined();
    await clock.advance(60_000);
    await ec2.send(new DescribeRouteTablesCommand({}));
    expect(isRouteToInternet(world, inner)).toBe('nat');
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId }));
    const stateOf = async () => {
      const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [own] }));
      return RouteTables![0]!.Routes!.find((route) => route.NatGatewayId)?.State;
    };
    expect(await stateOf()).toBe('blackhole');
    expect(isRouteToInternet(world, inner)).toBeUndefined();
    await ec2.send(new ReplaceRouteCommand({ RouteTableId: own, DestinationCidrBlock, GatewayId }));
    expect(isRouteToInternet(world, inner)).toBe('igw');
    await ec2.send(new DeleteRouteCommand({ RouteTableId: own, DestinationCidrBlock }));
    const gone = new DeleteRouteCommand({ RouteTableId: own, DestinationCidrBlock });
    expect(await errorName(ec2.send(gone))).toBe('InvalidRoute.NotFound');
  });

  it('is deleted only without associations, and the main one not at all', async () => {
    const { ec2 } = makeCloud();
    const { vpcId: VpcId, subnetId: SubnetId } = await makeNetwork(ec2);
    const RouteTableId = (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
    const { AssociationId } = await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    const twice = new AssociateRouteTableCommand({ RouteTableId, SubnetId });
    expect(await errorName(ec2.send(twice))).toBe('Resource.AlreadyAssociated');
    const remove = (id: string) => ec2.send(new DeleteRouteTableCommand({ RouteTableId: id }));
    expect(await errorName(remove(RouteTableId))).toBe('DependencyViolation');
    await ec2.send(new DisassociateRouteTableCommand({ AssociationId }));
    const again = new DisassociateRouteTableCommand({ AssociationId });
    expect(await errorName(ec2.send(again))).toBe('InvalidAssociationID.NotFound');
    await remove(RouteTableId);
    expect(await errorName(remove(RouteTableId))).toBe('InvalidRouteTableID.NotFound');
    const main = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.main', Values: ['true'] }] }),
    );
    expect(await errorName(remove(main.RouteTables![0]!.RouteTableId!))).toBe('DependencyViolation');
  });

  it('of the same token is the same', async () => {
    const { ec2 } = makeCloud();
    const { vpcId: VpcId } = await makeNetwork(ec2);
    const make = async () =>
      (await ec2.send(new CreateRouteTableCommand({ VpcId, ClientToken: 'k' }))).RouteTable!.RouteTableId;
    expect(await make()).toBe(await make());
  });
});

describe('VPC endpoint', () => {
  it('puts its route into its tables, once', async () => {
    const { ec2, clock } = makeCloud({ weather: { delay: (what) => (what.includes('endpoint') ? 5000 : 0) } });
    const { vpcId: VpcId } = await makeNetwork(ec2);
    const table = async () => (await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
    const [first, second] = [await table(), await table()];
    const ServiceName = 'com.amazonaws.ap-northeast-1.s3';
    const make = (id: string) => ec2.send(new CreateVpcEndpointCommand({ VpcId, ServiceName, RouteTableIds: [id] }));
    const { VpcEndpoint } = await make(first);
    const VpcEndpointId = VpcEndpoint!.VpcEndpointId!;
    expect(VpcEndpoint).toMatchObject({ State: 'pending', VpcEndpointType: 'Gateway' });
    expect(await errorName(make(first))).toBe('RouteAlreadyExists');
    await clock.advance(5000);
    const shown = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    expect(shown.VpcEndpoints![0]!.State).toBe('available');
    await ec2.send(
      new ModifyVpcEndpointCommand({ VpcEndpointId, AddRouteTableIds: [second], RemoveRouteTableIds: [first] }),
    );
    const list = await ec2.send(
      new DescribePrefixListsCommand({ Filters: [{ Name: 'prefix-list-name', Values: [ServiceName] }] }),
    );
    const Values = [list.PrefixLists![0]!.PrefixListId!];
    const holding = async () => {
      const Filters = [{ Name: 'route.destination-prefix-list-id', Values }];
      return (await ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables!.map(
        ({ RouteTableId }) => RouteTableId,
      );
    };
    expect(await holding()).toEqual([second]);
    const removed = await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId, 'vpce-none'] }));
    expect(removed.Unsuccessful).toMatchObject([
      { ResourceId: 'vpce-none', Error: { Code: 'InvalidVpcEndpoint.NotFound' } },
    ]);
    expect(await holding()).toEqual([]);
    await clock.advance(5000);
    const after = new DescribeVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] });
    expect(await errorName(ec2.send(after))).toBe('InvalidVpcEndpointId.NotFound');
  });
});
