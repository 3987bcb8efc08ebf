import type { NatGateway, Route } from '@aws-sdk/client-ec2';
import type { Network } from './facts.js';

/** The way from a subnet to the internet: by its own route table, else by the VPC's main one. */
export function wayOut({ routeTables }: Network, subnetId: string): Route | undefined {
  const own = routeTables.find((it) => it.Associations?.some((by) => by.SubnetId === subnetId));
  const table = own ?? routeTables.find((it) => it.Associations?.some((by) => by.Main));
  return table?.Routes?.find((it) => it.DestinationCidrBlock === '0.0.0.0/0');
}

/** Whether a subnet is public: its way out is an internet gateway that is attached. */
export function isPublic(network: Network, subnetId: string): boolean {
  const { GatewayId, State } = wayOut(network, subnetId) ?? {};
  if (!GatewayId?.startsWith('igw-') || State === 'blackhole') return false;
  const gateway = network.internetGateways.find((it) => it.InternetGatewayId === GatewayId);
  // AWS says `available` where everything else says `attached`.
  return gateway?.Attachments?.some((it) => it.State !== 'detached' && it.State !== 'detaching') ?? false;
}

/** The NAT gateway that a way leads to; undefined when it is gone or not yet there. */
export function natOf({ natGateways }: Network, { NatGatewayId, State }: Route): NatGateway | undefined {
  if (State === 'blackhole') return undefined;
  return natGateways.find((it) => it.NatGatewayId === NatGatewayId && it.State === 'available');
}
