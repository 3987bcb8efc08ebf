import type { Slice } from '../../world.js';

/** One published set of values of a metric; `at` in milliseconds. */
export interface Sample {
  at: number;
  sum: number;
  count: number;
  min: number;
  max: number;
}

/** A metric with its samples in the order of their time. */
export interface Metric {
  namespace: string;
  name: string;
  /** Sorted by name. */
  dimensions: [name: string, value: string][];
  unit: string;
  samples: Sample[];
}

/** The state of an alarm, in CloudWatch's words. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm on one metric. */
export interface Alarm {
  name: string;
  arn: string;
  description?: string;
  actions: string[];
  okActions: string[];
  insufficientDataActions: string[];
  actionsEnabled: boolean;
  namespace: string;
  metric: string;
  dimensions: [name: string, value: string][];
  statistic: string;
  unit?: string;
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm?: number;
  threshold: number;
  comparison: string;
  missingData?: string;
  tags: Record<string, string>;
  /** True for the alarms of target tracking, whose periods follow scalingSpeed. */
  paced: boolean;
  state: AlarmState;
  stateReason: string;
  stateUpdatedAt: number;
  updatedAt: number;
  /** The end of the last period that was judged. */
  judgedAt: number;
  /** The last period's value. */
  value?: number;
}

/** Everything that CloudWatch keeps: metrics by key, alarms by name. */
export interface CloudWatch {
  metrics: Record<string, Metric>;
  alarms: Record<string, Alarm>;
}

/** CloudWatch's part of the world. */
export const cloudwatchSlice: Slice<CloudWatch> = { name: 'cloudwatch', initial: () => ({ metrics: {}, alarms: {} }) };
