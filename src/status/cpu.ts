import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import type { Aws } from '../aws/clients.js';

/** How far back a figure still tells of now; milliseconds. ECS publishes one a minute, some minutes late. */
const recent = 10 * 60_000;

/** The newest average CPU of a service, in percent of what its tasks reserve; `undefined` while CloudWatch has none. */
export async function measureCpu(
  aws: Aws,
  ids: { clusterArn: string; service: string },
  now: number,
): Promise<number | undefined> {
  const { Datapoints = [] } = await aws.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: [
        { Name: 'ClusterName', Value: ids.clusterArn.split('/').at(-1) },
        { Name: 'ServiceName', Value: ids.service },
      ],
      StartTime: new Date(now - recent),
      EndTime: new Date(now),
      Period: 60,
      Statistics: ['Average'],
    }),
  );
  const newest = Datapoints.reduce<(typeof Datapoints)[number] | undefined>(
    (best, it) => ((it.Timestamp?.getTime() ?? 0) >= (best?.Timestamp?.getTime() ?? 0) ? it : best),
    undefined,
  );
  return newest?.Average;
}
