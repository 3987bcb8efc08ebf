import {
  type ContainerDefinition,
  CreateServiceCommand,
  DescribeTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { makeStage } from '../stage.js';

const awslogs = { 'awslogs-group': '/demo', 'awslogs-region': 'ap-northeast-1' };
const check = (changes: object) => ({ healthCheck: { command: ['CMD-SHELL', 'true'], ...changes } });

const refusedContainers: [string, Partial<ContainerDefinition>, string, RegExp][] = [
  ['a health check every second', check({ interval: 1 }), 'ClientException', /interval .* 5 and 300, not 1/],
  ['a health check of 999 seconds', check({ timeout: 999 }), 'ClientException', /timeout .* 2 and 60/],
  ['99 tries of a health check', check({ retries: 99 }), 'ClientException', /retries .* 1 and 10/],
  ['a start period of 301 seconds', check({ startPeriod: 301 }), 'ClientException', /startPeriod .* 0 and 300/],
  ['a health check without a command', check({ command: [] }), 'ClientException', /no command/],
  ['a health check of another kind', check({ command: ['NONE'] }), 'NotImplemented', /healthCheck\.command/],
  ['a long stop', { stopTimeout: 9999 }, 'ClientException', /stop timeout of less than 120 seconds/],
  ['a short stop', { stopTimeout: 1 }, 'ClientException', /must be at least 2 seconds/],
  ['port 99999', { portMappings: [{ containerPort: 99_999 }] }, 'ClientException', /Invalid 'containerPort' setting/],
  ['another host port', { portMappings: [{ containerPort: 80, hostPort: 81 }] }, 'ClientException', /must match/],
  ['a range of ports', { portMappings: [{ containerPortRange: '80-90' }] }, 'NotImplemented', /containerPortRange/],
  ['no essential container', { essential: false }, 'ClientException', /doesn't have any essential container/],
  ['privileges', { privileged: true }, 'ClientException', /requires that the 'privileged' setting be 'false'/],
  [
    'an unknown log driver',
    { logConfiguration: { logDriver: 'paper' as 'syslog' } },
    'ClientException',
    /^paper is not a valid log driver/,
  ],
  [
    'a log driver that Fargate has not',
    { logConfiguration: { logDriver: 'gelf' } },
    'ClientException',
    /^gelf is not a valid log driver\. Must be one of \[awslogs,splunk,awsfirelens\]/,
  ],
  ['a log driver without a place', { logConfiguration: { logDriver: 'splunk' } }, 'NotImplemented', /logDriver splunk/],
  [
    'a log without its group',
    { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-region': 'ap-northeast-1' } } },
    'ClientException',
    /requires options: awslogs-group/,
  ],
  [
    'a volume that is not there',
    { mountPoints: [{ sourceVolume: 'nope', containerPath: '/data' }] },
    'ClientException',
    /^Unknown volume 'nope'\.$/,
  ],
  [
    'a mounted volume',
    { mountPoints: [{ sourceVolume: 'scratch', containerPath: '/data' }] },
    'NotImplemented',
    /mountPoints/,
  ],
  [
    'a wait for a container that is not there',
    { dependsOn: [{ containerName: 'nope', condition: 'START' }] },
    'ClientException',
    /Cannot depend on container \+ 'nope' because it does not exist/,
  ],
  ['a name with a space', { name: 'a b' }, 'ClientException', /^Container\.name contains invalid characters\.$/],
  ['another user', { user: 'nobody' }, 'NotImplemented', /does not simulate user$/],
  ['capabilities', { linuxParameters: { capabilities: { add: ['SYS_PTRACE'] } } }, 'NotImplemented', /capabilities/],
];

const refusedDefinitions: [string, Partial<RegisterTaskDefinitionCommandInput>, string, RegExp][] = [
  ['too small a disk', { ephemeralStorage: { sizeInGiB: 20 } }, 'ClientException', /should be at least 21/],
  ['too large a disk', { ephemeralStorage: { sizeInGiB: 201 } }, 'ClientException', /at most 200/],
  [
    'an unknown processor',
    { runtimePlatform: { cpuArchitecture: 'MIPS' as 'ARM64' } },
    'ClientException',
    /cpuArchitecture 'MIPS'/,
  ],
  [
    'Windows',
    { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } },
    'NotImplemented',
    /operatingSystemFamily WINDOWS/,
  ],
  [
    'a volume of EFS',
    { volumes: [{ name: 'files', efsVolumeConfiguration: { fileSystemId: 'fs-0' } }] },
    'NotImplemented',
    /volumes\.efsVolumeConfiguration/,
  ],
  [
    'a folder of the host',
    { volumes: [{ name: 'files', host: { sourcePath: '/' } }] },
    'ClientException',
    /do not support sourcePath/,
  ],
  ['an unknown compatibility', { requiresCompatibilities: ['MARS' as 'EC2'] }, 'ClientException', /'MARS'/],
  ['another network', { networkMode: 'bridge' }, 'ClientException', /Fargate only supports network mode/],
  ['no size', { cpu: undefined }, 'ClientException', /'cpu' and 'memory' be defined at the task level/],
  ['a size that is none', { cpu: 'much' }, 'InvalidParameterException', /Invalid 'cpu' setting for task/],
  ['no containers', { containerDefinitions: [] }, 'ClientException', /^Container list cannot be empty\.$/],
];

describe('RegisterTaskDefinition refuses', () => {
  it.each(refusedContainers)('%s', async (_name, changes, code, message) => {
    const stage = await makeStage();
    const command = stage.definition(changes);
    command.input.volumes = [{ name: 'scratch' }];
    const refused = await stage.ecs.send(command).catch((error: Error) => error);
    expect(refused).toMatchObject({ name: code, message: expect.stringMatching(message) });
  });

  it.each(refusedDefinitions)('%s', async (_name, changes, code, message) => {
    const stage = await makeStage();
    const command = stage.definition();
    Object.assign(command.input, changes);
    const refused = await stage.ecs.send(command).catch((error: Error) => error);
    expect(refused).toMatchObject({ name: code, message: expect.stringMatching(message) });
  });
});

describe('a task definition', () => {
  it('may say all that the local cloud does, and what changes nothing', async () => {
    const stage = await makeStage();
    const { taskDefinition } = await stage.ecs.send(
      stage.definition({
        ...check({ interval: 5, timeout: 2, retries: 1, startPeriod: 300 }),
        stopTimeout: 120,
        privileged: false,
        readonlyRootFilesystem: false,
        mountPoints: [],
        environmentFiles: [],
        linuxParameters: { initProcessEnabled: true },
        logConfiguration: { logDriver: 'awslogs', options: awslogs },
      }),
    );
    expect(taskDefinition).toMatchObject({
      requiresCompatibilities: ['FARGATE'],
      compatibilities: ['EC2', 'FARGATE'],
      containerDefinitions: [{ stopTimeout: 120, healthCheck: { interval: 5 } }],
    });
    const usual = await stage.ecs.send(stage.definition(check({})));
    expect(usual.taskDefinition!.containerDefinitions![0]!.healthCheck).toEqual({
      command: ['CMD-SHELL', 'true'],
      interval: 30,
      timeout: 5,
      retries: 3,
    });
  });

  it('for EC2 is kept, and not launched on Fargate', async () => {
    const stage = await makeStage();
    const command = stage.definition({ memory: 128 });
    Object.assign(command.input, { requiresCompatibilities: ['EC2'], networkMode: 'bridge', cpu: undefined });
    await stage.ecs.send(command);
    const { taskDefinition } = await stage.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'api' }));
    expect(taskDefinition).toMatchObject({
      networkMode: 'bridge',
      compatibilities: ['EC2'],
      requiresCompatibilities: ['EC2'],
    });
    const refusal = {
      name: 'InvalidParameterException',
      message: 'Task definition does not support launch_type FARGATE.',
    };
    await expect(stage.ecs.send(new CreateServiceCommand(stage.service))).rejects.toMatchObject(refusal);
    const { cluster, networkConfiguration } = stage.service;
    const run = new RunTaskCommand({ cluster, networkConfiguration, taskDefinition: 'api', launchType: 'FARGATE' });
    await expect(stage.ecs.send(run)).rejects.toMatchObject(refusal);
  });
});
