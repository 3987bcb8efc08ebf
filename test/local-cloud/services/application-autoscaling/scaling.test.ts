import {
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  ListTagsForResourceCommand,
  type MetricType,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteServiceCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { beforeAll, describe, expect, it } from 'vitest';
import { setScalingSpeed } from '../../../../src/local-cloud/services/application-autoscaling/speed.js';
import { errorName } from '../../../support/cloud.js';
import { makeStage } from '../stage.js';

const ResourceId = 'service/demo/api';
const on = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount', ResourceId } as const;
const register = (changes = {}) =>
  new RegisterScalableTargetCommand({ ...on, MinCapacity: 2, MaxCapacity: 4, ...changes });
const policy = (metric: 'ECSServiceAverageCPUUtilization' | 'ECSServiceAverageCPUUtilizationHighResolution') =>
  new PutScalingPolicyCommand({
    ...on,
    PolicyName: 'cpu',
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 70,
      ScaleOutCooldown: 60,
      PredefinedMetricSpecification: { PredefinedMetricType: metric },
    },
  });

async function makeScaled(metric: Parameters<typeof policy>[0] = 'ECSServiceAverageCPUUtilization') {
  const load = { percent: 5 };
  const stage = await makeStage({ app: { cpu: () => load.percent } });
  await stage.start();
  await stage.pass(30);
  await stage.scaling.send(register({ Tags: { app: 'demo' } }));
  await stage.scaling.send(policy(metric));
  const alarms = async () =>
    (await stage.cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `TargetTracking-${ResourceId}` })))
      .MetricAlarms!;
  /** Seconds until the desired count is as wanted. */
  const until = async (count: number, patience: number) => {
    for (let seconds = 0; seconds < patience; seconds += 5) {
      if ((await stage.look()).desiredCount === count) return seconds;
      await stage.pass(5);
    }
    return Number.POSITIVE_INFINITY;
  };
  return { ...stage, load, alarms, until };
}

describe('target tracking', () => {
  it('goes from 2 to 4 after three minutes of load, and back after a quarter of an hour without', async () => {
    const stage = await makeScaled();
    await stage.pass(120);
    stage.load.percent = 95;
    const out = await stage.until(3, 900);
    expect(out).toBeGreaterThan(170);
    expect(out).toBeLessThanOrEqual(250);
    expect(await stage.until(4, 900)).toBeLessThan(200);
    await stage.pass(60);
    expect(await stage.look()).toMatchObject({ runningCount: 4, desiredCount: 4 });
    stage.load.percent = 5;
    const back = await stage.until(2, 3600);
    expect(back).toBeGreaterThanOrEqual(14 * 60);
    expect(back).toBeLessThan(17 * 60);
    await stage.pass(60);
    expect(await stage.look()).toMatchObject({ runningCount: 2 });
    expect(await stage.targets()).toEqual(['healthy', 'healthy']);
    const { ScalingActivities } = await stage.scaling.send(
      new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs', ResourceId }),
    );
    expect(ScalingActivities!.map(({ Description }) => Description)).toEqual([
      'Setting desired count to 2.',
      'Setting desired count to 4.',
      'Setting desired count to 3.',
    ]);
    expect(ScalingActivities![0]).toMatchObject({ StatusCode: 'Successful' });
    expect(ScalingActivities![2]!.Cause).toMatch(/AlarmHigh-.* in state ALARM triggered policy cpu$/);
  });

  it('is quicker with the 20-second metric', async () => {
    const stage = await makeScaled('ECSServiceAverageCPUUtilizationHighResolution');
    await stage.pass(120);
    stage.load.percent = 100;
    const out = await stage.until(3, 900);
    expect(out).toBeGreaterThan(50);
    expect(out).toBeLessThanOrEqual(85);
  });

  it('goes as many times faster as the world is told', async () => {
    const stage = await makeScaled();
    setScalingSpeed(stage.world, 12);
    stage.load.percent = 100;
    expect(await stage.until(3, 900)).toBeLessThanOrEqual(25);
    expect(await stage.until(4, 900)).toBeLessThanOrEqual(30);
  });

  it('does not scale in during a deployment', async () => {
    const stage = await makeScaled();
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', desiredCount: 4 }));
    await stage.pass(60);
    stage.plane.app.startSeconds = 100_000;
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', forceNewDeployment: true }));
    expect(await stage.until(2, 1500)).toBe(Number.POSITIVE_INFINITY);
  });

  it('publishes the average CPU of the tasks, which anybody may read', async () => {
    const stage = await makeScaled();
    stage.load.percent = 40;
    await stage.pass(180);
    const { Datapoints } = await stage.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/ECS',
        MetricName: 'CPUUtilization',
        Dimensions: [
          { Name: 'ServiceName', Value: 'api' },
          { Name: 'ClusterName', Value: 'demo' },
        ],
        StartTime: new Date(stage.clock.now() - 120_000),
        EndTime: new Date(stage.clock.now()),
        Period: 60,
        Statistics: ['Average'],
      }),
    );
    expect(Datapoints!.length).toBeGreaterThanOrEqual(2);
    for (const { Average } of Datapoints!) expect(Average).toBe(40);
  });
});

