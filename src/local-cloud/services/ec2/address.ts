import type { Address as AddressView } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { mostOf } from '../service-quotas/store.js';
import type { Ec2Api } from './api.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { nextPublicIp } from './lookups.js';
import { applyFilters, type Fields, select } from './select.js';
import { type Address, ec2Slice } from './store.js';

function view(world: World, address: Address): AddressView {
  const data = world.of(ec2Slice);
  const bound = address.interfaceId ? data.interfaces[address.interfaceId] : undefined;
  return {
    AllocationId: address.id,
    PublicIp: address.publicIp,
    Domain: 'vpc',
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: world.region,
    ...(bound && {
      AssociationId: address.associationId,
      NetworkInterfaceId: bound.id,
      NetworkInterfaceOwnerId: world.account,
      PrivateIpAddress: bound.privateIp,
    }),
    Tags: tagsOf(data, address.id),
  };
}

const fields = (world: World): Fields<Address> => ({
  'allocation-id': (address) => address.id,
  'association-id': (address) => address.associationId,
  'public-ip': (address) => address.publicIp,
  'network-interface-id': (address) => address.interfaceId,
  'network-border-group': () => world.region,
  'private-ip-address': (address) => view(world, address).PrivateIpAddress,
  domain: () => 'vpc',
});

/** Elastic IP addresses. */
export const addressOperations: Ec2Api = {
  AllocateAddress: ({ TagSpecifications }, { world }) => {
    const data = world.of(ec2Slice);
    const tags = tagsFor('eipalloc', TagSpecifications);
    if (Object.keys(data.addresses).length >= mostOf(world, 'addresses')) {
      refuse('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
    }
    const address: Address = { id: world.id('eipalloc'), publicIp: nextPublicIp(data) };
    data.addresses[address.id] = address;
    putTags(data, address.id, tags);
    return {
      AllocationId: address.id,
      PublicIp: address.publicIp,
      Domain: 'vpc',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: world.region,
    };
  },
  DescribeAddresses: ({ AllocationIds, PublicIps, Filters }, { world }) => {
    const data = world.of(ec2Slice);
    const unknown = PublicIps?.find((ip) => !Object.values(data.addresses).some(({ publicIp }) => publicIp === ip));
    if (unknown) refuse('InvalidAddress.NotFound', `Address '${unknown}' not found.`);
    const { items } = select(data, 'eipalloc', AllocationIds, Filters, fields(world));
    const wanted = PublicIps?.length
      ? applyFilters(items, [{ Name: 'public-ip', Values: PublicIps }], fields(world))
      : items;
    return { Addresses: wanted.map((address) => view(world, address)) };
  },
  DescribeAddressesAttribute: ({ AllocationIds }, { world }) => {
    const { items } = select(world.of(ec2Slice), 'eipalloc', AllocationIds, undefined, {});
    return {
      Addresses: items.map(({ id, publicIp }) => ({ AllocationId: id, PublicIp: publicIp })),
    };
  },
  DisassociateAddress: ({ AssociationId, PublicIp }, { world }) => {
    const found = Object.values(world.of(ec2Slice).addresses).find((address) =>
      AssociationId ? address.associationId === AssociationId : address.publicIp === PublicIp,
    );
    if (!found?.associationId)
      refuse('InvalidAssociationID.NotFound', `The association ID '${AssociationId}' does not exist`);
    // Only NAT gateways hold addresses here, and those are AWS's to take away.
    return refuse('AuthFailure', 'You do not have permission to access the specified resource.', 403);
  },
  ReleaseAddress: ({ AllocationId }, { world }) => {
    const data = world.of(ec2Slice);
    if (!AllocationId)
      refuse('MissingParameter', 'You must specify an allocation id when releasing a VPC elastic IP address');
    const address = need(data, 'eipalloc', AllocationId);
    if (address.associationId) {
      refuse('InvalidIPAddress.InUse', `Address ${address.publicIp} is in use.`);
    }
    forget(data, 'eipalloc', AllocationId);
    return {};
  },
};
