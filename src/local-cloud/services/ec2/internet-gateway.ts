import type { InternetGateway as GatewayView } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { mostOf } from '../service-quotas/store.js';
import type { Ec2Api } from './api.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { type Fields, select } from './select.js';
import { ec2Slice, type InternetGateway } from './store.js';

const view = (world: World, gateway: InternetGateway): GatewayView => ({
  InternetGatewayId: gateway.id,
  OwnerId: world.account,
  // EC2 says `available` here, where the SDK's list of states has `attached`.
  Attachments: gateway.vpcId ? [{ VpcId: gateway.vpcId, State: 'available' as 'attached' }] : [],
  Tags: tagsOf(world.of(ec2Slice), gateway.id),
});

const fields = (world: World): Fields<InternetGateway> => ({
  'internet-gateway-id': (gateway) => gateway.id,
  'attachment.vpc-id': (gateway) => gateway.vpcId,
  'attachment.state': (gateway) => gateway.vpcId && 'available',
  'owner-id': () => world.account,
});

/** Internet gateways and their attachment. */
export const internetGatewayOperations: Ec2Api = {
  CreateInternetGateway: ({ TagSpecifications }, { world }) => {
    const data = world.of(ec2Slice);
    const tags = tagsFor('igw', TagSpecifications);
    if (Object.keys(data.internetGateways).length >= mostOf(world, 'internetGateways')) {
      refuse('InternetGatewayLimitExceeded', 'The maximum number of internet gateways has been reached.');
    }
    const gateway: InternetGateway = { id: world.id('igw') };
    data.internetGateways[gateway.id] = gateway;
    putTags(data, gateway.id, tags);
    return { InternetGateway: view(world, gateway) };
  },
  DescribeInternetGateways: ({ InternetGatewayIds, Filters, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'igw', InternetGatewayIds, Filters, fields(world), paging);
    return { InternetGateways: found.items.map((each) => view(world, each)), NextToken: found.NextToken };
  },
  AttachInternetGateway: ({ InternetGatewayId: id, VpcId }, { world }) => {
    const data = world.of(ec2Slice);
    const gateway = need(data, 'igw', id);
    need(data, 'vpc', VpcId);
    if (gateway.vpcId) {
      refuse('Resource.AlreadyAssociated', `resource ${id} is already attached to network ${gateway.vpcId}`);
    }
    if (Object.values(data.internetGateways).some(({ vpcId }) => vpcId === VpcId)) {
      refuse('InvalidParameterValue', `Network ${VpcId} already has an internet gateway attached`);
    }
    gateway.vpcId = VpcId;
    return {};
  },
  DetachInternetGateway: ({ InternetGatewayId: id, VpcId }, { world }) => {
    const data = world.of(ec2Slice);
    const gateway = need(data, 'igw', id);
    need(data, 'vpc', VpcId);
    if (gateway.vpcId !== VpcId) refuse('Gateway.NotAttached', `resource ${id} is not attached to network ${VpcId}`);
    if (Object.values(data.interfaces).some(({ vpcId, publicIp }) => vpcId === VpcId && publicIp)) {
      const text = `Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`;
      refuse('DependencyViolation', text);
    }
    delete gateway.vpcId;
    return {};
  },
  DeleteInternetGateway: ({ InternetGatewayId: id }, { world }) => {
    const data = world.of(ec2Slice);
    if (need(data, 'igw', id).vpcId) {
      refuse('DependencyViolation', `The internetGateway '${id}' has dependencies and cannot be deleted.`);
    }
    forget(data, 'igw', id);
    return {};
  },
};
