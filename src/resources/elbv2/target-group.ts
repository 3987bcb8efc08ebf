import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { everyPage } from '../pages.js';
import { ownAmong, tagList, tagsOf } from './tags.js';

interface HealthCheck {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** HTTP codes that count as healthy, as in `200-299`. */
  readonly matcher: string;
}

export interface TargetGroupProps extends HealthCheck {
  readonly vpcId: string;
  readonly deregistrationDelaySeconds: number;
}

export type TargetGroupLive = Live & { readonly [P in keyof TargetGroupProps]?: TargetGroupProps[P] };

const delay = 'deregistration_delay.timeout_seconds';

const healthCheckOf = (props: HealthCheck) => ({
  HealthCheckPath: props.path,
  HealthCheckIntervalSeconds: props.intervalSeconds,
  HealthCheckTimeoutSeconds: props.timeoutSeconds,
  HealthyThresholdCount: props.healthyThreshold,
  UnhealthyThresholdCount: props.unhealthyThreshold,
  Matcher: { HttpCode: props.matcher },
});

async function delayOf(aws: Aws, TargetGroupArn: string): Promise<number | undefined> {
  const answer = await unlessMissing(aws.elbv2.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn })));
  const value = answer?.Attributes?.find((it) => it.Key === delay)?.Value;
  return value === undefined ? undefined : Number(value);
}

/** The tasks that the load balancer sends to, and how it tells that they are well. */
export const targetGroup: Resource<TargetGroupProps, TargetGroupLive> = {
  type: 'elbv2:target-group',
  async find(aws, at) {
    const which = at.id === undefined ? { Names: [at.name] } : { TargetGroupArns: [at.id] };
    const answer = await unlessMissing(aws.elbv2.send(new DescribeTargetGroupsCommand(which)));
    const it = answer?.TargetGroups?.[0];
    if (!it) return undefined;
    const id = it.TargetGroupArn ?? '';
    return {
      id,
      vpcId: it.VpcId,
      path: it.HealthCheckPath,
      intervalSeconds: it.HealthCheckIntervalSeconds,
      timeoutSeconds: it.HealthCheckTimeoutSeconds,
      healthyThreshold: it.HealthyThresholdCount,
      unhealthyThreshold: it.UnhealthyThresholdCount,
      matcher: it.Matcher?.HttpCode,
      deregistrationDelaySeconds: at.lean ? undefined : await delayOf(aws, id),
      ...(at.id === undefined && { tags: await tagsOf(aws, id) }),
    };
  },
  async create(aws, props, { name, tags }) {
    const { TargetGroups } = await aws.elbv2.send(
      new CreateTargetGroupCommand({
        Name: name,
        TargetType: 'ip',
        Protocol: 'HTTP',
        // Only a default: ECS registers every task with its container's port.
        Port: 80,
        VpcId: props.vpcId,
        ...healthCheckOf(props),
        Tags: tagList(tags),
      }),
    );
    return TargetGroups?.[0]?.TargetGroupArn ?? '';
  },
  phase: () => 'ready',
  drift: (live, props) => [
    ...differences(live, props, ['vpcId'], 'frozen'),
    ...differences(live, props, ['path', 'intervalSeconds', 'timeoutSeconds', 'healthyThreshold']),
    ...differences(live, props, ['unhealthyThreshold', 'matcher', 'deregistrationDelaySeconds']),
  ],
  async sync(aws, { id: TargetGroupArn }, props, changes) {
    const [slow, check] = [changes.some(isDelay), changes.some((it) => !isDelay(it))];
    if (check) await aws.elbv2.send(new ModifyTargetGroupCommand({ TargetGroupArn, ...healthCheckOf(props) }));
    // The creation has no parameter for it, and AWS's own 300 seconds would be added to every deployment and to destroy.
    const Attributes = [{ Key: delay, Value: String(props.deregistrationDelaySeconds) }];
    if (slow) await aws.elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  },
  async remove(aws, { id }) {
    await unlessMissing(aws.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: id })));
  },
  async list(aws, scope) {
    const all = await everyPage(async (Marker) => {
      const page = await aws.elbv2.send(new DescribeTargetGroupsCommand({ Marker }));
      return { items: page.TargetGroups, next: page.NextMarker };
    });
    return ownAmong(
      aws,
      scope,
      all.map((it) => ({ id: it.TargetGroupArn ?? '', name: it.TargetGroupName ?? '' })),
    );
  },
};

const isDelay = ({ path }: { readonly path: string }) => path === 'deregistrationDelaySeconds';
