import { Refusal } from '../../refuse.js';
import type { World } from '../../world.js';
import { addNetworkInterface, releaseNetworkInterface } from '../ec2/lookups.js';
import { noteHealth } from './container-health.js';
import { launch } from './launch.js';
import { findService, findTaskDefinition, taskId } from './lookups.js';
import { StartFailure } from './start-failure.js';
import { ecsSlice, type Network, type Task } from './store.js';
import { areTargetsGone, deregister, moveTarget, register } from './target-registration.js';

/** How long a stopped task can be described, milliseconds. */
const REMEMBERED = 3_600_000;

/** The share of a task's start-up time that passes before it has its network interface. */
const PROVISIONING_SHARE = 0.3;

/** What a new task is made of. */
export interface TaskWish {
  readonly cluster: string;
  readonly service?: string;
  readonly deploymentId?: string;
  readonly group: string;
  readonly startedBy?: string;
  readonly taskDefinition: string;
  readonly network: Network;
  readonly execute: boolean;
  readonly tags: Record<string, string>;
  readonly overrides?: Task['overrides'];
  readonly run?: Task['run'];
}

/** The least used of a network's subnets. */
function chooseSubnet(world: World, network: Network): string {
  const alive = Object.values(world.of(ecsSlice).tasks).filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const load = (subnetId: string) =>
    alive.filter(({ network: own, desiredStatus }) => desiredStatus === 'RUNNING' && own.subnetIds[0] === subnetId)
      .length;
  return network.subnetIds.reduce((best, each) => (load(each) < load(best) ? each : best));
}

/** Makes a task; it starts as time passes. */
export function addTask(world: World, wish: TaskWish): Task {
  const data = world.of(ecsSlice);
  const id = taskId();
  const { tags, ...rest } = wish;
  const subnetId = chooseSubnet(world, wish.network);
  const task: Task = {
    ...rest,
    id,
    arn: world.arn('ecs', `task/${wish.cluster}/${id}`),
    network: { ...wish.network, subnetIds: [subnetId] },
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    createdAt: world.now(),
    nextAt: world.now() + world.weather.delay('ecs.task.start'),
    healthy: false,
    counted: false,
  };
  data.tasks[task.arn] = task;
  data.tags[task.arn] = tags;
  return task;
}

function finish(world: World, task: Task, code: string, reason: string): void {
  const sight = world.plane.tasks.look(task.arn);
  if (sight?.state === 'stopped' && sight.exitCode !== undefined) task.exitCode = sight.exitCode;
  if (sight?.state === 'stopped' && sight.containerReason !== undefined) task.containerReason = sight.containerReason;
  task.stopCode ??= code;
  task.stoppedReason ??= reason;
  task.desiredStatus = 'STOPPED';
  task.lastStatus = 'STOPPED';
  task.healthy = false;
  task.stoppedAt = world.now();
  task.stoppingAt ??= world.now();
  if (task.interface) releaseNetworkInterface(world, task.interface.id);
  world.plane.tasks.forget(task.arn);
}

/** Begins to stop a task: first its targets drain, then its container gets SIGTERM. Quiet on one that is stopping. */
export function stopTask(world: World, task: Task, code: string, reason: string): void {
  if (task.desiredStatus === 'STOPPED') return;
  task.desiredStatus = 'STOPPED';
  task.stopCode = code;
  task.stoppedReason = reason;
  task.stoppingAt = world.now();
  task.healthy = false;
  if (task.lastStatus === 'RUNNING') {
    task.lastStatus = 'DEACTIVATING';
    deregister(world, task);
  } else beginStopping(world, task);
}

function beginStopping(world: World, task: Task): void {
  task.lastStatus = 'STOPPING';
  const stopTimeout = findTaskDefinition(world, task.taskDefinition)?.containers[0]?.stopTimeout ?? 30;
  world.plane.tasks.stop(task.arn, stopTimeout);
  task.nextAt = world.now() + world.weather.delay('ecs.task.stop');
}

