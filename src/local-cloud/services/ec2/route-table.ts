import type { Route as RouteView, RouteTable as TableView } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import type { Ec2Api } from './api.js';
import { forget, need, putTags, tagsFor, tagsOf } from './kinds.js';
import { type Fields, select } from './select.js';
import { type Ec2, ec2Slice, type Route, type RouteTable } from './store.js';
import { forgetTokens, once } from './tokens.js';

/** A route whose target is gone stays, and swallows its packets. */
function stateOf(data: Ec2, route: Route): 'active' | 'blackhole' {
  if (route.natGatewayId) {
    const { state } = data.natGateways[route.natGatewayId] ?? {};
    return state === 'available' || state === 'pending' ? 'active' : 'blackhole';
  }
  if (route.gatewayId?.startsWith('igw-'))
    return data.internetGateways[route.gatewayId]?.vpcId ? 'active' : 'blackhole';
  return 'active';
}

function routesOf(data: Ec2, table: RouteTable): RouteView[] {
  const local: RouteView = {
    DestinationCidrBlock: data.vpcs[table.vpcId]!.cidr,
    GatewayId: 'local',
    Origin: 'CreateRouteTable',
    State: 'active',
  };
  const own = table.routes.map((route) => ({
    DestinationCidrBlock: route.cidr,
    DestinationPrefixListId: route.prefixListId,
    GatewayId: route.gatewayId,
    NatGatewayId: route.natGatewayId,
    Origin: route.origin,
    State: stateOf(data, route),
  }));
  return [local, ...own];
}

function view(world: World, table: RouteTable): TableView {
  const data = world.of(ec2Slice);
  return {
    RouteTableId: table.id,
    VpcId: table.vpcId,
    OwnerId: world.account,
    Routes: routesOf(data, table),
    Associations: table.associations.map(({ id, main, subnetId }) => ({
      RouteTableAssociationId: id,
      RouteTableId: table.id,
      Main: main,
      SubnetId: subnetId,
      AssociationState: { State: 'associated' },
    })),
    PropagatingVgws: [],
    Tags: tagsOf(data, table.id),
  };
}

const fields = (world: World): Fields<RouteTable> => {
  const routes = (table: RouteTable) => routesOf(world.of(ec2Slice), table);
  return {
    'route-table-id': (table) => table.id,
    'vpc-id': (table) => table.vpcId,
    'owner-id': () => world.account,
    'association.main': (table) => table.associations.map(({ main }) => String(main)),
    'association.subnet-id': (table) => table.associations.map(({ subnetId }) => subnetId),
    'association.route-table-association-id': (table) => table.associations.map(({ id }) => id),
    'association.route-table-id': (table) => table.associations.map(() => table.id),
    'association.gateway-id': () => undefined,
    'route.destination-cidr-block': (table) => routes(table).map((route) => route.DestinationCidrBlock),
    'route.destination-prefix-list-id': (table) => routes(table).map((route) => route.DestinationPrefixListId),
    'route.gateway-id': (table) => routes(table).map((route) => route.GatewayId),
    'route.nat-gateway-id': (table) => routes(table).map((route) => route.NatGatewayId),
    'route.origin': (table) => routes(table).map((route) => route.Origin),
    'route.state': (table) => routes(table).map((route) => route.State),
  };
};

function findAssociation(data: Ec2, associationId: string): RouteTable {
  const found = Object.values(data.routeTables).find(({ associations }) =>
    associations.some(({ id }) => id === associationId),
  );
  return found ?? refuse('InvalidAssociationID.NotFound', `The association ID '${associationId}' does not exist`);
}

/** Route tables and their associations. */
export const routeTableOperations: Ec2Api = {
  CreateRouteTable: (input, { world }) => {
    const data = world.of(ec2Slice);
    const id = once(data, 'CreateRouteTable', input, () => {
      need(data, 'vpc', input.VpcId);
      const tags = tagsFor('rtb', input.TagSpecifications);
      const table: RouteTable = { id: world.id('rtb'), vpcId: input.VpcId, routes: [], associations: [] };
      data.routeTables[table.id] = table;
      putTags(data, table.id, tags);
      return table.id;
    });
    return { RouteTable: view(world, need(data, 'rtb', id)), ClientToken: input.ClientToken };
  },
  DescribeRouteTables: ({ RouteTableIds, Filters, ...paging }, { world }) => {
    const found = select(world.of(ec2Slice), 'rtb', RouteTableIds, Filters, fields(world), paging);
    return { RouteTables: found.items.map((table) => view(world, table)), NextToken: found.NextToken };
  },
  DeleteRouteTable: ({ RouteTableId }, { world }) => {
    const data = world.of(ec2Slice);
    if (need(data, 'rtb', RouteTableId).associations.length > 0) {
      refuse('DependencyViolation', `The routeTable '${RouteTableId}' has dependencies and cannot be deleted.`);
    }
    for (const endpoint of Object.values(data.endpoints)) {
      endpoint.routeTableIds = endpoint.routeTableIds.filter((id) => id !== RouteTableId);
    }
    forget(data, 'rtb', RouteTableId);
    forgetTokens(data, RouteTableId);
    return {};
  },
  AssociateRouteTable: ({ RouteTableId, SubnetId, GatewayId }, { world }) => {
    const data = world.of(ec2Slice);
    if (GatewayId) refuse('NotImplemented', 'The local cloud does not simulate associations with gateways', 501);
    if (!SubnetId) refuse('MissingParameter', 'The request must contain the parameter subnetId');
    const table = need(data, 'rtb', RouteTableId);
    const subnet = need(data, 'subnet', SubnetId);
    if (subnet.vpcId !== table.vpcId) {
      refuse(
        'InvalidParameterValue',
        `Route table ${RouteTableId} and subnet ${SubnetId} belong to different networks`,
      );
    }
    const taken = Object.values(data.routeTables).some(({ associations }) =>
      associations.some(({ subnetId }) => subnetId === SubnetId),
    );
    if (taken) {
      const text = `the specified association for route table ${RouteTableId} conflicts with an existing association`;
      refuse('Resource.AlreadyAssociated', text);
    }
    const id = world.id('rtbassoc');
    table.associations.push({ id, main: false, subnetId: SubnetId });
    return { AssociationId: id, AssociationState: { State: 'associated' } };
  },
  ReplaceRouteTableAssociation: ({ AssociationId, RouteTableId }, { world }) => {
    const data = world.of(ec2Slice);
    const from = findAssociation(data, AssociationId);
    const to = need(data, 'rtb', RouteTableId);
    if (from.vpcId !== to.vpcId) {
      refuse('InvalidParameterValue', `Route tables ${from.id} and ${to.id} belong to different networks`);
    }
    const old = from.associations.find(({ id }) => id === AssociationId)!;
    from.associations = from.associations.filter((each) => each !== old);
    const made = { ...old, id: world.id('rtbassoc') };
    to.associations.push(made);
    return { NewAssociationId: made.id, AssociationState: { State: 'associated' } };
  },
  DisassociateRouteTable: ({ AssociationId }, { world }) => {
    const table = findAssociation(world.of(ec2Slice), AssociationId);
    if (table.associations.some(({ id, main }) => id === AssociationId && main)) {
      refuse('InvalidParameterValue', `cannot disassociate the main route table association ${AssociationId}`);
    }
    table.associations = table.associations.filter(({ id }) => id !== AssociationId);
    return {};
  },
};
