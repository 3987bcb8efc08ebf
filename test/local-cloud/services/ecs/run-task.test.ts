import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { known } from '../../../../src/local-cloud/services/service-quotas/store.js';
import { makeStage } from '../stage.js';

async function prepare(changes: Partial<RegisterTaskDefinitionCommandInput> = {}) {
  const stage = await makeStage();
  const command = stage.definition();
  command.input.tags = [
    { key: 'from', value: 'definition' },
    { key: 'team', value: 'a' },
  ];
  Object.assign(command.input, changes);
  await stage.ecs.send(command);
  const { networkConfiguration } = stage.service;
  const run = (changes: Partial<RunTaskCommandInput> = {}) =>
    stage.ecs.send(
      new RunTaskCommand({
        cluster: 'demo',
        taskDefinition: 'api',
        launchType: 'FARGATE',
        networkConfiguration,
        ...changes,
      }),
    );
  const list = async () => (await stage.ecs.send(new ListTasksCommand({ cluster: 'demo' }))).taskArns!;
  return { ...stage, run, list };
}

it('the same RunTask with the same token finds the tasks that it made', async () => {
  const stage = await prepare();
  const first = await stage.run({ clientToken: 'once', count: 2 });
  await stage.pass(5);
  const again = await stage.run({ clientToken: 'once', count: 2 });
  expect(again.tasks!.map(({ taskArn }) => taskArn)).toEqual(first.tasks!.map(({ taskArn }) => taskArn));
  expect(again.tasks![0]!.lastStatus).toBe('RUNNING');
  expect(await stage.list()).toHaveLength(2);
  await expect(stage.run({ clientToken: 'once', count: 1 })).rejects.toMatchObject({
    name: 'ConflictException',
    resourceIds: first.tasks!.map(({ taskArn }) => taskArn),
  });
  await stage.ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
  expect((await stage.run({ clientToken: 'once', cluster: 'other' })).tasks).toHaveLength(1);
});

it('a token is free again when its task has been forgotten, and another one makes another task', async () => {
  const stage = await prepare();
  const [task] = (await stage.run({ clientToken: 'once' })).tasks!;
  await stage.run({ clientToken: 'twice' });
  expect(await stage.list()).toHaveLength(2);
  await stage.pass(5);
  await stage.ecs.send(new StopTaskCommand({ cluster: 'demo', task: task!.taskArn! }));
  await stage.pass(3700, 100);
  expect((await stage.run({ clientToken: 'once' })).tasks![0]!.taskArn).not.toBe(task!.taskArn);
});

it('RunTask tags a task as it is told to', async () => {
  const stage = await prepare();
  const tagsOf = async (changes: Partial<RunTaskCommandInput>) => {
    const { tasks } = await stage.run(changes);
    const seen = await stage.ecs.send(
      new DescribeTasksCommand({ cluster: 'demo', tasks: [tasks![0]!.taskArn!], include: ['TAGS'] }),
    );
    return Object.fromEntries(seen.tasks![0]!.tags!.map(({ key, value }) => [key, value]));
  };
  expect(await tagsOf({})).toEqual({});
  expect(
    await tagsOf({ propagateTags: 'TASK_DEFINITION', enableECSManagedTags: true, tags: [{ key: 'team', value: 'b' }] }),
  ).toEqual({ from: 'definition', team: 'b', 'aws:ecs:clusterName': 'demo' });
  await expect(tagsOf({ propagateTags: 'SERVICE' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

const refused: [string, Partial<RunTaskCommandInput>, string, RegExp][] = [
  ['an unknown platform version', { platformVersion: '9.9.9' }, 'PlatformUnknownException', /does not exist/],
  [
    'an override of an unknown container',
    { overrides: { containerOverrides: [{ name: 'nope' }] } },
    'InvalidParameterException',
    /Override for container named nope is not a container in the TaskDefinition/,
  ],
  ['another size of a task', { overrides: { cpu: '512' } }, 'NotImplemented', /overrides\.cpu/],
  [
    'another size of a container',
    { overrides: { containerOverrides: [{ name: 'api', memory: 64 }] } },
    'NotImplemented',
    /overrides\.containerOverrides\.memory/,
  ],
  ['a volume', { volumeConfigurations: [{ name: 'data' }] }, 'NotImplemented', /volumeConfigurations/],
  ['an overlong token', { clientToken: 'x'.repeat(65) }, 'InvalidParameterException', /clientToken/],
];

it.each(refused)('RunTask refuses %s', async (_name, changes, name, message) => {
  const stage = await prepare();
  await expect(stage.run(changes)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  expect(await stage.list()).toEqual([]);
});

it('the tasks of a service that is not there cannot be listed', async () => {
  const stage = await prepare();
  const list = stage.ecs.send(new ListTasksCommand({ cluster: 'demo', serviceName: 'nope' }));
  await expect(list).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
});

it('tasks beyond the quota of vCPUs are failures beside those that found a place', async () => {
  const stage = await prepare({ cpu: '4096', memory: '8192' });
  const run = (count: number) => stage.run({ count });
  const { tasks, failures } = await run(3);
  const room = Math.floor(known.fargateCpus.value / 4);
  expect(room).toBeLessThan(3);
  expect(tasks).toHaveLength(room);
  const reason = expect.stringMatching(/^You've reached the limit on the number of vCPUs you can run concurrently\./);
  expect(failures).toEqual(Array.from({ length: 3 - room }, () => ({ reason })));
  expect(await run(1)).toMatchObject({ tasks: [], failures: [{ reason }] });
  await stage.pass(5);
  await stage.ecs.send(new StopTaskCommand({ cluster: 'demo', task: tasks![0]!.taskArn! }));
  await stage.pass(5);
  expect((await run(1)).tasks).toHaveLength(1);
});
