import type * as sdk from '@aws-sdk/client-cloudwatch';
import { ResourceNotFound, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { findAlarm, putAlarm, removeAlarm } from './alarms.js';
import { type Alarm, cloudwatchSlice } from './store.js';

const shown = (alarm: Alarm): sdk.MetricAlarm => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  AlarmDescription: alarm.description,
  AlarmConfigurationUpdatedTimestamp: new Date(alarm.updatedAt),
  ActionsEnabled: alarm.actionsEnabled,
  OKActions: alarm.okActions,
  AlarmActions: alarm.actions,
  InsufficientDataActions: alarm.insufficientDataActions,
  StateValue: alarm.state,
  StateReason: alarm.stateReason,
  StateUpdatedTimestamp: new Date(alarm.stateUpdatedAt),
  StateTransitionedTimestamp: new Date(alarm.stateUpdatedAt),
  Namespace: alarm.namespace,
  MetricName: alarm.metric,
  Dimensions: alarm.dimensions.map(([Name, Value]) => ({ Name, Value })),
  Statistic: alarm.statistic as sdk.Statistic,
  Unit: alarm.unit as sdk.StandardUnit | undefined,
  Period: alarm.periodSeconds,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparison as sdk.ComparisonOperator,
  TreatMissingData: alarm.missingData,
});

const tagRecord = (tags: readonly sdk.Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value!]));

function alarmOfArn(world: World, arn: string): Alarm {
  const alarm = findAlarm(world, arn.slice(arn.indexOf(':alarm:') + ':alarm:'.length));
  if (alarm?.arn === arn) return alarm;
  throw new ResourceNotFoundException({
    message: `Resource not found: ${arn}`,
    ResourceType: 'alarm',
    ResourceId: arn,
    $metadata: {},
  });
}

/** How many alarms one answer holds, unless asked for fewer. */
const PAGE = 50;

/** Alarms on single metrics; composite ones are not simulated. */
export const alarmOperations: Partial<Api<typeof sdk>> = {
  DescribeAlarms: (input, { world }) => {
    const wanted = Object.values(world.of(cloudwatchSlice).alarms)
      .filter(
        ({ name, state, actions }) =>
          (!input.AlarmNames?.length || input.AlarmNames.includes(name)) &&
          name.startsWith(input.AlarmNamePrefix ?? '') &&
          (input.StateValue === undefined || state === input.StateValue) &&
          (input.ActionPrefix === undefined || actions.some((action) => action.startsWith(input.ActionPrefix!))),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const start = Number(input.NextToken ?? 0);
    const end = start + (input.MaxRecords ?? PAGE);
    return {
      MetricAlarms: wanted.slice(start, end).map(shown),
      CompositeAlarms: [],
      ...(end < wanted.length && { NextToken: String(end) }),
    };
  },

  PutMetricAlarm: (input, { world }) => {
    if (!input.MetricName || !input.Namespace || !input.Period || input.Threshold === undefined || !input.Statistic) {
      refuse(
        'ValidationError',
        'The local cloud makes alarms on one metric with a statistic, period and threshold only',
      );
    }
    putAlarm(world, {
      name: input.AlarmName,
      description: input.AlarmDescription,
      actions: input.AlarmActions ?? [],
      okActions: input.OKActions ?? [],
      insufficientDataActions: input.InsufficientDataActions ?? [],
      actionsEnabled: input.ActionsEnabled ?? true,
      namespace: input.Namespace,
      metric: input.MetricName,
      dimensions: (input.Dimensions ?? []).map(({ Name, Value }) => [Name!, Value!]),
      statistic: input.Statistic,
      unit: input.Unit,
      periodSeconds: input.Period,
      evaluationPeriods: input.EvaluationPeriods ?? 1,
      datapointsToAlarm: input.DatapointsToAlarm,
      threshold: input.Threshold,
      comparison: input.ComparisonOperator ?? 'GreaterThanThreshold',
      missingData: input.TreatMissingData,
      tags: tagRecord(input.Tags),
      paced: false,
    });
    return {};
  },

  DeleteAlarms: (input, { world }) => {
    const missing = input.AlarmNames.filter((name) => !findAlarm(world, name));
    if (missing.length > 0) {
      throw new ResourceNotFound({ message: `Unknown alarm: ${missing.join(', ')}`, $metadata: {} });
    }
    for (const name of input.AlarmNames) removeAlarm(world, name);
    return {};
  },

  ListTagsForResource: (input, { world }) => ({
    Tags: Object.entries(alarmOfArn(world, input.ResourceARN).tags).map(([Key, Value]) => ({ Key, Value })),
  }),

  TagResource: (input, { world }) => {
    Object.assign(alarmOfArn(world, input.ResourceARN).tags, tagRecord(input.Tags));
    return {};
  },

  UntagResource: (input, { world }) => {
    const { tags } = alarmOfArn(world, input.ResourceARN);
    for (const key of input.TagKeys) delete tags[key];
    return {};
  },
};
