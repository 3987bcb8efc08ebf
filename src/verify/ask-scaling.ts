import {
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Service } from '@aws-sdk/client-ecs';
import type { Aws } from '../aws/clients.js';
import { nameOf } from '../aws/names.js';
import { ofService } from '../resources/scaling/of-service.js';
import type { Asking } from './ask.js';
import type { Facts } from './facts.js';
import { isByHand, type Search } from './find-service.js';

/** Who scales the service, between which bounds, by which rule, with which alarms, and what it did of late. */
export async function askScaling(
  aws: Aws,
  { ask }: Asking,
  search: Search,
  service: Service | undefined,
): Promise<Pick<Facts, 'scalableTarget' | 'policies' | 'alarms' | 'activities'>> {
  const id = idOf(search, service);
  if (!id) return { policies: [], alarms: [], activities: [] };
  const { ServiceNamespace, ScalableDimension } = ofService(id);
  const [targets, rules, past] = await Promise.all([
    ask(
      aws.scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace, ScalableDimension, ResourceIds: [id] })),
    ),
    ask(aws.scaling.send(new DescribeScalingPoliciesCommand(ofService(id)))),
    // No line is judged by the past: what is wrong with it is no reason to judge nothing.
    aws.scaling.send(new DescribeScalingActivitiesCommand(ofService(id))).catch(() => undefined),
  ]);
  const policies = rules?.ScalingPolicies ?? [];
  const AlarmNames = policies.flatMap((it) => (it.Alarms ?? []).flatMap((alarm) => alarm.AlarmName ?? []));
  const described =
    AlarmNames.length > 0 ? await ask(aws.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }))) : undefined;
  const scalableTarget = targets?.ScalableTargets?.[0];
  return {
    ...(scalableTarget && { scalableTarget }),
    policies,
    alarms: described?.MetricAlarms ?? [],
    activities: past?.ScalingActivities ?? [],
  };
}

function idOf(search: Search, service: Service | undefined): string | undefined {
  if (service) return `service/${service.clusterArn?.split('/').at(-1)}/${service.serviceName}`;
  const { owner } = search;
  if (isByHand(search)) return undefined;
  return `service/${nameOf(owner, 'cluster', 'ecs:cluster')}/${nameOf(owner, 'service', 'ecs:service')}`;
}