function provision(world: World, task: Task): boolean {
  const attachAt = task.createdAt + (task.nextAt - task.createdAt) * PROVISIONING_SHARE;
  if (world.now() < attachAt) return false;
  const subnetId = task.network.subnetIds[0]!;
  task.lastStatus = 'PENDING';
  try {
    const made = addNetworkInterface(world, {
      subnetId,
      groupIds: task.network.groupIds,
      description: `arn:aws:ecs:${world.region}:${world.account}:attachment/${task.id}`,
      requesterId: 'amazon-ecs',
      requesterManaged: true,
      publicIp: task.network.publicIp,
    });
    task.interface = { id: made.id, subnetId, privateIp: made.privateIp };
    launch(world, task);
  } catch (problem) {
    if (problem instanceof StartFailure) task.failure = { stoppedReason: problem.message };
    else if (problem instanceof Refusal) {
      const stoppedReason = `Unexpected EC2 error while attempting to Create Network Interface in subnet '${subnetId}': ${problem.code}`;
      task.failure = { stoppedReason };
    } else throw problem;
  }
  return true;
}

function waitForStart(world: World, task: Task): boolean {
  if (world.now() < task.nextAt) return false;
  if (task.failure) {
    finish(world, task, 'TaskFailedToStart', task.failure.stoppedReason);
    return true;
  }
  const sight = world.plane.tasks.look(task.arn);
  if (!sight) return restart(world, task);
  if (sight.state === 'starting') return false;
  if (sight.state === 'stopped') {
    if (sight.stopCode === 'EssentialContainerExited') task.startedAt = world.now();
    finish(world, task, sight.stopCode, sight.reason);
    return true;
  }
  task.lastStatus = 'RUNNING';
  task.startedAt = world.now();
  task.reach = { address: sight.address, port: sight.port };
  noteHealth(world, task, sight);
  register(world, task);
  return true;
}

/** The data plane was started anew and knows nothing of the task: it is told again. */
function restart(world: World, task: Task): boolean {
  try {
    launch(world, task);
  } catch (problem) {
    if (!(problem instanceof StartFailure)) throw problem;
    deregister(world, task);
    finish(world, task, 'TaskFailedToStart', problem.message);
  }
  return true;
}

function watch(world: World, task: Task): boolean {
  const sight = world.plane.tasks.look(task.arn);
  if (!sight) return restart(world, task);
  if (sight.state === 'stopped') {
    deregister(world, task);
    finish(world, task, sight.stopCode, sight.reason);
    return true;
  }
  if (sight.state === 'starting') return false;
  const { address, port } = sight;
  const isNews = noteHealth(world, task, sight);
  if (task.reach?.address === address && task.reach.port === port) return isNews;
  task.reach = { address, port };
  moveTarget(world, task);
  return true;
}

function waitForStop(world: World, task: Task): boolean {
  const sight = world.plane.tasks.look(task.arn);
  if (world.now() < task.nextAt || (sight && sight.state !== 'stopped')) return false;
  finish(world, task, 'UserInitiated', '');
  return true;
}

/** Moves a task on as far as the time and the data plane allow; true when anything changed. */
export function advanceTask(world: World, task: Task): boolean {
  switch (task.lastStatus) {
    case 'PROVISIONING':
      return provision(world, task);
    case 'PENDING':
      return waitForStart(world, task);
    case 'RUNNING':
      return watch(world, task);
    case 'DEACTIVATING':
      if (!areTargetsGone(world, task)) return false;
      beginStopping(world, task);
      return true;
    case 'STOPPING':
      return waitForStop(world, task);
    case 'STOPPED':
      return forget(world, task);
  }
}

function forget(world: World, task: Task): boolean {
  if (world.now() < (task.stoppedAt ?? 0) + REMEMBERED) return false;
  if (task.service && !task.counted && findService(world, task.cluster, task.service)) return false;
  const data = world.of(ecsSlice);
  delete data.tasks[task.arn];
  delete data.tags[task.arn];
  return true;
}
