import { InvalidTargetException, type TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { contains, parseBlock } from '../ec2/ip.js';
import { ec2Slice } from '../ec2/store.js';
import { checkPort } from './limits.js';
import type { TargetGroup } from './store.js';

/** Addresses outside of the VPC that a target can have: those that are nobody's on the internet. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'].map((cidr) => parseBlock(cidr)!);

function checkAddress(world: World, group: TargetGroup, { Id: id = '', AvailabilityZone: zone }: TargetDescription) {
  const address = parseBlock(`${id}/32`);
  if (!address) return refuse('ValidationError', `The IP address '${id}' is not a valid IPv4 address`);
  const subnets = Object.values(world.of(ec2Slice).subnets).filter(({ vpcId }) => vpcId === group.vpcId);
  const home = subnets.find(({ cidr }) => contains(parseBlock(cidr)!, address));
  if (home) {
    if (zone === undefined || zone === home.zone) return;
    const why = `is within the VPC, and cannot have its Availability Zone overridden to '${zone}' from '${home.zone}'`;
    refuse('ValidationError', `The IP address '${id}' ${why}`);
  }
  if (zone === undefined) {
    refuse('ValidationError', `The Availability Zone is required for IP address '${id}' because it is not in the VPC`);
  }
  if (PRIVATE.some((block) => contains(block, address))) return;
  refuse('ValidationError', `The IP address '${id}' is not in the VPC and not in a private address range`);
}

/** Refuses targets that a group cannot have: ports and addresses that are none, addresses of others, and instances, of which there are none here. */
export function checkTargets(world: World, group: TargetGroup, targets: readonly TargetDescription[]): void {
  for (const [at, target] of targets.entries()) {
    checkPort(`targets.${at + 1}.member.port`, target.Port);
    if (group.targetType === 'ip') {
      checkAddress(world, group, target);
      continue;
    }
    if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(target.Id ?? '')) {
      refuse('ValidationError', `Instance ID '${target.Id}' is not valid`);
    }
    const message = `The following targets are not in a running state and cannot be registered: '${target.Id}'`;
    throw new InvalidTargetException({ message, $metadata: {} });
  }
}
