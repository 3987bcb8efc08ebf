import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  DuplicateLoadBalancerNameException,
  LoadBalancerNotFoundException,
  TooManyLoadBalancersException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { addNetworkInterface, findSubnet, releaseNetworkInterface } from '../ec2/lookups.js';
import { ensureServiceLinkedRole } from '../iam/roles.js';
import { own } from '../own.js';
import { mostOf } from '../service-quotas/store.js';
import { checkGroups, checkRoom, checkSubnets } from './balancer-checks.js';
import { checkBalancerName, checkKnown } from './limits.js';
import { applyBalancer, applyNews } from './plane.js';
import { elbSlice, type LoadBalancer } from './store.js';

/** The load balancer of that ARN; throws LoadBalancerNotFound. */
export function needBalancer(world: World, arn: string): LoadBalancer {
  const found = own(world.of(elbSlice).loadBalancers, arn);
  if (found) return found;
  throw new LoadBalancerNotFoundException({ message: `Load balancer '${arn}' not found`, $metadata: {} });
}

/** Puts a network interface into each subnet of a load balancer and takes the others away. */
export function placeInterfaces(world: World, balancer: LoadBalancer): void {
  for (const [subnetId, { id }] of Object.entries(balancer.interfaces)) {
    if (balancer.subnetIds.includes(subnetId)) continue;
    releaseNetworkInterface(world, id, 'elbv2.load-balancer.release');
    delete balancer.interfaces[subnetId];
  }
  for (const subnetId of balancer.subnetIds) {
    if (balancer.interfaces[subnetId]) continue;
    const { id } = addNetworkInterface(world, {
      subnetId,
      groupIds: balancer.groupIds,
      description: `ELB app/${balancer.name}/${balancer.id}`,
      requesterId: 'amazon-elb',
      requesterManaged: true,
      publicIp: balancer.scheme === 'internet-facing',
    });
    balancer.interfaces[subnetId] = { id, zone: findSubnet(world, subnetId)?.zone ?? '' };
  }
}

const defaultAttributes = (): Record<string, string> => ({
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'client_keep_alive.seconds': '3600',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'load_balancing.cross_zone.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'routing.http2.enabled': 'true',
  'waf.fail_open.enabled': 'false',
  'zonal_shift.config.enabled': 'false',
});

const asSet = (ids: readonly string[]): string => JSON.stringify([...ids].sort());

/** Makes a load balancer, or gives the existing one of the same name and settings; another one of that name is DuplicateLoadBalancerName. */
export function createBalancer(world: World, input: sdk.CreateLoadBalancerCommandInput): LoadBalancer {
  const name = input.Name!;
  checkKnown('scheme', input.Scheme, ['internet-facing', 'internal']);
  checkKnown('type', input.Type, ['application', 'network', 'gateway']);
  checkKnown('ipAddressType', input.IpAddressType, ['ipv4', 'dualstack', 'dualstack-without-public-ipv4']);
  checkBalancerName(name);
  if ((input.Type ?? 'application') !== 'application') {
    refuse('NotImplemented', 'The local cloud makes application load balancers only', 501);
  }
  const scheme = input.Scheme ?? 'internet-facing';
  const subnetIds = input.Subnets ?? (input.SubnetMappings ?? []).map(({ SubnetId }) => SubnetId ?? '');
  const vpcId = checkSubnets(world, subnetIds, scheme);
  const groupIds = checkGroups(world, input.SecurityGroups, vpcId);
  const data = world.of(elbSlice);
  const namesake = Object.values(data.loadBalancers).find((each) => each.name === name);
  if (namesake) {
    const alike =
      namesake.scheme === scheme &&
      asSet(namesake.subnetIds) === asSet(subnetIds) &&
      asSet(namesake.groupIds) === asSet(groupIds);
    if (alike) return namesake;
    throw new DuplicateLoadBalancerNameException({
      message: `A load balancer with the same name '${name}' exists, but with different settings`,
      $metadata: {},
    });
  }
  if (Object.keys(world.of(elbSlice).loadBalancers).length >= mostOf(world, 'loadBalancers')) {
    throw new TooManyLoadBalancersException({
      message: 'The maximum number of load balancers has been reached.',
      $metadata: {},
    });
  }
  checkRoom(world, subnetIds);
  ensureServiceLinkedRole(world, 'elasticloadbalancing.amazonaws.com');
  const id = randomBytes(8).toString('hex');
  const internal = scheme === 'internal' ? 'internal-' : '';
  const balancer: LoadBalancer = {
    arn: world.arn('elasticloadbalancing', `loadbalancer/app/${name}/${id}`),
    name,
    id,
    scheme,
    ipAddressType: input.IpAddressType ?? 'ipv4',
    vpcId,
    subnetIds,
    groupIds,
    interfaces: {},
    attributes: defaultAttributes(),
    createdAt: world.now(),
    readyAt: world.now() + world.weather.delay('elbv2.load-balancer.create'),
    active: false,
    dnsName: `${internal}${name}-${Number.parseInt(id.slice(0, 8), 16)}.${world.region}.elb.amazonaws.com`,
  };
  data.loadBalancers[balancer.arn] = balancer;
  data.tags[balancer.arn] = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value ?? '']));
  placeInterfaces(world, balancer);
  applyBalancer(world, balancer);
  balancer.dnsName = world.plane.balancers.look(balancer.arn)?.dnsName ?? balancer.dnsName;
  return balancer;
}

/** Deletes a load balancer with its listeners; its network interfaces stay a while. */
export function removeBalancer(world: World, balancer: LoadBalancer): void {
  const data = world.of(elbSlice);
  for (const listener of Object.values(data.listeners)) {
    if (listener.loadBalancerArn !== balancer.arn) continue;
    delete data.listeners[listener.arn];
    delete data.tags[listener.arn];
  }
  balancer.subnetIds = [];
  placeInterfaces(world, balancer);
  world.plane.balancers.remove(balancer.arn);
  delete data.loadBalancers[balancer.arn];
  delete data.tags[balancer.arn];
}

/** Brings load balancers up whose time has come and whose name is known; true when one changed. */
export function wakeBalancers(world: World): boolean {
  let changed = false;
  for (const balancer of Object.values(world.of(elbSlice).loadBalancers)) {
    const sight = world.plane.balancers.look(balancer.arn);
    // A data plane that was started anew knows nothing: it is told again until it shows the load balancer.
    if (!sight) applyBalancer(world, balancer);
    else if (balancer.dnsName !== sight.dnsName) {
      balancer.dnsName = sight.dnsName;
      changed = true;
    }
    if (!balancer.active && sight && world.now() >= balancer.readyAt) {
      balancer.active = true;
      changed = true;
    }
    if (sight) applyNews(world, balancer, sight.told);
  }
  return changed;
}
