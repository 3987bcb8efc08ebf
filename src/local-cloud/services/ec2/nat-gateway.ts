import type { NatGateway as NatView } from '@aws-sdk/client-ec2';
import { Refusal, refuse } from '../../refuse.js';
import { lookUp, type World } from '../../world.js';
import { mostOf } from '../service-quotas/store.js';
import type { Ec2Api } from './api.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { addNetworkInterface } from './lookups.js';
import { type Fields, select } from './select.js';
import { type Ec2, ec2Slice, type NatGateway } from './store.js';
import { forgetTokens, once } from './tokens.js';

/** A failed or deleted gateway can be looked at for about an hour, whatever the weather: nobody could learn otherwise how it ended. */
const LISTED_MS = 3_600_000;

/** What makes a new NAT gateway fail: AWS takes the call and tells it later, as a state. */
function flawOf(data: Ec2, gateway: NatGateway): [code: string, message: string] | undefined {
  if (gateway.connectivity === 'private') return undefined;
  const address = lookUp(data.addresses, gateway.allocationId ?? '');
  if (!address) {
    return ['InvalidAllocationID.NotFound', `The allocation ID '${gateway.allocationId}' does not exist`];
  }
  if (address.associationId) {
    return ['Resource.AlreadyAssociated', `Elastic IP address [${address.id}] is already associated`];
  }
  if (!Object.values(data.internetGateways).some(({ vpcId }) => vpcId === gateway.vpcId)) {
    return ['Gateway.NotAttached', `Network ${gateway.vpcId} has no Internet gateway attached`];
  }
  return undefined;
}

/** Refuses one more in a zone that is full: those being deleted still count, failed ones do not. */
function checkQuota(world: World, zone: string): void {
  const { natGateways, subnets } = world.of(ec2Slice);
  const here = Object.values(natGateways).filter(
    ({ state, subnetId }) => state !== 'failed' && state !== 'deleted' && lookUp(subnets, subnetId)?.zone === zone,
  );
  const most = mostOf(world, 'natGateways');
  if (here.length >= most) {
    refuse('NatGatewayLimitExceeded', `Performing this operation would exceed the limit of ${most} NAT gateways`);
  }
}

/** Gives a gateway its interface and address; in a full subnet it fails. */
function connect(world: World, data: Ec2, gateway: NatGateway): void {
  const flaw = flawOf(data, gateway);
  const address = lookUp(data.addresses, gateway.allocationId ?? '');
  if (flaw) {
    [gateway.failureCode, gateway.failureMessage] = flaw;
    return;
  }
  try {
    const { id, privateIp } = addNetworkInterface(world, {
      subnetId: gateway.subnetId,
      groupIds: [],
      description: `Interface for NAT Gateway ${gateway.id}`,
      requesterManaged: true,
      requesterId: 'amazon-nat',
      type: 'nat_gateway',
      ...(address && { publicIp: address.publicIp }),
    });
    Object.assign(gateway, { interfaceId: id, privateIp, ...(address && { publicIp: address.publicIp }) });
    if (address) Object.assign(address, { associationId: world.id('eipassoc'), interfaceId: id });
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    [gateway.failureCode, gateway.failureMessage] = [problem.code, problem.message];
  }
}

function disconnect(data: Ec2, gateway: NatGateway): void {
  for (const address of Object.values(data.addresses)) {
    if (!gateway.interfaceId || address.interfaceId !== gateway.interfaceId) continue;
    delete address.associationId;
    delete address.interfaceId;
  }
  if (gateway.interfaceId) forget(data, 'eni', gateway.interfaceId);
}

