import { randomUUID } from 'node:crypto';
import type { World } from '../../world.js';
import { putAlarm, removeAlarm } from '../cloudwatch/alarms.js';
import { type Policy, scalingSlice } from './store.js';

/** The metrics that a policy may track, with the CloudWatch metric and the seconds of its period. */
export const trackedMetrics: Readonly<Record<string, { readonly name: string; readonly period: number }>> = {
  ECSServiceAverageCPUUtilization: { name: 'CPUUtilization', period: 60 },
  ECSServiceAverageCPUUtilizationHighResolution: { name: 'CPUUtilization', period: 20 },
  ECSServiceAverageMemoryUtilization: { name: 'MemoryUtilization', period: 60 },
};

/** An alarm goes off after so many periods: quickly over the target, slowly under nine tenths of it. */
const [HIGH_PERIODS, LOW_PERIODS, LOW_SHARE] = [3, 15, 0.9];

/** Makes or changes the two alarms of a policy. */
export function putPolicyAlarms(world: World, policy: Policy): void {
  const [, cluster = '', service = ''] = policy.resourceId.split('/');
  const { name, period } = trackedMetrics[policy.metric]!;
  const common = {
    description: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${policy.arn}.`,
    actions: [policy.arn],
    okActions: [],
    insufficientDataActions: [],
    actionsEnabled: true,
    namespace: 'AWS/ECS',
    metric: name,
    dimensions: [
      ['ClusterName', cluster],
      ['ServiceName', service],
    ] as [string, string][],
    statistic: 'Average',
    unit: 'Percent',
    periodSeconds: period,
    tags: {},
    paced: true,
  };
  putAlarm(world, {
    ...common,
    name: policy.alarms.high,
    evaluationPeriods: HIGH_PERIODS,
    threshold: policy.target,
    comparison: 'GreaterThanThreshold',
  });
  putAlarm(world, {
    ...common,
    name: policy.alarms.low,
    // The slow alarm keeps its minutes with the fast metric.
    periodSeconds: 60,
    evaluationPeriods: LOW_PERIODS,
    threshold: policy.target * LOW_SHARE,
    comparison: 'LessThanThreshold',
  });
}

/** The names of the alarms of a new policy. */
export function alarmNames(resourceId: string): Policy['alarms'] {
  return {
    high: `TargetTracking-${resourceId}-AlarmHigh-${randomUUID()}`,
    low: `TargetTracking-${resourceId}-AlarmLow-${randomUUID()}`,
  };
}

/** Deletes a policy with its alarms. */
export function removePolicy(world: World, policy: Policy): void {
  removeAlarm(world, policy.alarms.high);
  removeAlarm(world, policy.alarms.low);
  delete world.of(scalingSlice).policies[`${policy.resourceId}/${policy.name}`];
}

/** Deletes a scalable target with its policies. */
export function removeTarget(world: World, resourceId: string): void {
  const data = world.of(scalingSlice);
  for (const policy of Object.values(data.policies)) {
    if (policy.resourceId === resourceId) removePolicy(world, policy);
  }
  delete data.targets[resourceId];
}
