import {
  CreateRouteTableCommand,
  DeleteRouteTableCommand,
  DescribeRouteTablesCommand,
  type Filter,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { findOwned, listOwned, tagList, tagsFrom } from './owned.js';
import { associate, disassociate, everywhere, noRoute, route } from './routes.js';
import { tagged } from './tagged.js';

export interface RouteTableProps {
  readonly vpcId: string;
  /** Where everything goes that stays not in the VPC: the id of an internet gateway or of a NAT gateway. */
  readonly target: string;
  readonly subnetIds: readonly string[];
}

export interface RouteTableLive extends Live {
  readonly vpcId?: string;
  readonly target: string;
  readonly subnetIds: readonly string[];
  /** One for each of `subnetIds`, in the same order. */
  readonly associationIds: readonly string[];
}

const show = (aws: Aws) => async (Filters: Filter[]) =>
  (await aws.ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables;

const liveOf = (it: RouteTable): RouteTableLive => {
  const route = it.Routes?.find((r) => r.DestinationCidrBlock === everywhere);
  const associations = (it.Associations ?? []).filter(
    (a) => a.SubnetId && !['disassociating', 'disassociated', 'failed'].includes(a.AssociationState?.State ?? ''),
  );
  return {
    id: it.RouteTableId ?? '',
    tags: tagsFrom(it),
    vpcId: it.VpcId,
    target: route ? (route.NatGatewayId ?? route.GatewayId ?? 'other') : noRoute,
    subnetIds: associations.map((a) => a.SubnetId ?? ''),
    associationIds: associations.map((a) => a.RouteTableAssociationId ?? ''),
  };
};

/** Where the subnets' traffic goes. */
export const routeTable: Resource<RouteTableProps, RouteTableLive> = tagged({
  type: 'ec2:route-table',
  find: (aws, at) => findOwned(at, show(aws), 'route-table-id', liveOf),
  async create(aws, { vpcId }, { tags, token }) {
    const { RouteTable } = await aws.ec2.send(
      new CreateRouteTableCommand({
        VpcId: vpcId,
        ClientToken: token,
        TagSpecifications: [{ ResourceType: 'route-table', Tags: tagList(tags) }],
      }),
    );
    return RouteTable?.RouteTableId ?? '';
  },
  phase: () => 'ready',
  drift: (live, props) => [
    ...differences(live, props, ['vpcId'], 'frozen'),
    ...differences(live, props, ['target', 'subnetIds']),
  ],
  async sync(aws, live, props, changes) {
    if (changes.some((it) => it.path === 'target')) await route(aws, live.id, props.target, live.target);
    for (const id of props.subnetIds) if (!live.subnetIds.includes(id)) await associate(aws, live.id, id);
    for (const [i, id] of live.subnetIds.entries())
      if (!props.subnetIds.includes(id)) await disassociate(aws, live.associationIds[i] ?? '');
  },
  async remove(aws, live) {
    for (const id of live.associationIds) await disassociate(aws, id);
    await unlessMissing(aws.ec2.send(new DeleteRouteTableCommand({ RouteTableId: live.id })));
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.RouteTableId),
});
