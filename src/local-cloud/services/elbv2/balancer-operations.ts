import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  LoadBalancerNotFoundException,
  OperationNotPermittedException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import { ec2Slice } from '../ec2/store.js';
import { own } from '../own.js';
import { attributeList, changeAttributes } from './attributes.js';
import { checkGroups, checkRoom, checkSubnets } from './balancer-checks.js';
import { createBalancer, needBalancer, placeInterfaces, removeBalancer } from './balancers.js';
import { page } from './paging.js';
import { applyBalancer } from './plane.js';
import { elbSlice, type LoadBalancer } from './store.js';

/** The zone id that Route 53 aliases of load balancers in Tokyo name. */
const HOSTED_ZONE = 'Z14GRHDCWA56QT';

const zonesOf = (balancer: LoadBalancer): sdk.AvailabilityZone[] =>
  Object.entries(balancer.interfaces).map(([SubnetId, { zone }]) => ({
    ZoneName: zone,
    SubnetId,
    LoadBalancerAddresses: [],
  }));

const shown = (balancer: LoadBalancer): sdk.LoadBalancer => ({
  LoadBalancerArn: balancer.arn,
  DNSName: balancer.dnsName,
  CanonicalHostedZoneId: HOSTED_ZONE,
  CreatedTime: new Date(balancer.createdAt),
  LoadBalancerName: balancer.name,
  Scheme: balancer.scheme,
  VpcId: balancer.vpcId,
  State: { Code: balancer.active ? 'active' : 'provisioning' },
  Type: 'application',
  AvailabilityZones: zonesOf(balancer),
  SecurityGroups: balancer.groupIds,
  IpAddressType: balancer.ipAddressType as sdk.IpAddressType,
});

/** Load balancers and their attributes. */
export const balancerOperations: Partial<Api<typeof sdk>> = {
  CreateLoadBalancer: (input, { world }) => ({ LoadBalancers: [shown(createBalancer(world, input))] }),

  DescribeLoadBalancers: (input, { world }) => {
    const all = Object.values(world.of(elbSlice).loadBalancers);
    if (input.LoadBalancerArns?.length) {
      return { LoadBalancers: input.LoadBalancerArns.map((arn) => shown(needBalancer(world, arn))) };
    }
    if (input.Names?.length) {
      const missing = input.Names.filter((name) => !all.some((each) => each.name === name));
      if (missing.length > 0) {
        const message = `Load balancers '[${missing.join(', ')}]' not found`;
        throw new LoadBalancerNotFoundException({ message, $metadata: {} });
      }
      return { LoadBalancers: all.filter(({ name }) => input.Names!.includes(name)).map(shown) };
    }
    const { items, NextMarker } = page(all, input);
    return { LoadBalancers: items.map(shown), NextMarker };
  },

  DeleteLoadBalancer: (input, { world }) => {
    const balancer = own(world.of(elbSlice).loadBalancers, input.LoadBalancerArn);
    if (balancer?.attributes['deletion_protection.enabled'] === 'true') {
      throw new OperationNotPermittedException({
        message: `Load balancer '${balancer.arn}' cannot be deleted because deletion protection is enabled`,
        $metadata: {},
      });
    }
    if (balancer) removeBalancer(world, balancer);
    return {};
  },

  DescribeLoadBalancerAttributes: (input, { world }) => ({
    Attributes: attributeList(needBalancer(world, input.LoadBalancerArn).attributes),
  }),

  ModifyLoadBalancerAttributes: (input, { world }) => {
    const balancer = needBalancer(world, input.LoadBalancerArn);
    changeAttributes(balancer.attributes, input.Attributes, 'Load balancer');
    applyBalancer(world, balancer);
    return { Attributes: attributeList(balancer.attributes) };
  },

  DescribeCapacityReservation: (input, { world }) => {
    needBalancer(world, input.LoadBalancerArn);
    return { CapacityReservationState: [] };
  },

  SetSecurityGroups: (input, { world }) => {
    const balancer = needBalancer(world, input.LoadBalancerArn);
    balancer.groupIds = checkGroups(world, input.SecurityGroups, balancer.vpcId);
    for (const { id } of Object.values(balancer.interfaces)) {
      const found = world.of(ec2Slice).interfaces[id];
      if (found) found.groupIds = [...balancer.groupIds];
    }
    return { SecurityGroupIds: balancer.groupIds };
  },

  SetSubnets: (input, { world }) => {
    const balancer = needBalancer(world, input.LoadBalancerArn);
    const ids = input.Subnets ?? (input.SubnetMappings ?? []).map(({ SubnetId }) => SubnetId ?? '');
    if (checkSubnets(world, ids, balancer.scheme) !== balancer.vpcId) {
      refuse('InvalidConfigurationRequest', 'The subnets belong to another VPC');
    }
    checkRoom(
      world,
      ids.filter((id) => !balancer.interfaces[id]),
    );
    balancer.subnetIds = [...ids];
    placeInterfaces(world, balancer);
    return { AvailabilityZones: zonesOf(balancer), IpAddressType: balancer.ipAddressType as sdk.IpAddressType };
  },
};
