import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../aws/clients.js';
import { stackTag } from '../aws/names.js';
import type { Asking } from './ask.js';
import type { Network } from './facts.js';
import { isByHand, type Search } from './find-service.js';

const nothing: Network = {
  subnets: [],
  routeTables: [],
  internetGateways: [],
  natGateways: [],
  addresses: [],
  securityGroups: [],
  endpoints: [],
};

/** A VPC and all that decides who reaches whom in it; without an id, the VPC that bears our tag. */
export async function askNetwork(
  { ec2 }: Aws,
  { ask }: Asking,
  search: Search,
  vpcId: string | undefined,
): Promise<Network> {
  if (!vpcId && isByHand(search)) return nothing;
  const vpcs = await ask(
    ec2.send(
      new DescribeVpcsCommand(
        vpcId ? { VpcIds: [vpcId] } : { Filters: [{ Name: `tag:${stackTag}`, Values: [search.owner.stack] }] },
      ),
    ),
  );
  const vpc = vpcs?.Vpcs?.[0];
  if (!vpc?.VpcId) return nothing;
  const Filters = [{ Name: 'vpc-id', Values: [vpc.VpcId] }];
  const [subnets, routes, gateways, nats, addresses, groups, endpoints] = await Promise.all([
    ask(ec2.send(new DescribeSubnetsCommand({ Filters }))),
    ask(ec2.send(new DescribeRouteTablesCommand({ Filters }))),
    ask(
      ec2.send(new DescribeInternetGatewaysCommand({ Filters: [{ Name: 'attachment.vpc-id', Values: [vpc.VpcId] }] })),
    ),
    ask(ec2.send(new DescribeNatGatewaysCommand({ Filter: Filters }))),
    ask(ec2.send(new DescribeAddressesCommand({}))),
    ask(ec2.send(new DescribeSecurityGroupsCommand({ Filters }))),
    ask(ec2.send(new DescribeVpcEndpointsCommand({ Filters }))),
  ]);
  const natGateways = nats?.NatGateways ?? [];
  const used = natGateways.flatMap((it) => (it.NatGatewayAddresses ?? []).map((by) => by.AllocationId));
  return {
    vpc,
    subnets: subnets?.Subnets ?? [],
    routeTables: routes?.RouteTables ?? [],
    internetGateways: gateways?.InternetGateways ?? [],
    natGateways,
    addresses: (addresses?.Addresses ?? []).filter((it) => used.includes(it.AllocationId)),
    securityGroups: groups?.SecurityGroups ?? [],
    endpoints: endpoints?.VpcEndpoints ?? [],
  };
}
