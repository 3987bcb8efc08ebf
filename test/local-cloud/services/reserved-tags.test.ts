import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateVpcCommand } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand } from '@aws-sdk/client-ecs';
import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateDBParameterGroupCommand } from '@aws-sdk/client-rds';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { makeCloud } from '../../support/cloud.js';

describe('a tag key of AWS itself is refused', () => {
  const cloud = makeCloud();
  const Tags = [{ Key: 'Aws:x', Value: '1' }];
  const calls: [string, RegExp, () => Promise<unknown>][] = [
    [
      'InvalidParameterValue',
      /^Value \( Aws:x \) for parameter key is invalid\. Tag keys starting with 'aws:' are reserved for internal use$/,
      () =>
        cloud.ec2.send(
          new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags }] }),
        ),
    ],
    [
      'InvalidParameterValue',
      /^Tag keys cannot start with the reserved prefix "aws:"\.$/,
      () =>
        cloud.rds.send(
          new CreateDBParameterGroupCommand({
            ...{ DBParameterGroupName: 'p', DBParameterGroupFamily: 'mysql8.4', Description: 'd' },
            Tags,
          }),
        ),
    ],
    [
      'ValidationError',
      /^Tag key 'Aws:x' cannot start with 'aws:'$/,
      () => cloud.elbv2.send(new CreateTargetGroupCommand({ Name: 't', Tags })),
    ],
    [
      'InvalidParameterException',
      /Aws:x/,
      () => cloud.ecs.send(new CreateClusterCommand({ clusterName: 'c', tags: [{ key: 'Aws:x', value: '1' }] })),
    ],
    [
      'InvalidTagParameterException',
      /Aws:x/,
      () => cloud.ecr.send(new CreateRepositoryCommand({ repositoryName: 'rr', tags: Tags })),
    ],
    [
      'InvalidInputException',
      /Aws:x/,
      () => cloud.iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{}', Tags })),
    ],
    [
      'ValidationException',
      /Aws:x/,
      () => cloud.ssm.send(new PutParameterCommand({ Name: '/p', Value: 'v', Type: 'String', Tags })),
    ],
    [
      'InvalidParameterException',
      /Aws:x/,
      () => cloud.logs.send(new CreateLogGroupCommand({ logGroupName: '/g', tags: { 'Aws:x': '1' } })),
    ],
    [
      'InvalidParameterValueException',
      /Aws:x/,
      () =>
        cloud.cloudwatch.send(
          new PutMetricAlarmCommand({
            ...{ AlarmName: 'a', ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 },
            Tags,
          }),
        ),
    ],
    [
      'ValidationException',
      /Aws:x/,
      () =>
        cloud.scaling.send(
          new RegisterScalableTargetCommand({
            ...{ ServiceNamespace: 'ecs', ResourceId: 'service/c/s', ScalableDimension: 'ecs:service:DesiredCount' },
            Tags: { 'Aws:x': '1' },
          }),
        ),
    ],
  ];
  it.each(calls)('%s %s', async (name, message, call) => {
    await expect(call()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});
