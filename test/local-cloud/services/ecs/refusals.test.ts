import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DeleteListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeStage, makeWorld, slow } from '../stage.js';

describe('a cluster', () => {
  it('needs the service-linked role, which the first try brings about', async () => {
    const { ecs } = makeWorld();
    const create = () => ecs.send(new CreateClusterCommand({ clusterName: 'demo' }));
    await expect(create()).rejects.toThrow('Unable to assume the service linked role.');
    const { cluster } = await create();
    expect((await create()).cluster!.clusterArn).toBe(cluster!.clusterArn);
  });

  it('that is missing is a failure, not an error', async () => {
    const { ecs } = makeWorld();
    const { clusters, failures } = await ecs.send(new DescribeClustersCommand({ clusters: ['nope'] }));
    expect([clusters, failures![0]!.reason]).toEqual([[], 'MISSING']);
  });
});

describe('a task definition', () => {
  it('counts its revisions for ever, and goes in two steps', async () => {
    const stage = await makeStage();
    for (let i = 0; i < 2; i += 1) await stage.ecs.send(stage.definition());
    const taskDefinition = 'api:2';
    const early = await stage.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));
    expect(early.failures).toHaveLength(1);
    await stage.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    expect(await errorName(stage.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition })))).toBe(
      'ClientException',
    );
    const newest = await stage.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api' }));
    expect(newest.taskDefinition!.revision).toBe(1);
    await stage.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));
    const third = await stage.ecs.send(stage.definition());
    expect(third.taskDefinition!.revision).toBe(3);
    const { taskDefinitionArns } = await stage.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: 'api' }));
    expect(taskDefinitionArns!.map((arn) => arn.slice(-5))).toEqual(['api:1', 'api:3']);
  });

  it('must have a size that Fargate has', async () => {
    const stage = await makeStage();
    const command = stage.definition();
    command.input.memory = '4096';
    await expect(stage.ecs.send(command)).rejects.toThrow(
      'No Fargate configuration exists for given values: 256 CPU, 4096 memory.',
    );
  });

  it('is refused while its role has not come through', async () => {
    const cloud = await makeStage({ weather: slow({ 'iam.role.propagate': 10 }) });
    await cloud.pass(10);
    const { Role } = await cloud.iam.send(
      new CreateRoleCommand({ RoleName: 'new', AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}' }),
    );
    const command = cloud.definition();
    command.input.taskRoleArn = Role!.Arn!;
    await expect(cloud.ecs.send(command)).rejects.toThrow('Role is not valid');
    await cloud.pass(10);
    await cloud.ecs.send(command);
  });
});

describe('CreateService refuses', () => {
  const refused: [string, Partial<CreateServiceCommandInput>, RegExp][] = [
    [
      'an unknown subnet',
      { networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0'] } } },
      /InvalidSubnetID\.NotFound/,
    ],
    ['no network', { networkConfiguration: undefined }, /Network Configuration must be provided/],
    ['an unknown task definition', { taskDefinition: 'nope' }, /TaskDefinition not found/],
    ['an unknown cluster', { cluster: 'nope' }, /Cluster not found/],
    ['a negative count', { desiredCount: -1 }, /negative/],
    ['a grace period without a load balancer', { loadBalancers: [] }, /Health check grace period is only valid/],
    [
      'zone rebalancing that cannot start a task beside the old ones',
      { deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 } },
      /AvailabilityZoneRebalancing does not support maximumPercent <= 100/,
    ],
  ];
  it.each(refused)('%s', async (_name, changes, message) => {
    const stage = await makeStage();
    await stage.ecs.send(stage.definition());
    await expect(stage.ecs.send(new CreateServiceCommand({ ...stage.service, ...changes }))).rejects.toThrow(message);
  });

  it('a target group that no listener forwards to, and a container that is not there', async () => {
    const stage = await makeStage();
    await stage.ecs.send(stage.definition());
    const loadBalancers = [{ ...stage.service.loadBalancers[0]!, containerName: 'nope' }];
    const create = (changes = {}) => stage.ecs.send(new CreateServiceCommand({ ...stage.service, ...changes }));
    await expect(create({ loadBalancers })).rejects.toThrow(
      'The container nope does not exist in the task definition.',
    );
    await stage.elbv2.send(new DeleteListenerCommand({ ListenerArn: stage.listenerArn }));
    await expect(create()).rejects.toThrow('does not have an associated load balancer.');
  });
});

it('a service that is not ACTIVE cannot be updated', async () => {
  const stage = await makeStage();
  const update = () => stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', desiredCount: 0 }));
  expect(await errorName(update())).toBe('ServiceNotFoundException');
  await stage.start();
  await stage.ecs.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api', force: true }));
  expect(await errorName(update())).toBe('ServiceNotActiveException');
});

it('a task may run without a service', async () => {
  const stage = await makeStage();
  await stage.ecs.send(stage.definition());
  const { tasks } = await stage.ecs.send(
    new RunTaskCommand({
      cluster: 'demo',
      taskDefinition: 'api',
      launchType: 'FARGATE',
      networkConfiguration: stage.service.networkConfiguration,
    }),
  );
  expect(tasks).toMatchObject([{ lastStatus: 'PROVISIONING', group: 'family:api' }]);
  await stage.pass(5);
  expect(stage.plane.tasks.look(tasks![0]!.taskArn!)).toMatchObject({ state: 'running' });
});
