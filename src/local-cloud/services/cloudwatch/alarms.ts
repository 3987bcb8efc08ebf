import type { World } from '../../world.js';
import { scalingSpeed } from '../application-autoscaling/speed.js';
import { own } from '../own.js';
import { type Point, readMetric, statisticOf } from './metrics.js';
import { type Alarm, type AlarmState, cloudwatchSlice } from './store.js';

/** What a new alarm is told; the rest begins as CloudWatch begins it. */
export type AlarmWish = Omit<Alarm, 'arn' | 'state' | 'stateReason' | 'stateUpdatedAt' | 'updatedAt' | 'judgedAt'>;

/** Makes an alarm or changes one: a change keeps its state until the next period. */
export function putAlarm(world: World, wish: AlarmWish): Alarm {
  const { alarms } = world.of(cloudwatchSlice);
  const now = world.now();
  const before = own(alarms, wish.name);
  alarms[wish.name] = {
    ...wish,
    arn: world.arn('cloudwatch', `alarm:${wish.name}`),
    state: before?.state ?? 'INSUFFICIENT_DATA',
    stateReason: before?.stateReason ?? 'Unchecked: Initial alarm creation',
    stateUpdatedAt: before?.stateUpdatedAt ?? now,
    updatedAt: now,
    judgedAt: before?.judgedAt ?? 0,
    tags: before?.tags ?? wish.tags,
  };
  return alarms[wish.name]!;
}

/** Deletes an alarm; quiet when there is none. */
export const removeAlarm = (world: World, name: string): void => {
  delete world.of(cloudwatchSlice).alarms[name];
};

/** The alarm of that name, if there is one. */
export const findAlarm = (world: World, name: string): Alarm | undefined => own(world.of(cloudwatchSlice).alarms, name);

/** The length of an alarm's period in this world's milliseconds. */
export const periodOf = (world: World, alarm: Alarm): number =>
  Math.max(1, Math.round((alarm.periodSeconds * 1000) / (alarm.paced ? scalingSpeed(world) : 1)));

function breaches(alarm: Alarm, value: number): boolean {
  const { comparison, threshold } = alarm;
  if (comparison === 'GreaterThanThreshold') return value > threshold;
  if (comparison === 'GreaterThanOrEqualToThreshold') return value >= threshold;
  return comparison === 'LessThanThreshold' ? value < threshold : value <= threshold;
}

function stateOf(alarm: Alarm, points: readonly (Point | undefined)[]): AlarmState | undefined {
  const present = points.filter((point) => point !== undefined);
  const missing = alarm.missingData ?? 'missing';
  if (present.length === 0 && missing === 'missing') return 'INSUFFICIENT_DATA';
  if (missing === 'ignore' && present.length < points.length) return undefined;
  const bad = present.filter((point) => breaches(alarm, statisticOf(point, alarm.statistic) ?? Number.NaN)).length;
  const absent = missing === 'breaching' ? points.length - present.length : 0;
  return bad + absent >= (alarm.datapointsToAlarm ?? alarm.evaluationPeriods) ? 'ALARM' : 'OK';
}

function judge(world: World, alarm: Alarm): boolean {
  const period = periodOf(world, alarm);
  const end = Math.floor(world.now() / period) * period;
  if (end <= alarm.judgedAt) return false;
  alarm.judgedAt = end;
  const from = end - period * alarm.evaluationPeriods;
  const dimensions = Object.fromEntries(alarm.dimensions);
  const metric = { namespace: alarm.namespace, name: alarm.metric, dimensions };
  const found = new Map(readMetric(world, metric, { from, to: end, period }).map((point) => [point.at, point]));
  const points = Array.from({ length: alarm.evaluationPeriods }, (_, i) => found.get(from + i * period));
  const last = points.at(-1);
  alarm.value = last && statisticOf(last, alarm.statistic);
  const state = stateOf(alarm, points);
  if (!state || state === alarm.state) return true;
  alarm.state = state;
  alarm.stateUpdatedAt = world.now();
  const values = points.flatMap((point) => (point ? [statisticOf(point, alarm.statistic)] : []));
  alarm.stateReason = `Threshold Crossed: ${values.length} datapoints [${values.join(', ')}] judged against the threshold (${alarm.threshold}).`;
  if (state === 'INSUFFICIENT_DATA') alarm.stateReason = 'Insufficient Data: no datapoints were received.';
  return true;
}

/** Judges every alarm whose period has ended; true when one was judged. */
export function judgeAlarms(world: World): boolean {
  let judged = false;
  for (const alarm of Object.values(world.of(cloudwatchSlice).alarms)) judged = judge(world, alarm) || judged;
  return judged;
}
