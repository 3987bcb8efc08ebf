import {
  AssociateRouteTableCommand,
  CreateRouteCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { refused } from './refused.js';

/** The destination of a default route. */
export const everywhere = '0.0.0.0/0';

/** What stands for the target of a default route that is not there. */
export const noRoute = 'none';

/** Sends the table's default route to an internet gateway or a NAT gateway; `is` is where it goes now. */
export async function route(aws: Aws, RouteTableId: string, target: string, is: string): Promise<void> {
  const input = {
    RouteTableId,
    DestinationCidrBlock: everywhere,
    ...(target.startsWith('nat-') ? { NatGatewayId: target } : { GatewayId: target }),
  };
  // A route to a NAT gateway that is gone stays as a black hole and refuses a second one beside it.
  if (is !== noRoute || (await refused('RouteAlreadyExists', aws.ec2.send(new CreateRouteCommand(input)))))
    await aws.ec2.send(new ReplaceRouteCommand(input));
}

/** Hangs a subnet on the table; one that hangs on another is moved, so that it is never without a route between. */
export async function associate(aws: Aws, RouteTableId: string, SubnetId: string): Promise<void> {
  const call = aws.ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  if (!(await refused('Resource.AlreadyAssociated', call))) return;
  const { RouteTables } = await aws.ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.subnet-id', Values: [SubnetId] }] }),
  );
  const now = RouteTables?.[0]?.Associations?.find((it) => it.SubnetId === SubnetId);
  if (!now?.RouteTableAssociationId || now.RouteTableId === RouteTableId) return;
  await aws.ec2.send(
    new ReplaceRouteTableAssociationCommand({ AssociationId: now.RouteTableAssociationId, RouteTableId }),
  );
}

/** Takes a subnet off its table. */
export const disassociate = (aws: Aws, AssociationId: string) =>
  unlessMissing(aws.ec2.send(new DisassociateRouteTableCommand({ AssociationId })));