const view = (world: World, gateway: NatGateway): NatView => ({
  NatGatewayId: gateway.id,
  VpcId: gateway.vpcId,
  SubnetId: gateway.subnetId,
  State: gateway.state,
  ConnectivityType: gateway.connectivity,
  CreateTime: new Date(gateway.createdAt),
  ...(gateway.deletedAt !== undefined && { DeleteTime: new Date(gateway.deletedAt) }),
  ...(gateway.state === 'failed' && { FailureCode: gateway.failureCode, FailureMessage: gateway.failureMessage }),
  NatGatewayAddresses: [
    {
      AllocationId: gateway.allocationId,
      NetworkInterfaceId: gateway.interfaceId,
      PrivateIp: gateway.privateIp,
      PublicIp: gateway.publicIp,
      IsPrimary: true,
      Status: gateway.state === 'failed' ? 'failed' : 'succeeded',
    },
  ],
  Tags: tagsOf(world.of(ec2Slice), gateway.id),
});

const fields: Fields<NatGateway> = {
  'nat-gateway-id': (gateway) => gateway.id,
  'vpc-id': (gateway) => gateway.vpcId,
  'subnet-id': (gateway) => gateway.subnetId,
  state: (gateway) => gateway.state,
};

/** Moves NAT gateways through their states: pending → available or failed, deleting → deleted → no longer listed. */
export function tickNatGateways(world: World): boolean {
  const data = world.of(ec2Slice);
  let moved = false;
  for (const gateway of Object.values(data.natGateways)) {
    if (gateway.state === 'available' || world.now() < gateway.nextAt) continue;
    moved = true;
    if (gateway.state === 'pending') {
      gateway.state = gateway.failureCode ? 'failed' : 'available';
      if (gateway.state === 'failed') {
        gateway.deletedAt = world.now();
        gateway.nextAt = world.now() + LISTED_MS;
      }
    } else if (gateway.state === 'deleting') {
      disconnect(data, gateway);
      gateway.state = 'deleted';
      gateway.deletedAt = world.now();
      gateway.nextAt = world.now() + Math.max(LISTED_MS, world.weather.delay('ec2.nat-gateway.forget'));
    } else {
      forget(data, 'nat', gateway.id);
      forgetTokens(data, gateway.id);
    }
  }
  return moved;
}

/** NAT gateways. */
export const natGatewayOperations: Ec2Api = {
  CreateNatGateway: (input, { world }) => {
    const data = world.of(ec2Slice);
    const { SubnetId, AllocationId, ConnectivityType = 'public', TagSpecifications, ClientToken } = input;
    if (!SubnetId) refuse('MissingParameter', 'The request must contain the parameter subnetId');
    const id = once(data, 'CreateNatGateway', input, () => {
      const subnet = need(data, 'subnet', SubnetId);
      if (ConnectivityType === 'public' && !AllocationId) {
        refuse('MissingParameter', 'The request must contain the parameter AllocationId');
      }
      const tags = tagsFor('nat', TagSpecifications);
      checkQuota(world, subnet.zone);
      const gateway: NatGateway = {
        id: world.id('nat'),
        vpcId: subnet.vpcId,
        subnetId: subnet.id,
        connectivity: ConnectivityType,
        state: 'pending',
        createdAt: world.now(),
        nextAt: world.now() + world.weather.delay('ec2.nat-gateway.create'),
        ...(AllocationId && { allocationId: AllocationId }),
      };
      data.natGateways[gateway.id] = gateway;
      connect(world, data, gateway);
      putTags(data, gateway.id, tags);
      return gateway.id;
    });
    return { ClientToken, NatGateway: view(world, need(data, 'nat', id)) };
  },
  DescribeNatGateways: ({ NatGatewayIds, Filter, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'nat', NatGatewayIds, Filter, fields, paging);
    return { NatGateways: found.items.map((gateway) => view(world, gateway)), NextToken: found.NextToken };
  },
  DeleteNatGateway: ({ NatGatewayId }, { world }) => {
    const gateway = need(world.of(ec2Slice), 'nat', NatGatewayId);
    if (gateway.state !== 'deleting' && gateway.state !== 'deleted') {
      const failed = gateway.state === 'failed';
      gateway.state = 'deleting';
      gateway.nextAt = world.now() + (failed ? 0 : world.weather.delay('ec2.nat-gateway.delete'));
    }
    return { NatGatewayId };
  },
};
