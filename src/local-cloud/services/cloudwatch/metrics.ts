import type { World } from '../../world.js';
import { cloudwatchSlice, type Metric, type Sample } from './store.js';

/** How long a sample is kept, in milliseconds: AWS keeps months, the local cloud what alarms and demonstrations look at. */
const KEPT = 3 * 3_600_000;

/** How many samples of one metric are kept whatever their age. */
const KEPT_SAMPLES = 20_000;

/** What names a metric. */
export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One value of a period of a metric. */
export interface Point {
  /** Start of the period, milliseconds. */
  readonly at: number;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

const sorted = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));

const keyOf = (metric: MetricName): string =>
  JSON.stringify([metric.namespace, metric.name, sorted(metric.dimensions)]);

/** Publishes values of a metric as one sample; an empty list publishes nothing. */
export function putMetric(
  world: World,
  metric: MetricName,
  values: readonly number[],
  at = world.now(),
  unit = 'None',
): void {
  if (values.length === 0) return;
  const sum = values.reduce((total, value) => total + value, 0);
  const sample = { at, sum, count: values.length, min: Math.min(...values), max: Math.max(...values) };
  putSample(world, metric, sample, unit);
}

/** Publishes a statistic set of a metric. */
export function putSample(world: World, metric: MetricName, sample: Sample, unit = 'None'): void {
  const { metrics } = world.of(cloudwatchSlice);
  const key = keyOf(metric);
  metrics[key] ??= {
    namespace: metric.namespace,
    name: metric.name,
    dimensions: sorted(metric.dimensions),
    unit,
    samples: [],
  };
  const { samples } = metrics[key];
  const last = samples.at(-1);
  samples.push(sample);
  if (last && last.at > sample.at) samples.sort((a, b) => a.at - b.at);
  const fresh = samples.findIndex(({ at }) => at > world.now() - KEPT);
  const excess = Math.max(fresh === -1 ? samples.length : fresh, samples.length - KEPT_SAMPLES);
  if (excess > 0) samples.splice(0, excess);
}

/** The metric of that name, if anything was ever published to it. */
export const findMetric = (world: World, metric: MetricName): Metric | undefined =>
  world.of(cloudwatchSlice).metrics[keyOf(metric)];

/** The periods in [from, to) that hold data, oldest first, aligned to the period as CloudWatch does; all times in milliseconds. */
export function readMetric(
  world: World,
  metric: MetricName,
  { from, to, period }: { from: number; to: number; period: number },
): Point[] {
  const points = new Map<number, { at: number; sum: number; count: number; min: number; max: number }>();
  for (const sample of findMetric(world, metric)?.samples ?? []) {
    if (sample.at < from || sample.at >= to) continue;
    const at = Math.floor(sample.at / period) * period;
    const point = points.get(at);
    if (!point) points.set(at, { ...sample, at });
    else {
      point.sum += sample.sum;
      point.count += sample.count;
      point.min = Math.min(point.min, sample.min);
      point.max = Math.max(point.max, sample.max);
    }
  }
  return [...points.values()].sort((a, b) => a.at - b.at);
}

/** One statistic of a point; undefined for a statistic that is not simulated (percentiles). */
export function statisticOf(point: Point, statistic: string): number | undefined {
  if (statistic === 'Average') return point.sum / point.count;
  if (statistic === 'Sum') return point.sum;
  if (statistic === 'SampleCount') return point.count;
  if (statistic === 'Minimum') return point.min;
  return statistic === 'Maximum' ? point.max : undefined;
}
