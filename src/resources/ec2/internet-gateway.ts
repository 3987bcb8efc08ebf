import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  DeleteInternetGatewayCommand,
  DescribeInternetGatewaysCommand,
  DetachInternetGatewayCommand,
  type Filter,
  type InternetGateway,
} from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { everyPage } from '../pages.js';
import { quotas } from '../quotas.js';
import { interfacesIn } from './interfaces.js';
import { findOwned, listOwned, tagList, tagsFrom } from './owned.js';
import { refused } from './refused.js';
import { mostPerPage, standingOf } from './standing.js';
import { tagged } from './tagged.js';

export interface InternetGatewayProps {
  readonly vpcId: string;
}

export interface InternetGatewayLive extends Live {
  /** Absent while it is attached to none. */
  readonly vpcId?: string;
}

const show = (aws: Aws) => async (Filters: Filter[]) =>
  (await aws.ec2.send(new DescribeInternetGatewaysCommand({ Filters }))).InternetGateways;

const liveOf = (it: InternetGateway): InternetGatewayLive => ({
  id: it.InternetGatewayId ?? '',
  tags: tagsFrom(it),
  state: it.Attachments?.[0]?.State,
  vpcId: it.Attachments?.find((a) => a.State !== 'detached')?.VpcId,
});

const detach = (aws: Aws, InternetGatewayId: string, VpcId: string) =>
  unlessMissing(aws.ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId })));

/** The door between the VPC and the internet. */
export const internetGateway: Resource<InternetGatewayProps, InternetGatewayLive> = tagged({
  type: 'ec2:internet-gateway',
  quota: {
    ...quotas.internetGateways,
    async standing(aws) {
      const all = await everyPage(async (NextToken) => {
        const page = await aws.ec2.send(new DescribeInternetGatewaysCommand({ MaxResults: mostPerPage, NextToken }));
        return { items: page.InternetGateways, next: page.NextToken };
      });
      const named = standingOf<InternetGateway>((it) => it.InternetGatewayId);
      return all.map((it) => ({ ...named(it), ...(!it.Attachments?.length && { idle: true }) }));
    },
  },
  find: (aws, at) => findOwned(at, show(aws), 'internet-gateway-id', liveOf),
  async create(aws, _props, { tags }) {
    const { InternetGateway } = await aws.ec2.send(
      new CreateInternetGatewayCommand({
        TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: tagList(tags) }],
      }),
    );
    return InternetGateway?.InternetGatewayId ?? '';
  },
  phase: () => 'ready',
  drift: (live, { vpcId }) => (live.vpcId === vpcId ? [] : [{ path: 'vpcId', is: live.vpcId, want: vpcId }]),
  async sync(aws, live, { vpcId }) {
    if (live.vpcId) await detach(aws, live.id, live.vpcId);
    await refused(
      'Resource.AlreadyAssociated',
      aws.ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: live.id, VpcId: vpcId })),
    );
  },
  async remove(aws, { id, vpcId }) {
    if (vpcId) await detach(aws, id, vpcId);
    await unlessMissing(aws.ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: id })));
  },
  list: (aws, scope) => listOwned(scope, show(aws), (it) => it.InternetGatewayId),
  // It cannot be detached while anything in the VPC holds a public address.
  explain: async (aws, live) => (live?.vpcId ? interfacesIn(aws, 'vpc-id', live.vpcId) : []),
});
