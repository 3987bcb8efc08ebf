import { randomBytes } from 'node:crypto';
import type { World } from '../../world.js';
import { hasServiceLinkedRole } from '../iam/lookups.js';
import { ensureServiceLinkedRole } from '../iam/roles.js';
import { own } from '../own.js';
import { invalid, noCluster, noService } from './errors.js';
import { type Cluster, type Deployment, ecsSlice, type Service, type Task, type TaskDefinition } from './store.js';

const lastPart = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

/** The cluster of that name or ARN (`default` when absent), active or not. */
export const findCluster = (world: World, nameOrArn = 'default'): Cluster | undefined =>
  own(world.of(ecsSlice).clusters, lastPart(nameOrArn));

/** The ACTIVE cluster of that name or ARN; throws ClusterNotFoundException. */
export function needCluster(world: World, nameOrArn?: string): Cluster {
  const found = findCluster(world, nameOrArn);
  return found?.status === 'ACTIVE' ? found : noCluster();
}

/** The service of that name or ARN in a cluster of that name, in any status. */
export const findService = (world: World, cluster: string, nameOrArn: string): Service | undefined =>
  world.of(ecsSlice).services[`${cluster}/${lastPart(nameOrArn)}`];

/** As findService; throws ServiceNotFoundException. */
export function needService(world: World, cluster: string, nameOrArn: string): Service {
  return findService(world, cluster, nameOrArn) ?? noService();
}

/** The service's current deployment. */
export const primaryOf = (service: Service): Deployment =>
  service.deployments.find(({ status }) => status === 'PRIMARY') ?? service.deployments[0]!;

/** The tasks of a service that are not STOPPED. */
export const tasksOf = (world: World, service: Service): Task[] =>
  Object.values(world.of(ecsSlice).tasks).filter(
    (task) => task.cluster === service.cluster && task.service === service.name && task.lastStatus !== 'STOPPED',
  );

/** A task definition by ARN, `family:revision`, or family (its newest ACTIVE revision). */
export function findTaskDefinition(world: World, wanted: string): TaskDefinition | undefined {
  const { taskDefinitions } = world.of(ecsSlice);
  const name = lastPart(wanted);
  const all = Object.values(taskDefinitions);
  if (name.includes(':')) return all.find(({ family, revision }) => `${family}:${revision}` === name);
  return all
    .filter(({ family, status }) => family === name && status === 'ACTIVE')
    .reduce<TaskDefinition | undefined>(
      (best, each) => (best && best.revision > each.revision ? best : each),
      undefined,
    );
}

/** 32 hexadecimal digits, as ECS names tasks. */
export const taskId = (): string => randomBytes(16).toString('hex');

/** `ecs-svc/` and 19 digits, as ECS names deployments. */
export const deploymentId = (): string =>
  `ecs-svc/${(randomBytes(8).readBigUInt64BE() % 10n ** 19n).toString().padStart(19, '1')}`;

/** Refuses the first use of ECS in an account: it asks for the service-linked role only then, so that the second try works. One that somebody else has just made has first to spread. */
export function needLinkedRole(world: World): void {
  if (hasServiceLinkedRole(world, 'ecs.amazonaws.com')) return;
  ensureServiceLinkedRole(world, 'ecs.amazonaws.com');
  invalid('Unable to assume the service linked role. Please verify that the ECS service linked role exists.');
}

/** Tags in ECS's form. */
export const tagList = (tags: Readonly<Record<string, string>> | undefined): { key: string; value: string }[] =>
  Object.entries(tags ?? {}).map(([key, value]) => ({ key, value }));

/** Tags as they are kept. */
export const tagRecord = (
  tags: readonly { key?: string | undefined; value?: string | undefined }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
