import type { World } from '../../world.js';
import { isBroken } from './circuit-breaker.js';
import { named, tell } from './events.js';
import { deploymentId, primaryOf, tasksOf } from './lookups.js';
import { type Deployment, type DeploymentWish, ecsSlice, type Service } from './store.js';
import { stopTask } from './tasks.js';

/** The longest that the scheduler waits after failures, milliseconds. */
const LONGEST_WAIT = 300_000;

/** Makes a deployment the service's primary one; the present ones become ACTIVE until they are replaced. */
export function beginDeployment(world: World, service: Service, wish: DeploymentWish, reason?: string): Deployment {
  const before = service.deployments.find(({ status }) => status === 'PRIMARY');
  const fallback =
    before?.rolloutState === 'COMPLETED'
      ? {
          id: before.id,
          wish: {
            taskDefinition: before.taskDefinition,
            network: before.network,
            platformVersion: before.platformVersion,
          },
          ...(before.imageDigest && { imageDigest: before.imageDigest }),
        }
      : before?.fallback;
  for (const deployment of service.deployments) deployment.status = 'ACTIVE';
  const id = deploymentId();
  const deployment: Deployment = {
    id,
    status: 'PRIMARY',
    ...wish,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: reason ?? `ECS deployment ${id} in progress.`,
    createdAt: world.now(),
    updatedAt: world.now(),
    failures: 0,
    failedTasks: 0,
    nextStartAt: 0,
    ...(fallback && !reason && { fallback }),
  };
  service.deployments.unshift(deployment);
  service.steady = false;
  return deployment;
}

/** Takes note of tasks that ended by themselves or failed their health checks; true when there was one. */
export function countFailures(world: World, service: Service): boolean {
  let changed = false;
  for (const task of Object.values(world.of(ecsSlice).tasks)) {
    const own = task.cluster === service.cluster && task.service === service.name;
    if (!own || task.counted || task.lastStatus !== 'STOPPED') continue;
    task.counted = true;
    changed = true;
    const failed =
      task.stopCode === 'TaskFailedToStart' ||
      task.stopCode === 'EssentialContainerExited' ||
      /^Task failed (ELB|container) health checks/.test(task.stoppedReason ?? '');
    const deployment = service.deployments.find(({ id }) => id === task.deploymentId);
    if (!failed || !deployment) continue;
    service.steady = false;
    deployment.failures += 1;
    deployment.failedTasks += 1;
    deployment.updatedAt = world.now();
    const wait = deployment.failures < 2 ? 0 : 1000 * 2 ** (deployment.failures - 1);
    deployment.nextStartAt = world.now() + Math.min(wait, LONGEST_WAIT);
    const reason = task.stoppedReason ?? '';
    if (reason.startsWith('ECS was unable to assume')) {
      tell(world, service, `failed to launch a task with (error ${reason})`);
    } else if (reason.startsWith('Unexpected EC2 error')) {
      tell(world, service, `was unable to place a task. Reason: ${reason}.`);
    }
    if (deployment.failures === 3) tell(world, service, 'is unable to consistently start tasks successfully.');
  }
  return changed;
}

/** Ends a deployment that failed too often, and goes back to the last completed one when there is one and that is wanted. */
export function breakCircuit(world: World, service: Service): boolean {
  const primary = primaryOf(service);
  if (primary.rolloutState !== 'IN_PROGRESS' || !isBroken(service, primary)) return false;
  primary.rolloutState = 'FAILED';
  primary.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
  primary.updatedAt = world.now();
  tell(world, service, `(deployment ${primary.id}) deployment failed: tasks failed to start.`);
  const tasks = tasksOf(world, service).filter(
    (task) => task.deploymentId === primary.id && task.desiredStatus === 'RUNNING',
  );
  for (const task of tasks) {
    stopTask(world, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${primary.id})`);
  }
  if (tasks.length > 0) tell(world, service, `has stopped ${tasks.length} running tasks: ${named(tasks)}.`);
  const { fallback } = primary;
  if (!service.breaker.rollback || !fallback) return true;
  const reason = `ECS deployment circuit breaker: rolling back to deploymentId ${fallback.id}.`;
  const rollback = beginDeployment(world, service, fallback.wish, reason);
  // What is returned to is that deployment's image, not what its tag names by now.
  if (fallback.imageDigest) rollback.imageDigest = fallback.imageDigest;
  tell(world, service, `rolling back to deployment ${fallback.id}.`);
  return true;
}

/** Declares the primary deployment completed when only its tasks are left and all are healthy. */
export function completeRollout(world: World, service: Service): boolean {
  const primary = primaryOf(service);
  if (primary.rolloutState === 'FAILED') return false;
  const tasks = tasksOf(world, service);
  const mine = tasks.filter(({ deploymentId: id, desiredStatus }) => id === primary.id && desiredStatus === 'RUNNING');
  const staying = tasks.some((task) => task.deploymentId !== primary.id && task.lastStatus !== 'STOPPING');
  if (staying || mine.length !== service.desired || !mine.every(({ healthy }) => healthy)) return false;
  let changed = false;
  if (primary.rolloutState === 'IN_PROGRESS') {
    primary.rolloutState = 'COMPLETED';
    primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
    primary.updatedAt = world.now();
    primary.failures = 0;
    service.deployments = [primary];
    tell(world, service, `(deployment ${primary.id}) deployment completed.`);
    changed = true;
  }
  const leaving = tasks.some(({ desiredStatus }) => desiredStatus === 'STOPPED');
  if (!service.steady && !leaving) {
    service.steady = true;
    tell(world, service, 'has reached a steady state.');
    changed = true;
  }
  return changed;
}
