import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { unlessMissing } from '../../aws/errors.js';
import type { Found, Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';
import { ownAmong, tagList } from './tags.js';

export interface ListenerProps {
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly targetGroupArn: string;
}

export interface ListenerLive extends Live {
  readonly targetGroupArn?: string;
}

const forwardTo = (TargetGroupArn: string) => [{ Type: 'forward' as const, TargetGroupArn }];

/** A port of a load balancer and where it leads. Another port is another listener. */
export const listener: Resource<ListenerProps, ListenerLive> = {
  type: 'elbv2:listener',
  async find(aws, { id, props }) {
    const where = props.loadBalancerArn ? { LoadBalancerArn: props.loadBalancerArn } : { ListenerArns: id ? [id] : [] };
    const answer = await unlessMissing(aws.elbv2.send(new DescribeListenersCommand(where)));
    const it = answer?.Listeners?.find((one) => one.Port === props.port || one.ListenerArn === id);
    const action = it?.DefaultActions?.[0];
    return (
      it && {
        id: it.ListenerArn ?? '',
        targetGroupArn: action?.TargetGroupArn ?? action?.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn,
      }
    );
  },
  async create(aws, { loadBalancerArn, port, targetGroupArn }, { tags }) {
    const { Listeners } = await aws.elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancerArn,
        Protocol: 'HTTP',
        Port: port,
        DefaultActions: forwardTo(targetGroupArn),
        Tags: tagList(tags),
      }),
    );
    return Listeners?.[0]?.ListenerArn ?? '';
  },
  phase: () => 'ready',
  drift: (live, props) => differences(live, props, ['targetGroupArn']),
  async sync(aws, { id }, { targetGroupArn }) {
    await aws.elbv2.send(new ModifyListenerCommand({ ListenerArn: id, DefaultActions: forwardTo(targetGroupArn) }));
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.elbv2.send(new DeleteListenerCommand({ ListenerArn: id })));
  },
  // Listed through its load balancer, whose name it goes by.
  async list(aws, scope) {
    const all = await everyPage(async (Marker) => {
      const page = await aws.elbv2.send(new DescribeLoadBalancersCommand({ Marker }));
      return { items: page.LoadBalancers, next: page.NextMarker };
    });
    const listeners: Found[] = [];
    for (const { LoadBalancerArn, LoadBalancerName: name = '' } of all) {
      if (!name.startsWith(`${scope.stack}-`)) continue;
      const answer = await unlessMissing(aws.elbv2.send(new DescribeListenersCommand({ LoadBalancerArn })));
      listeners.push(...(answer?.Listeners ?? []).map((it) => ({ id: it.ListenerArn ?? '', name })));
    }
    return listeners.length > 0 ? ownAmong(aws, scope, listeners) : [];
  },
};
