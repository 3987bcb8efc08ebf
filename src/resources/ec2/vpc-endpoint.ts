import { CreateVpcEndpointCommand, ModifyVpcEndpointCommand, type VpcEndpoint } from '@aws-sdk/client-ec2';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Phase, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { byId, deleteEndpoint, show, stateOf } from './endpoints.js';
import { findOwned, listOwned, tagList, tagsFrom } from './owned.js';
import { tagged } from './tagged.js';

export interface VpcEndpointProps {
  readonly vpcId: string;
  readonly serviceName: string;
  readonly routeTableIds: readonly string[];
}

export interface VpcEndpointLive extends Live {
  readonly vpcId?: string;
  readonly serviceName?: string;
  readonly routeTableIds?: readonly string[];
  readonly failure?: string;
}

const phases: Readonly<Record<string, Phase>> = {
  pending: 'pending',
  pendingacceptance: 'pending',
  available: 'ready',
  partial: 'failed',
  failed: 'failed',
  rejected: 'failed',
  expired: 'failed',
  deleting: 'leaving',
};

const phase = (live: VpcEndpointLive): Phase => phases[live.state ?? ''] ?? 'pending';

const liveOf = (it: VpcEndpoint): VpcEndpointLive => ({
  id: it.VpcEndpointId ?? '',
  tags: tagsFrom(it),
  state: stateOf(it),
  vpcId: it.VpcId,
  serviceName: it.ServiceName,
  routeTableIds: it.RouteTableIds,
  failure: it.FailureReason ?? it.LastError?.Message,
});

/** The free way to an AWS service (S3) that passes by the NAT gateway: layers of images come through it. */
export const vpcEndpoint: Resource<VpcEndpointProps, VpcEndpointLive> = tagged({
  type: 'ec2:vpc-endpoint',
  settles: true,
  find: (aws, at) => findOwned(at, show(aws), byId, liveOf, phase),
  async create(aws, { vpcId, serviceName, routeTableIds }, { tags, token }) {
    const { VpcEndpoint } = await aws.ec2.send(
      new CreateVpcEndpointCommand({
        VpcEndpointType: 'Gateway',
        VpcId: vpcId,
        ServiceName: serviceName,
        RouteTableIds: [...routeTableIds],
        ClientToken: token,
        TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: tagList(tags) }],
      }),
    );
    return VpcEndpoint?.VpcEndpointId ?? '';
  },
  phase,
  // Without it traffic takes the NAT gateway, so nobody needs to wait for it.
  usable: () => true,
  drift: (live, props) => [
    ...differences(live, props, ['vpcId', 'serviceName'], 'frozen'),
    ...differences(live, props, ['routeTableIds']),
  ],
  async sync(aws, live, { routeTableIds }) {
    const { routeTableIds: is = [] } = live;
    await aws.ec2.send(
      new ModifyVpcEndpointCommand({
        VpcEndpointId: live.id,
        AddRouteTableIds: routeTableIds.filter((id) => !is.includes(id)),
        RemoveRouteTableIds: is.filter((id) => !routeTableIds.includes(id)),
      }),
    );
  },
  async remove(aws, { id }) {
    await unlessMissing(deleteEndpoint(aws, id));
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.VpcEndpointId),
  explain: async (_aws, live) =>
    live?.failure ? [{ kind: 'state', state: live.state ?? 'failed', message: live.failure }] : [],
});
