import { expect, it } from 'vitest';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('cloudwatch');
const { aws } = stage;

judge(stage, ['cloudwatch'], () => {
  it('metrics and alarms', async () => {
    const metric = '--namespace J --metric-name m';
    const between = `--start-time ${new Date(Date.now() - 600_000).toISOString()} --end-time ${new Date(Date.now() + 600_000).toISOString()}`;
    await aws.text(`cloudwatch put-metric-data ${metric} --value 7 --unit Percent --dimensions a=b`);
    expect(await aws.json('cloudwatch list-metrics --namespace J')).toMatchObject({
      Metrics: [{ MetricName: 'm', Dimensions: [{ Name: 'a', Value: 'b' }] }],
    });
    const statistics = `cloudwatch get-metric-statistics ${metric} --dimensions Name=a,Value=b --period 60 --statistics Maximum ${between}`;
    expect(await aws.json(statistics)).toMatchObject({ Datapoints: [{ Maximum: 7, Unit: 'Percent' }] });
    const query = JSON.stringify([
      {
        Id: 'q',
        MetricStat: {
          Metric: { Namespace: 'J', MetricName: 'm', Dimensions: [{ Name: 'a', Value: 'b' }] },
          Period: 60,
          Stat: 'Average',
        },
      },
    ]);
    expect(await aws.json(`cloudwatch get-metric-data ${between} --metric-data-queries`, query)).toMatchObject({
      MetricDataResults: [{ Id: 'q', Values: [7] }],
    });
    await aws.text(
      `cloudwatch put-metric-alarm --alarm-name al ${metric} --statistic Average --period 60 --evaluation-periods 1 --threshold 70 --comparison-operator GreaterThanThreshold`,
    );
    const alarm = await aws.text(`cloudwatch describe-alarms --alarm-names al ${text} MetricAlarms[].AlarmArn`);
    await aws.text(`cloudwatch tag-resource --resource-arn ${alarm} --tags Key=a,Value=b Key=c,Value=d`);
    await aws.text(`cloudwatch untag-resource --resource-arn ${alarm} --tag-keys a`);
    expect(await aws.json(`cloudwatch list-tags-for-resource --resource-arn ${alarm}`)).toEqual({
      Tags: [{ Key: 'c', Value: 'd' }],
    });
    await aws.text('cloudwatch delete-alarms --alarm-names al');
    expect(await aws.json('cloudwatch describe-alarms --alarm-names al')).toMatchObject({ MetricAlarms: [] });
  });
});
