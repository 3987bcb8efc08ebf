import type * as sdk from '@aws-sdk/client-cloudwatch';
import { InvalidParameterValueException } from '@aws-sdk/client-cloudwatch';
import type { Api } from '../../service.js';
import { putSample, readMetric, statisticOf } from './metrics.js';
import { cloudwatchSlice } from './store.js';

const record = (dimensions: readonly sdk.Dimension[] | undefined): Record<string, string> =>
  Object.fromEntries((dimensions ?? []).map(({ Name, Value }) => [Name ?? '', Value ?? '']));

const invalid = (message: string) => new InvalidParameterValueException({ message, $metadata: {} });

function samplesOf(datum: sdk.MetricDatum, at: number) {
  const set = datum.StatisticValues;
  if (set) {
    return [{ at, sum: set.Sum!, count: set.SampleCount!, min: set.Minimum!, max: set.Maximum! }];
  }
  const values = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value]);
  return values.map((value, i) => {
    const count = datum.Counts?.[i] ?? 1;
    return { at, sum: value * count, count, min: value, max: value };
  });
}

/** Publishing and reading of metrics; metric math is not simulated. */
export const metricOperations: Partial<Api<typeof sdk>> = {
  PutMetricData: (input, { world }) => {
    for (const datum of input.MetricData ?? []) {
      const metric = { namespace: input.Namespace, name: datum.MetricName ?? '', dimensions: record(datum.Dimensions) };
      for (const sample of samplesOf(datum, datum.Timestamp?.getTime() ?? world.now())) {
        putSample(world, metric, sample, datum.Unit ?? 'None');
      }
    }
    return {};
  },

  GetMetricData: (input, { world }) => {
    const [from, to] = [input.StartTime.getTime(), input.EndTime.getTime()];
    const results = input.MetricDataQueries.map((query): sdk.MetricDataResult => {
      const { MetricStat: stat, Id, Label } = query;
      if (!stat?.Metric || stat.Period === undefined || stat.Stat === undefined) {
        throw invalid('The local cloud answers MetricStat queries only, not expressions');
      }
      const { Namespace = '', MetricName = '', Dimensions } = stat.Metric;
      const metric = { namespace: Namespace, name: MetricName, dimensions: record(Dimensions) };
      const points = readMetric(world, metric, { from, to, period: stat.Period * 1000 });
      if (input.ScanBy !== 'TimestampAscending') points.reverse();
      const values = points.map((point) => statisticOf(point, stat.Stat!));
      if (values.includes(undefined)) throw invalid(`The local cloud does not know the statistic ${stat.Stat}`);
      return {
        Id: Id!,
        Label: Label ?? MetricName,
        Timestamps: points.map(({ at }) => new Date(at)),
        Values: values as number[],
        StatusCode: 'Complete',
      };
    });
    return { MetricDataResults: results, Messages: [] };
  },

  GetMetricStatistics: (input, { world }) => {
    const metric = { namespace: input.Namespace, name: input.MetricName, dimensions: record(input.Dimensions) };
    const range = { from: input.StartTime.getTime(), to: input.EndTime.getTime(), period: input.Period * 1000 };
    const wanted = input.Statistics ?? [];
    return {
      Label: input.MetricName,
      Datapoints: readMetric(world, metric, range).map((point) => ({
        Timestamp: new Date(point.at),
        Unit: input.Unit ?? 'Percent',
        ...Object.fromEntries(wanted.map((statistic) => [statistic, statisticOf(point, statistic)])),
      })),
    };
  },

  ListMetrics: (input, { world }) => ({
    Metrics: Object.values(world.of(cloudwatchSlice).metrics)
      .filter(
        ({ namespace, name, dimensions }) =>
          (input.Namespace === undefined || namespace === input.Namespace) &&
          (input.MetricName === undefined || name === input.MetricName) &&
          (input.Dimensions ?? []).every(({ Name, Value }) =>
            dimensions.some(([key, value]) => key === Name && (Value === undefined || value === Value)),
          ),
      )
      .map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      })),
  }),
};