describe('a scalable target', () => {
  it('pulls the count into its bounds', async () => {
    const stage = await makeScaled();
    await stage.scaling.send(register({ MinCapacity: 3 }));
    await stage.pass(5);
    expect(await stage.look()).toMatchObject({ desiredCount: 3 });
  });

  it('leaves a count alone that was set outside of its bounds, also at 0, so that the service can be deleted', async () => {
    const stage = await makeScaled();
    await stage.pass(120);
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', desiredCount: 0 }));
    await stage.pass(1200, 20);
    expect(await stage.look()).toMatchObject({ desiredCount: 0, runningCount: 0 });
    await stage.scaling.send(register());
    expect(await stage.look()).toMatchObject({ desiredCount: 2 });
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', desiredCount: 0 }));
    await stage.pass(30);
    await stage.ecs.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api' }));
  });

  it('does not wake a service that was put to sleep under load', async () => {
    const stage = await makeScaled();
    stage.load.percent = 95;
    expect(await stage.until(3, 900)).toBeLessThan(300);
    await stage.pass(100);
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', desiredCount: 0 }));
    await stage.pass(600, 20);
    expect(await stage.look()).toMatchObject({ desiredCount: 0, runningCount: 0 });
  });

  it('pulls a count above its bounds down only when its policy scales in', async () => {
    const stage = await makeScaled();
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', desiredCount: 7 }));
    stage.load.percent = 95;
    await stage.pass(600, 20);
    expect(await stage.look()).toMatchObject({ desiredCount: 7 });
    stage.load.percent = 5;
    expect(await stage.until(2, 1500)).toBeGreaterThan(10 * 60);
  });

  it('needs a service, and takes tags only when it is new', async () => {
    const stage = await makeScaled();
    await expect(stage.scaling.send(register({ ResourceId: 'service/demo/other' }))).rejects.toThrow(
      "ECS service doesn't exist: service/demo/other",
    );
    expect(await errorName(stage.scaling.send(register({ Tags: { a: 'b' } })))).toBe('ValidationException');
    const { ScalableTargets } = await stage.scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }),
    );
    const ResourceARN = ScalableTargets![0]!.ScalableTargetARN!;
    await stage.scaling.send(new TagResourceCommand({ ResourceARN, Tags: { a: 'b' } }));
    const { Tags } = await stage.scaling.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual({ app: 'demo', a: 'b' });
  });

  it('has two alarms by its policy, which go with it', async () => {
    const stage = await makeScaled();
    expect(
      (await stage.alarms()).map(({ AlarmName, EvaluationPeriods, Threshold }) => [
        AlarmName!.slice(0, -37),
        EvaluationPeriods,
        Threshold,
      ]),
    ).toEqual([
      [`TargetTracking-${ResourceId}-AlarmHigh`, 3, 70],
      [`TargetTracking-${ResourceId}-AlarmLow`, 15, 63],
    ]);
    await stage.scaling.send(policy('ECSServiceAverageCPUUtilization'));
    expect(await stage.alarms()).toHaveLength(2);
    await stage.scaling.send(new DeleteScalingPolicyCommand({ ...on, PolicyName: 'cpu' }));
    expect(await stage.alarms()).toEqual([]);
    const again = stage.scaling.send(new DeleteScalingPolicyCommand({ ...on, PolicyName: 'cpu' }));
    expect(await errorName(again)).toBe('ObjectNotFoundException');
  });

  it('goes with its service, policies and alarms and all', async () => {
    const stage = await makeScaled();
    await stage.ecs.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api', force: true }));
    expect(await stage.alarms()).toEqual([]);
    const policies = await stage.scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' }));
    expect(policies.ScalingPolicies).toEqual([]);
    expect(await errorName(stage.scaling.send(new DeregisterScalableTargetCommand(on)))).toBe(
      'ObjectNotFoundException',
    );
    expect(await errorName(stage.scaling.send(policy('ECSServiceAverageCPUUtilization')))).toBe(
      'ObjectNotFoundException',
    );
  });
});

