import type { VpcEndpoint as EndpointView } from '@aws-sdk/client-ec2';
import { Refusal, refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import type { Ec2Api } from './api.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { addNetworkInterface, defaultSecurityGroup } from './lookups.js';
import { prefixLists } from './prefix-lists.js';
import { type Fields, select } from './select.js';
import { type Ec2, type Endpoint, ec2Slice } from './store.js';
import { forgetTokens, once } from './tokens.js';

const OPEN_POLICY = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

function view(world: World, endpoint: Endpoint): EndpointView {
  const data = world.of(ec2Slice);
  return {
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.type,
    VpcId: endpoint.vpcId,
    ServiceName: endpoint.serviceName,
    // EC2 answers in small letters, whatever its own list of states says.
    State: endpoint.state as unknown as 'Available',
    PolicyDocument: endpoint.policy,
    RouteTableIds: endpoint.routeTableIds,
    SubnetIds: endpoint.subnetIds,
    Groups: endpoint.groupIds.map((id) => ({ GroupId: id, GroupName: data.groups[id]?.name })),
    NetworkInterfaceIds: endpoint.interfaceIds,
    PrivateDnsEnabled: endpoint.privateDns,
    RequesterManaged: false,
    IpAddressType: 'ipv4',
    DnsEntries: [],
    CreationTimestamp: new Date(endpoint.createdAt),
    OwnerId: world.account,
    Tags: tagsOf(data, endpoint.id),
  };
}

const fields: Fields<Endpoint> = {
  'vpc-endpoint-id': (endpoint) => endpoint.id,
  'vpc-id': (endpoint) => endpoint.vpcId,
  'service-name': (endpoint) => endpoint.serviceName,
  'vpc-endpoint-state': (endpoint) => endpoint.state,
  'vpc-endpoint-type': (endpoint) => endpoint.type,
};

const listOf = (region: string, endpoint: Endpoint): string =>
  prefixLists(region).find(({ name }) => name === endpoint.serviceName)!.id;

/** Puts the endpoint's route into a table; two endpoints for one service cannot share a table. */
function addRoute(world: World, data: Ec2, endpoint: Endpoint, tableId: string): void {
  const table = need(data, 'rtb', tableId);
  const prefixListId = listOf(world.region, endpoint);
  if (table.vpcId !== endpoint.vpcId) {
    refuse('InvalidParameter', `Route table ${tableId} does not belong to VPC ${endpoint.vpcId}`);
  }
  if (table.routes.some((route) => route.prefixListId === prefixListId)) {
    refuse(
      'RouteAlreadyExists',
      `route table ${tableId} already has a route with destination-prefix-list-id ${prefixListId}`,
    );
  }
  table.routes.push({ prefixListId, gatewayId: endpoint.id, origin: 'CreateRoute' });
}

function dropRoute(data: Ec2, endpointId: string, tableId: string): void {
  const table = data.routeTables[tableId];
  if (table) table.routes = table.routes.filter(({ gatewayId }) => gatewayId !== endpointId);
}

/** Moves endpoints through pending → available and deleting → gone. */
export function tickEndpoints(world: World): boolean {
  const data = world.of(ec2Slice);
  let moved = false;
  for (const endpoint of Object.values(data.endpoints)) {
    if (endpoint.state === 'available' || world.now() < endpoint.nextAt) continue;
    moved = true;
    if (endpoint.state === 'pending') {
      endpoint.state = 'available';
      continue;
    }
    for (const id of endpoint.interfaceIds) forget(data, 'eni', id);
    forget(data, 'vpce', endpoint.id);
    forgetTokens(data, endpoint.id);
  }
  return moved;
}

function checkService(world: World, name: string, type: Endpoint['type']): void {
  const known = name.startsWith(`com.amazonaws.${world.region}.`);
  const gateway = prefixLists(world.region).some((list) => list.name === name);
  if (!known || (type === 'Gateway' && !gateway)) {
    refuse('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
  }
}

/** Private DNS is refused in a VPC without DNS of its own. */
function checkPrivateDns(data: Ec2, vpcId: string): void {
  const { dnsSupport, dnsHostnames } = need(data, 'vpc', vpcId);
  if (dnsSupport && dnsHostnames) return;
  const attributes = 'both enableDnsSupport and enableDnsHostnames VPC attributes set to true';
  refuse('InvalidParameter', `Enabling private DNS requires ${attributes} for ${vpcId}`);
}

/** Puts changed groups onto an interface endpoint and its network interfaces. */
function changeGroups(data: Ec2, endpoint: Endpoint, added: readonly string[], removed: readonly string[]): void {
  for (const id of added) need(data, 'sg', id);
  endpoint.groupIds = [...new Set([...endpoint.groupIds, ...added])].filter((id) => !removed.includes(id));
  for (const id of endpoint.interfaceIds) {
    const door = data.interfaces[id];
    if (door) door.groupIds = [...endpoint.groupIds];
  }
}

/** Makes all or nothing: a table that already has such a route spoils the call. */
function connect(world: World, data: Ec2, endpoint: Endpoint): void {
  const joined: string[] = [];
  try {
    for (const tableId of endpoint.routeTableIds) {
      addRoute(world, data, endpoint, tableId);
      joined.push(tableId);
    }
  } catch (problem) {
    for (const tableId of joined) dropRoute(data, endpoint.id, tableId);
    throw problem;
  }
  for (const subnetId of endpoint.subnetIds) {
    const { id } = addNetworkInterface(world, {
      subnetId,
      groupIds: endpoint.groupIds,
      description: `VPC Endpoint Interface ${endpoint.id}`,
      requesterManaged: true,
      requesterId: 'amazon-vpce',
      type: 'vpc_endpoint',
    });
    endpoint.interfaceIds.push(id);
  }
}

/** VPC endpoints. */
export const endpointOperations: Ec2Api = {
  CreateVpcEndpoint: (input, { world }) => {
    const data = world.of(ec2Slice);
    const { VpcId, ServiceName, VpcEndpointType: type = 'Gateway', TagSpecifications, ClientToken } = input;
    if (!ServiceName) refuse('MissingParameter', 'The request must contain the parameter serviceName');
    if (type !== 'Gateway' && type !== 'Interface') {
      refuse('NotImplemented', `The local cloud does not simulate VPC endpoints of type ${type}`, 501);
    }
    const id = once(data, 'CreateVpcEndpoint', input, () => {
      need(data, 'vpc', VpcId);
      checkService(world, ServiceName, type);
      for (const subnetId of input.SubnetIds ?? []) need(data, 'subnet', subnetId);
      const privateDns = type === 'Interface' && (input.PrivateDnsEnabled ?? true);
      if (privateDns) checkPrivateDns(data, VpcId);
      const tags = tagsFor('vpce', TagSpecifications);
      const fallback = defaultSecurityGroup(world, VpcId);
      const endpoint: Endpoint = {
        id: world.id('vpce'),
        type,
        vpcId: VpcId,
        serviceName: ServiceName,
        state: 'pending',
        policy: input.PolicyDocument ?? OPEN_POLICY,
        routeTableIds: type === 'Gateway' ? [...(input.RouteTableIds ?? [])] : [],
        subnetIds: type === 'Interface' ? [...(input.SubnetIds ?? [])] : [],
        groupIds: type === 'Interface' ? [...(input.SecurityGroupIds ?? (fallback ? [fallback] : []))] : [],
        interfaceIds: [],
        privateDns,
        createdAt: world.now(),
        nextAt: world.now() + world.weather.delay('ec2.vpc-endpoint.create'),
      };
      connect(world, data, endpoint);
      data.endpoints[endpoint.id] = endpoint;
      putTags(data, endpoint.id, tags);
      return endpoint.id;
    });
    return { VpcEndpoint: view(world, need(data, 'vpce', id)), ClientToken };
  },
  DescribeVpcEndpoints: ({ VpcEndpointIds, Filters, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'vpce', VpcEndpointIds, Filters, fields, paging);
    return { VpcEndpoints: found.items.map((endpoint) => view(world, endpoint)), NextToken: found.NextToken };
  },
  ModifyVpcEndpoint: (input, { world }) => {
    const data = world.of(ec2Slice);
    const endpoint = need(data, 'vpce', input.VpcEndpointId);
    if (input.AddSubnetIds?.length || input.RemoveSubnetIds?.length) {
      refuse('NotImplemented', 'The local cloud does not move VPC endpoints to other subnets', 501);
    }
    if (input.PrivateDnsEnabled) checkPrivateDns(data, endpoint.vpcId);
    if (endpoint.type === 'Interface') {
      endpoint.privateDns = input.PrivateDnsEnabled ?? endpoint.privateDns;
      changeGroups(data, endpoint, input.AddSecurityGroupIds ?? [], input.RemoveSecurityGroupIds ?? []);
    }
    for (const tableId of input.AddRouteTableIds ?? []) {
      if (endpoint.routeTableIds.includes(tableId)) continue;
      addRoute(world, data, endpoint, tableId);
      endpoint.routeTableIds.push(tableId);
    }
    for (const tableId of input.RemoveRouteTableIds ?? []) {
      dropRoute(data, endpoint.id, tableId);
      endpoint.routeTableIds = endpoint.routeTableIds.filter((each) => each !== tableId);
    }
    if (input.PolicyDocument) endpoint.policy = input.PolicyDocument;
    if (input.ResetPolicy) endpoint.policy = OPEN_POLICY;
    return { Return: true };
  },
  DeleteVpcEndpoints: ({ VpcEndpointIds }, { world }) => {
    const data = world.of(ec2Slice);
    const Unsuccessful = VpcEndpointIds.flatMap((id) => {
      const endpoint = Object.hasOwn(data.endpoints, id) ? data.endpoints[id] : undefined;
      if (!endpoint) {
        const problem = new Refusal('InvalidVpcEndpoint.NotFound', `The Vpc Endpoint Id '${id}' does not exist`, 400);
        return [{ ResourceId: id, Error: { Code: problem.code, Message: problem.message } }];
      }
      for (const tableId of endpoint.routeTableIds) dropRoute(data, id, tableId);
      endpoint.routeTableIds = [];
      if (endpoint.state !== 'deleting') {
        endpoint.state = 'deleting';
        endpoint.nextAt = world.now() + world.weather.delay('ec2.vpc-endpoint.delete');
      }
      return [];
    });
    return { Unsuccessful };
  },
};
