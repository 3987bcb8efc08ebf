import type * as sdk from '@aws-sdk/client-ecs';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { ec2Slice } from '../ec2/store.js';
import { invalid } from './errors.js';
import { findTaskDefinition, needCluster, needService, tagList } from './lookups.js';
import { refuseOthers } from './not-imitated.js';
import { paged } from './paging.js';
import { runTask } from './run-task.js';
import { ecsSlice, type Task } from './store.js';
import { stopTask } from './tasks.js';

const date = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));

function attachmentOf(world: World, task: Task): sdk.Attachment {
  const eni = task.interface;
  const mac = eni && world.of(ec2Slice).interfaces[eni.id]?.mac;
  const details = {
    subnetId: eni?.subnetId ?? task.network.subnetIds[0],
    networkInterfaceId: eni?.id,
    macAddress: mac,
    privateIPv4Address: eni?.privateIp,
  };
  const status = !eni ? 'PRECREATED' : task.lastStatus === 'STOPPED' ? 'DELETED' : 'ATTACHED';
  return {
    id: task.id,
    type: 'ElasticNetworkInterface',
    status,
    details: Object.entries(details).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
  };
}

const CONTAINER_STATUS: Readonly<Record<Task['lastStatus'], string>> = {
  PROVISIONING: 'PENDING',
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  DEACTIVATING: 'RUNNING',
  STOPPING: 'RUNNING',
  STOPPED: 'STOPPED',
};

function containerOf(world: World, task: Task): sdk.Container {
  const container = findTaskDefinition(world, task.taskDefinition)?.containers[0];
  const imageDigest = task.imageDigest ?? /@(sha256:[0-9a-f]{64})$/.exec(container?.image ?? '')?.[1];
  const startFailed = task.stopCode === 'TaskFailedToStart' ? task.stoppedReason : undefined;
  const reason = task.containerReason ?? startFailed;
  return {
    containerArn: world.arn('ecs', `container/${task.cluster}/${task.id}/${task.id}`),
    taskArn: task.arn,
    name: container?.name,
    image: container?.image,
    ...(imageDigest !== undefined && { imageDigest }),
    runtimeId: `${task.id}-0000000000`,
    lastStatus: CONTAINER_STATUS[task.lastStatus],
    ...(task.exitCode !== undefined && { exitCode: task.exitCode }),
    ...(reason !== undefined && { reason: reason.slice(0, 1024) }),
    networkBindings: [],
    networkInterfaces: task.interface ? [{ attachmentId: task.id, privateIpv4Address: task.interface.privateIp }] : [],
    healthStatus: task.health ?? 'UNKNOWN',
    cpu: String(container?.cpu ?? 0),
  };
}

function shown(world: World, task: Task, withTags: boolean): sdk.Task {
  const definition = findTaskDefinition(world, task.taskDefinition);
  const zone = world.of(ec2Slice).subnets[task.network.subnetIds[0] ?? '']?.zone;
  return {
    taskArn: task.arn,
    clusterArn: world.arn('ecs', `cluster/${task.cluster}`),
    taskDefinitionArn: task.taskDefinition,
    group: task.group,
    startedBy: task.startedBy,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    availabilityZone: zone,
    connectivity: task.interface ? 'CONNECTED' : undefined,
    cpu: definition?.cpu,
    memory: definition?.memory,
    createdAt: date(task.createdAt),
    startedAt: date(task.startedAt),
    stoppingAt: date(task.stoppingAt),
    stoppedAt: date(task.stoppedAt),
    executionStoppedAt: date(task.startedAt === undefined ? undefined : task.stoppedAt),
    stopCode: task.stopCode as sdk.TaskStopCode | undefined,
    stoppedReason: task.stoppedReason,
    healthStatus: task.health ?? 'UNKNOWN',
    version: 1,
    enableExecuteCommand: task.execute,
    attachments: [attachmentOf(world, task)],
    containers: [containerOf(world, task)],
    overrides: task.overrides ?? { containerOverrides: [], inferenceAcceleratorOverrides: [] },
    tags: withTags ? tagList(world.of(ecsSlice).tags[task.arn]) : [],
  };
}

const findTask = (world: World, cluster: string, idOrArn: string): Task | undefined => {
  const id = idOrArn.slice(idOrArn.lastIndexOf('/') + 1);
  return world.of(ecsSlice).tasks[world.arn('ecs', `task/${cluster}/${id}`)];
};

/** Tasks: looking at them, stopping them, and running one without a service. */
export const taskOperations: Partial<Api<typeof sdk>> = {
  ListTasks: (input, { world }) => {
    const cluster = needCluster(world, input.cluster);
    const service =
      input.serviceName === undefined ? undefined : needService(world, cluster.name, input.serviceName).name;
    refuseOthers(input, ['containerInstance', 'daemonName']);
    const desired = input.desiredStatus ?? 'RUNNING';
    const matching = Object.values(world.of(ecsSlice).tasks).filter(
      (task) =>
        task.cluster === cluster.name &&
        (service === undefined || task.service === service) &&
        (input.family === undefined || findTaskDefinition(world, task.taskDefinition)?.family === input.family) &&
        (input.launchType === undefined || input.launchType === 'FARGATE') &&
        (input.startedBy === undefined || task.startedBy === input.startedBy) &&
        task.desiredStatus === desired,
    );
    const { items, nextToken } = paged(
      matching.map(({ arn }) => arn),
      input,
    );
    return { taskArns: items, nextToken };
  },

  DescribeTasks: (input, { world }) => {
    const cluster = needCluster(world, input.cluster);
    const tasks: sdk.Task[] = [];
    const failures: sdk.Failure[] = [];
    for (const wanted of input.tasks) {
      const found = findTask(world, cluster.name, wanted);
      if (found) tasks.push(shown(world, found, input.include?.includes('TAGS') ?? false));
      else
        failures.push({ arn: world.arn('ecs', `task/${cluster.name}/${wanted.split('/').at(-1)}`), reason: 'MISSING' });
    }
    return { tasks, failures };
  },

  StopTask: (input, { world }) => {
    const cluster = needCluster(world, input.cluster);
    const task = findTask(world, cluster.name, input.task) ?? invalid('The referenced task was not found.');
    stopTask(world, task, 'UserInitiated', input.reason ?? 'Task stopped by user');
    return { task: shown(world, task, false) };
  },

  RunTask: (input, { world }) => {
    const { tasks, failures } = runTask(world, input);
    return { tasks: tasks.map((task) => shown(world, task, true)), failures: [...failures] };
  },
};
