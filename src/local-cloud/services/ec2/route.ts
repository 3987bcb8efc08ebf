import { refuse } from '../../refuse.js';
import { lookUp } from '../../world.js';
import type { Ec2Api } from './api.js';
import { contains, formatBlock, parseBlock } from './ip.js';
import { need } from './kinds.js';
import { type Ec2, ec2Slice, type Route, type RouteTable } from './store.js';

interface RouteInput {
  readonly RouteTableId: string;
  readonly DestinationCidrBlock?: string | undefined;
  readonly GatewayId?: string | undefined;
  readonly NatGatewayId?: string | undefined;
}

const SIMULATED = ['RouteTableId', 'DestinationCidrBlock', 'GatewayId', 'NatGatewayId', 'DryRun'];

/** Reads a route and checks that its target is there and belongs to the table's VPC. */
function readRoute(data: Ec2, input: RouteInput, table: RouteTable): Route & { cidr: string } {
  const other = Object.keys(input).find((key) => !SIMULATED.includes(key));
  if (other) refuse('NotImplemented', `The local cloud does not simulate routes with ${other}`, 501);
  const { DestinationCidrBlock, GatewayId, NatGatewayId } = input;
  const block = parseBlock(DestinationCidrBlock ?? '');
  if (!DestinationCidrBlock) refuse('MissingParameter', 'The request must contain the parameter destinationCidrBlock');
  if (!block) {
    refuse(
      'InvalidParameterValue',
      `Value (${DestinationCidrBlock}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  if (Boolean(GatewayId) === Boolean(NatGatewayId)) {
    refuse('InvalidParameterCombination', 'The request must contain exactly one of gatewayId, natGatewayId');
  }
  if (contains(parseBlock(data.vpcs[table.vpcId]!.cidr)!, block)) {
    const text = `Route destination CIDR block ${DestinationCidrBlock} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`;
    refuse('InvalidParameterValue', text);
  }
  const cidr = formatBlock(block);
  if (GatewayId) {
    const gateway = lookUp(data.internetGateways, GatewayId);
    if (!gateway) refuse('InvalidGatewayID.NotFound', `The gateway ID '${GatewayId}' does not exist`);
    if (gateway.vpcId !== table.vpcId) {
      refuse(
        'InvalidParameterValue',
        `route table ${table.id} and network gateway ${GatewayId} belong to different networks`,
      );
    }
    return { cidr, gatewayId: GatewayId, origin: 'CreateRoute' };
  }
  const nat = lookUp(data.natGateways, NatGatewayId!);
  if (!nat || nat.state === 'deleted' || nat.state === 'deleting' || nat.state === 'failed') {
    refuse('InvalidNatGatewayID.NotFound', `The natGateway ID '${NatGatewayId}' does not exist`);
  }
  if (nat.vpcId !== table.vpcId) {
    refuse('InvalidParameterValue', `route table ${table.id} and NAT gateway ${nat.id} belong to different networks`);
  }
  return { cidr, natGatewayId: nat.id, origin: 'CreateRoute' };
}

/** Routes. */
export const routeOperations: Ec2Api = {
  CreateRoute: (input, { world }) => {
    const data = world.of(ec2Slice);
    const table = need(data, 'rtb', input.RouteTableId);
    const route = readRoute(data, input, table);
    if (table.routes.some(({ cidr }) => cidr === route.cidr)) {
      refuse('RouteAlreadyExists', `The route identified by ${route.cidr} already exists.`);
    }
    table.routes.push(route);
    return { Return: true };
  },
  ReplaceRoute: (input, { world }) => {
    const data = world.of(ec2Slice);
    const table = need(data, 'rtb', input.RouteTableId);
    const route = readRoute(data, input, table);
    const index = table.routes.findIndex(({ cidr }) => cidr === route.cidr);
    if (index < 0) {
      refuse(
        'InvalidParameterValue',
        `There is no route defined for '${route.cidr}' in the route table. Use CreateRoute instead.`,
      );
    }
    table.routes[index] = route;
    return {};
  },
  DeleteRoute: ({ RouteTableId, DestinationCidrBlock, DestinationPrefixListId }, { world }) => {
    const table = need(world.of(ec2Slice), 'rtb', RouteTableId);
    if (DestinationPrefixListId) {
      refuse(
        'InvalidParameterValue',
        `cannot remove VPC endpoint route ${DestinationPrefixListId} in route table ${RouteTableId}`,
      );
    }
    const block = parseBlock(DestinationCidrBlock ?? '');
    const index = table.routes.findIndex(({ cidr }) => block && cidr === formatBlock(block));
    if (index < 0) {
      const text = `no route with destination-cidr-block ${DestinationCidrBlock} in route table ${RouteTableId}`;
      refuse('InvalidRoute.NotFound', text);
    }
    table.routes.splice(index, 1);
    return {};
  },
};
