import * as sdk from '@aws-sdk/client-cloudwatch';
import { expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeWorld } from '../stage.js';

const put = (cloud: ReturnType<typeof makeWorld>, Value: number) =>
  cloud.cloudwatch.send(
    new sdk.PutMetricDataCommand({
      Namespace: 'test',
      MetricData: [{ MetricName: 'load', Value, Dimensions: [{ Name: 'host', Value: 'a' }] }],
    }),
  );

const alarm = (changes: Partial<sdk.PutMetricAlarmCommandInput> = {}) =>
  new sdk.PutMetricAlarmCommand({
    AlarmName: 'load-high',
    Namespace: 'test',
    MetricName: 'load',
    Dimensions: [{ Name: 'host', Value: 'a' }],
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
    ...changes,
  });

it('keeps what is published, by period, and for three hours', async () => {
  const cloud = makeWorld();
  const start = cloud.clock.now();
  for (const value of [1, 3, 8]) {
    await put(cloud, value);
    await cloud.pass(30);
  }
  const read = async (ScanBy: sdk.ScanBy) => {
    const { MetricDataResults } = await cloud.cloudwatch.send(
      new sdk.GetMetricDataCommand({
        StartTime: new Date(start),
        EndTime: new Date(start + 3_600_000),
        ScanBy,
        MetricDataQueries: [
          {
            Id: 'load',
            MetricStat: {
              Metric: { Namespace: 'test', MetricName: 'load', Dimensions: [{ Name: 'host', Value: 'a' }] },
              Period: 60,
              Stat: 'Average',
            },
          },
        ],
      }),
    );
    return MetricDataResults![0]!.Values;
  };
  expect(await read('TimestampAscending')).toEqual([2, 8]);
  expect(await read('TimestampDescending')).toEqual([8, 2]);
  const { Metrics } = await cloud.cloudwatch.send(new sdk.ListMetricsCommand({ Namespace: 'test' }));
  expect(Metrics).toEqual([{ Namespace: 'test', MetricName: 'load', Dimensions: [{ Name: 'host', Value: 'a' }] }]);
  await cloud.pass(3 * 3600, 600);
  await put(cloud, 5);
  expect(await read('TimestampAscending')).toEqual([]);
});

it('lets an alarm go off after its periods, and on again', async () => {
  const cloud = makeWorld();
  await cloud.cloudwatch.send(alarm());
  const state = async () => {
    const { MetricAlarms } = await cloud.cloudwatch.send(new sdk.DescribeAlarmsCommand({ AlarmNamePrefix: 'load' }));
    return MetricAlarms![0]!.StateValue;
  };
  expect(await state()).toBe('INSUFFICIENT_DATA');
  const load = async (value: number, seconds: number) => {
    for (let gone = 0; gone < seconds; gone += 20) {
      await put(cloud, value);
      await cloud.pass(20);
    }
  };
  await load(5, 120);
  expect(await state()).toBe('OK');
  await load(50, 60);
  expect(await state()).toBe('OK');
  await load(50, 60);
  expect(await state()).toBe('ALARM');
  await load(5, 60);
  expect(await state()).toBe('OK');
  await cloud.pass(300);
  expect(await state()).toBe('INSUFFICIENT_DATA');
});

it('deletes alarms that there are', async () => {
  const cloud = makeWorld();
  await cloud.cloudwatch.send(alarm());
  const remove = () => cloud.cloudwatch.send(new sdk.DeleteAlarmsCommand({ AlarmNames: ['load-high'] }));
  await remove();
  expect(await errorName(remove())).toBe('ResourceNotFound');
  expect(await errorName(cloud.cloudwatch.send(alarm({ Statistic: undefined })))).toBe('ValidationException');
});