const tracking = (
  PredefinedMetricType: string,
  ResourceLabel?: string,
): PutScalingPolicyCommandInput['TargetTrackingScalingPolicyConfiguration'] => ({
  TargetValue: 70,
  PredefinedMetricSpecification: { PredefinedMetricType: PredefinedMetricType as MetricType, ResourceLabel },
});
const cpu = tracking('ECSServiceAverageCPUUtilization');

describe('a policy is refused', () => {
  let scaling: Awaited<ReturnType<typeof makeStage>>['scaling'];
  beforeAll(async () => {
    const stage = await makeStage();
    await stage.start();
    await stage.scaling.send(register());
    ({ scaling } = stage);
  });

  it.each<[string, Partial<PutScalingPolicyCommandInput>, string, RegExp]>([
    [
      'as not imitated: steps',
      { PolicyType: 'StepScaling', StepScalingPolicyConfiguration: { AdjustmentType: 'ChangeInCapacity' } },
      'NotImplemented',
      /StepScaling/,
    ],
    ['as not imitated: forecasts', { PolicyType: 'PredictiveScaling' }, 'NotImplemented', /PredictiveScaling/],
    [
      'as not imitated: requests per target',
      { TargetTrackingScalingPolicyConfiguration: tracking('ALBRequestCountPerTarget', 'app/a/1/targetgroup/b/2') },
      'NotImplemented',
      /ALBRequestCountPerTarget/,
    ],
    [
      'as not imitated: a metric of its own',
      {
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 1,
          CustomizedMetricSpecification: { MetricName: 'a', Namespace: 'b', Statistic: 'Average' },
        },
      },
      'NotImplemented',
      /CustomizedMetricSpecification/,
    ],
    ['as not imitated: another service', { ServiceNamespace: 'dynamodb' }, 'NotImplemented', /dynamodb/],
    ['by AWS: an unknown service', { ServiceNamespace: 'nope' as 'ecs' }, 'ValidationException', /enum value set/],
    ['by AWS: an unknown type', { PolicyType: 'Nope' as 'StepScaling' }, 'ValidationException', /enum value set/],
    ['by AWS: no type', { PolicyType: undefined }, 'ValidationException', /PolicyType/],
    [
      'by AWS: an unknown metric',
      { TargetTrackingScalingPolicyConfiguration: tracking('Nope') },
      'ValidationException',
      /enum value set/,
    ],
    [
      'by AWS: the metric of another service',
      { TargetTrackingScalingPolicyConfiguration: tracking('RDSReaderAverageCPUUtilization') },
      'ValidationException',
      /RDSReaderAverageCPUUtilization/,
    ],
    [
      'by AWS: no metric',
      { TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 } },
      'ValidationException',
      /metric/,
    ],
    [
      'by AWS: a label that the metric does not take',
      { TargetTrackingScalingPolicyConfiguration: tracking('ECSServiceAverageCPUUtilization', 'app/a/1') },
      'ValidationException',
      /resource label/,
    ],
  ])('%s', async (_name, changes, name, message) => {
    const input = {
      ...on,
      PolicyName: 'p',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: cpu,
      ...changes,
    } as const;
    const refusal = { name, message: expect.stringMatching(message) };
    await expect(scaling.send(new PutScalingPolicyCommand(input))).rejects.toMatchObject(refusal);
  });
});

it('scheduled actions are refused as not imitated', async () => {
  const { scaling } = await makeStage();
  const action = { ...on, ScheduledActionName: 'night', Schedule: 'cron(0 22 * * ? *)' };
  expect(await errorName(scaling.send(new PutScheduledActionCommand(action)))).toBe('NotImplemented');
});
