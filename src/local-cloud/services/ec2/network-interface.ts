import type { NetworkInterface as InterfaceView } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import type { Ec2Api } from './api.js';
import { forget, need, tagsOf } from './kinds.js';
import { type Fields, select } from './select.js';
import { ec2Slice, type NetworkInterface } from './store.js';

const status = (each: NetworkInterface) => (each.inUse ? 'in-use' : 'available');

const attachmentId = (each: NetworkInterface): string => each.id.replace(/^eni-/, 'ela-attach-');

function view(world: World, each: NetworkInterface): InterfaceView {
  const data = world.of(ec2Slice);
  const association = each.publicIp ? { PublicIp: each.publicIp, IpOwnerId: world.account } : undefined;
  return {
    NetworkInterfaceId: each.id,
    VpcId: each.vpcId,
    SubnetId: each.subnetId,
    AvailabilityZone: each.zone,
    Description: each.description,
    InterfaceType: each.type as 'interface',
    OwnerId: world.account,
    RequesterId: each.requesterId,
    RequesterManaged: each.requesterManaged,
    Status: status(each),
    MacAddress: each.mac,
    PrivateIpAddress: each.privateIp,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: each.privateIp, Association: association }],
    Association: association,
    Groups: each.groupIds.map((id) => ({ GroupId: id, GroupName: data.groups[id]?.name })),
    SourceDestCheck: true,
    ...(each.inUse && {
      Attachment: { AttachmentId: attachmentId(each), Status: 'attached', DeviceIndex: 1, DeleteOnTermination: false },
    }),
    TagSet: tagsOf(data, each.id),
  };
}

const fields = (world: World): Fields<NetworkInterface> => ({
  'network-interface-id': (each) => each.id,
  'vpc-id': (each) => each.vpcId,
  'subnet-id': (each) => each.subnetId,
  'availability-zone': (each) => each.zone,
  'group-id': (each) => each.groupIds,
  'group-name': (each) => each.groupIds.map((id) => world.of(ec2Slice).groups[id]?.name),
  description: (each) => each.description,
  'interface-type': (each) => each.type,
  'owner-id': () => world.account,
  'requester-id': (each) => each.requesterId,
  'requester-managed': (each) => String(each.requesterManaged),
  status: status,
  'mac-address': (each) => each.mac,
  'private-ip-address': (each) => each.privateIp,
  'addresses.private-ip-address': (each) => each.privateIp,
  'association.public-ip': (each) => each.publicIp,
  'addresses.association.public-ip': (each) => each.publicIp,
  'attachment.status': (each) => (each.inUse ? 'attached' : undefined),
  'attachment.attachment-id': (each) => (each.inUse ? attachmentId(each) : undefined),
  'attachment.instance-id': () => undefined,
  'attachment.instance-owner-id': () => undefined,
});

/** Takes away released interfaces whose time has come. */
export function tickNetworkInterfaces(world: World): boolean {
  const data = world.of(ec2Slice);
  let moved = false;
  for (const each of Object.values(data.interfaces)) {
    if (each.releasedAt === undefined || world.now() < each.releasedAt) continue;
    forget(data, 'eni', each.id);
    moved = true;
  }
  return moved;
}

/** Network interfaces: made only by other services. */
export const networkInterfaceOperations: Ec2Api = {
  DescribeNetworkInterfaces: ({ NetworkInterfaceIds, Filters, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'eni', NetworkInterfaceIds, Filters, fields(world), paging);
    return { NetworkInterfaces: found.items.map((each) => view(world, each)), NextToken: found.NextToken };
  },
  DeleteNetworkInterface: ({ NetworkInterfaceId: id }, { world }) => {
    const found = need(world.of(ec2Slice), 'eni', id);
    if (found.inUse) refuse('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
    if (found.requesterManaged) {
      refuse('OperationNotPermitted', `You are not allowed to manage network interface '${id}'.`);
    }
    forget(world.of(ec2Slice), 'eni', id);
    return {};
  },
};
