import {
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateRepositoryCommand, DescribeRepositoriesCommand } from '@aws-sdk/client-ecr';
import { DescribeClustersCommand, ListTagsForResourceCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { expect, it } from 'vitest';
import { errorName } from '../../support/cloud.js';
import { makeWorld } from './stage.js';

const name = 'constructor';

it('a name that every object inherits is a name like any other', async () => {
  const { ecr, ecs, elbv2, rds, scaling } = makeWorld();
  const names = [
    await errorName(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }))),
    await errorName(elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [name] }))),
    await errorName(rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }))),
    await errorName(ecs.send(new ListTagsForResourceCommand({ resourceArn: name }))),
    await errorName(
      scaling.send(
        new DeregisterScalableTargetCommand({
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ResourceId: name,
        }),
      ),
    ),
  ];
  expect(names).toEqual([
    'RepositoryNotFoundException',
    'LoadBalancerNotFoundException',
    'DBInstanceNotFoundFault',
    'InvalidParameterException',
    'ObjectNotFoundException',
  ]);
  const { failures } = await ecs.send(new DescribeClustersCommand({ clusters: [name] }));
  expect(failures).toMatchObject([{ reason: 'MISSING' }]);
  const { ScalableTargets } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [name] }),
  );
  expect(ScalableTargets).toEqual([]);
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName: name }));
  expect(repository!.repositoryName).toBe(name);
});
