import type { World } from '../../world.js';
import { isBroken } from '../elbv2/targets.js';
import { named, tell } from './events.js';
import { primaryOf, tasksOf } from './lookups.js';
import { breakCircuit, completeRollout, countFailures } from './rollout.js';
import { ecsSlice, type Service, type Task } from './store.js';
import { healthOf } from './target-registration.js';
import { addTask, stopTask } from './tasks.js';
import { outOfCpus, placesLeft } from './vcpu-quota.js';

const isWanted = (task: Task): boolean => task.desiredStatus === 'RUNNING';

/** Stops tasks for the sake of the service's count and tells of it. */
function stopAll(world: World, service: Service, tasks: readonly Task[], deploymentId: string): void {
  if (tasks.length === 0) return;
  const draining = service.targets.length > 0 ? tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING') : [];
  for (const task of tasks) {
    stopTask(world, task, 'ServiceSchedulerInitiated', `Scaling activity initiated by (deployment ${deploymentId})`);
  }
  service.steady = false;
  if (draining.length > 0) tell(world, service, `has begun draining connections on ${draining.length} tasks.`);
  tell(world, service, `has stopped ${tasks.length} running tasks: ${named(tasks)}.`);
}

/** Why a running task is to be replaced: what the event says of it, and the reason that it is stopped with. */
function faultOf(world: World, task: Task): { told: string; reason: string } | undefined {
  if (task.health === 'UNHEALTHY') {
    return { told: 'failed container health checks.', reason: 'Task failed container health checks' };
  }
  const bad = healthOf(world, task).find(({ health }) => isBroken(health));
  if (!bad) return undefined;
  const why = bad.health.description ?? bad.health.reason;
  return {
    told: `(port ${bad.port}) is unhealthy in (target-group ${bad.arn}) due to (reason ${why}).`,
    reason: `Task failed ELB health checks in (target-group ${bad.arn})`,
  };
}

function judgeHealth(world: World, service: Service): boolean {
  let changed = false;
  for (const task of tasksOf(world, service)) {
    if (task.lastStatus !== 'RUNNING') continue;
    const places = healthOf(world, task);
    const healthy =
      places.length === service.targets.length &&
      places.every(({ health }) => health.state === 'healthy') &&
      (task.health ?? 'HEALTHY') === 'HEALTHY';
    if (healthy !== task.healthy) {
      task.healthy = healthy;
      changed = true;
      const deployment = service.deployments.find(({ id }) => id === task.deploymentId);
      if (healthy && deployment && (places.length > 0 || task.health)) deployment.failures = 0;
    }
    // Both kinds of checks are overlooked for that long.
    const isSpared = world.now() < (task.startedAt ?? 0) + (service.graceSeconds ?? 0) * 1000;
    const fault = isSpared ? undefined : faultOf(world, task);
    if (!fault) continue;
    tell(world, service, `(task ${task.id}) ${fault.told}`);
    stopTask(world, task, 'ServiceSchedulerInitiated', fault.reason);
    service.steady = false;
    changed = true;
  }
  return changed;
}

function tagsFor(world: World, service: Service, taskDefinition: string): Record<string, string> {
  const { tags } = world.of(ecsSlice);
  const source = { SERVICE: service.arn, TASK_DEFINITION: taskDefinition }[service.propagateTags];
  const managed = { 'aws:ecs:clusterName': service.cluster, 'aws:ecs:serviceName': service.name };
  return { ...(source && tags[source]), ...(service.managedTags && managed) };
}

/** How long the scheduler waits before it tries again to place a task; milliseconds. */
const pauseWithoutPlace = 60_000;

function startMissing(world: World, service: Service): boolean {
  const primary = primaryOf(service);
  if (primary.rolloutState === 'FAILED' || world.now() < primary.nextStartAt) return false;
  const alive = tasksOf(world, service).filter(isWanted);
  const mine = alive.filter(({ deploymentId }) => deploymentId === primary.id);
  const room = Math.floor((service.desired * service.maximumPercent) / 100) - alive.length;
  const wanted = Math.min(service.desired - mine.length, room);
  const count = Math.min(wanted, placesLeft(world, primary.taskDefinition));
  if (wanted <= 0) return false;
  if (count <= 0) {
    tell(world, service, `was unable to place a task. Reason: ${outOfCpus}`);
    primary.nextStartAt = world.now() + pauseWithoutPlace;
    service.steady = false;
    return true;
  }
  const started = Array.from({ length: count }, () =>
    addTask(world, {
      cluster: service.cluster,
      service: service.name,
      deploymentId: primary.id,
      group: `service:${service.name}`,
      startedBy: primary.id,
      taskDefinition: primary.taskDefinition,
      network: primary.network,
      execute: service.execute,
      tags: tagsFor(world, service, primary.taskDefinition),
    }),
  );
  service.steady = false;
  tell(world, service, `has started ${count} tasks: ${named(started)}.`);
  return true;
}

function stopSurplus(world: World, service: Service): boolean {
  const primary = primaryOf(service);
  const alive = tasksOf(world, service).filter(isWanted);
  const mine = alive.filter(({ deploymentId }) => deploymentId === primary.id);
  const old = alive.filter(({ deploymentId }) => deploymentId !== primary.id);
  const least = Math.ceil((service.desired * service.minimumPercent) / 100);
  const spare = Math.max(0, alive.filter(({ healthy }) => healthy).length - least);
  const surplus = [...mine]
    .sort((a, b) => Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt)
    .slice(0, Math.max(0, mine.length - service.desired));
  const superseded = [
    ...old.filter(({ healthy }) => !healthy),
    ...old.filter(({ healthy }) => healthy).slice(0, spare),
  ];
  stopAll(world, service, [...surplus, ...superseded], primary.id);
  return surplus.length + superseded.length > 0;
}

/** A service is INACTIVE as soon as its last task is on its way out; a minute at least it stays describable. */
function retire(world: World, service: Service): boolean {
  if (service.status !== 'DRAINING') return false;
  const open = tasksOf(world, service).some(({ lastStatus }) => lastStatus !== 'STOPPING');
  if (open) return false;
  const { taskDefinition, network, platformVersion } = primaryOf(service);
  service.last = { taskDefinition, network, platformVersion };
  service.status = 'INACTIVE';
  service.deployments = [];
  service.forgetAt = world.now() + Math.max(60_000, world.weather.delay('ecs.service.forget'));
  return true;
}

function forget(world: World, service: Service): boolean {
  if (world.now() < (service.forgetAt ?? 0)) return false;
  const data = world.of(ecsSlice);
  delete data.services[`${service.cluster}/${service.name}`];
  delete data.tags[service.arn];
  return true;
}

/** Brings a service nearer to what is wanted of it; true when anything changed. */
export function schedule(world: World, service: Service): boolean {
  if (service.status === 'INACTIVE') return forget(world, service);
  const steps = [countFailures, judgeHealth, breakCircuit, stopSurplus, startMissing, completeRollout, retire];
  return steps.reduce((changed, step) => step(world, service) || changed, false);
}
