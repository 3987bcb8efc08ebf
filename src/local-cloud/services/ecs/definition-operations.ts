import type * as sdk from '@aws-sdk/client-ecs';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { findRole } from '../iam/lookups.js';
import { own } from '../own.js';
import { usualCheck } from './container-health.js';
import { checkDefinition } from './definition-checks.js';
import { clientError, invalid } from './errors.js';
import { definitionSize } from './fargate.js';
import { fitsFargate } from './fargate-checks.js';
import { findTaskDefinition, tagList, tagRecord } from './lookups.js';
import { paged } from './paging.js';
import { ecsSlice, type TaskDefinition } from './store.js';

function shown(definition: TaskDefinition): sdk.TaskDefinition {
  const { registeredAt, deregisteredAt } = definition;
  return {
    taskDefinitionArn: definition.arn,
    containerDefinitions: definition.containers,
    family: definition.family,
    taskRoleArn: definition.taskRoleArn,
    executionRoleArn: definition.executionRoleArn,
    networkMode: (definition.networkMode ?? 'awsvpc') as sdk.NetworkMode,
    revision: definition.revision,
    volumes: definition.volumes,
    status: definition.status,
    requiresAttributes: [],
    placementConstraints: [],
    compatibilities: (definition.compatibilities ?? ['EC2', 'FARGATE']) as sdk.Compatibility[],
    requiresCompatibilities: definition.requiresCompatibilities as sdk.Compatibility[] | undefined,
    cpu: definition.cpu,
    memory: definition.memory,
    runtimePlatform: definition.runtimePlatform,
    ephemeralStorage: definition.ephemeralStorage,
    registeredAt: new Date(registeredAt),
    ...(deregisteredAt !== undefined && { deregisteredAt: new Date(deregisteredAt) }),
  };
}

function withDefaults(container: sdk.ContainerDefinition): sdk.ContainerDefinition {
  return {
    ...container,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      ...mapping,
      hostPort: mapping.hostPort ?? mapping.containerPort,
      protocol: mapping.protocol ?? 'tcp',
    })),
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    ...(container.healthCheck && { healthCheck: { ...usualCheck, ...container.healthCheck } }),
  };
}

function checkRole(world: World, arn: string | undefined): void {
  // A role that IAM has made but not yet told ECS of is refused just as one that does not exist.
  if (arn !== undefined && !findRole(world, arn)?.propagated) clientError('Role is not valid');
}

/** The task definition of that name; throws ClientException. */
export function needTaskDefinition(world: World, wanted: string): TaskDefinition {
  const found = findTaskDefinition(world, wanted);
  return found && found.status !== 'DELETE_IN_PROGRESS' ? found : clientError('Unable to describe task definition.');
}

function families(world: World, status: string | undefined): string[] {
  const all = Object.values(world.of(ecsSlice).taskDefinitions);
  const active = new Set(all.filter((each) => each.status === 'ACTIVE').map(({ family }) => family));
  const known = [...new Set(all.map(({ family }) => family))].sort();
  if (status === 'ALL') return known;
  return known.filter((family) => active.has(family) === (status !== 'INACTIVE'));
}

/** Task definitions; the local cloud runs them as Fargate would. */
export const definitionOperations: Partial<Api<typeof sdk>> = {
  RegisterTaskDefinition: (input, { world }) => {
    checkDefinition(input);
    checkRole(world, input.taskRoleArn);
    checkRole(world, input.executionRoleArn);
    const data = world.of(ecsSlice);
    const revision = (own(data.revisions, input.family) ?? 0) + 1;
    data.revisions[input.family] = revision;
    const definition: TaskDefinition = {
      arn: world.arn('ecs', `task-definition/${input.family}:${revision}`),
      family: input.family,
      revision,
      status: 'ACTIVE',
      registeredAt: world.now(),
      containers: input.containerDefinitions.map(withDefaults),
      ...definitionSize(input.cpu, input.memory),
      networkMode: input.networkMode ?? 'bridge',
      compatibilities: fitsFargate(input) ? ['EC2', 'FARGATE'] : ['EC2'],
      ...(input.requiresCompatibilities?.length && { requiresCompatibilities: input.requiresCompatibilities }),
      ...(input.taskRoleArn && { taskRoleArn: input.taskRoleArn }),
      ...(input.executionRoleArn && { executionRoleArn: input.executionRoleArn }),
      volumes: input.volumes ?? [],
      ...(input.runtimePlatform && { runtimePlatform: input.runtimePlatform }),
      ...(input.ephemeralStorage && { ephemeralStorage: input.ephemeralStorage }),
    };
    data.taskDefinitions[definition.arn] = definition;
    data.tags[definition.arn] = tagRecord(input.tags);
    return { taskDefinition: shown(definition), tags: tagList(data.tags[definition.arn]) };
  },

  DescribeTaskDefinition: (input, { world }) => {
    const definition = findTaskDefinition(world, input.taskDefinition);
    if (!definition) clientError('Unable to describe task definition.');
    const tags = input.include?.includes('TAGS') ? tagList(world.of(ecsSlice).tags[definition.arn]) : [];
    return { taskDefinition: shown(definition), tags };
  },

  ListTaskDefinitions: (input, { world }) => {
    const status = input.status ?? 'ACTIVE';
    const matching = Object.values(world.of(ecsSlice).taskDefinitions)
      .filter((each) => each.status === status && (!input.familyPrefix || each.family === input.familyPrefix))
      .sort((a, b) => (a.family === b.family ? a.revision - b.revision : a.family < b.family ? -1 : 1));
    if (input.sort === 'DESC') matching.reverse();
    const { items, nextToken } = paged(
      matching.map(({ arn }) => arn),
      input,
    );
    return { taskDefinitionArns: items, nextToken };
  },

  ListTaskDefinitionFamilies: (input, { world }) => {
    const matching = families(world, input.status).filter((family) => family.startsWith(input.familyPrefix ?? ''));
    const { items, nextToken } = paged(matching, input);
    return { families: items, nextToken };
  },

  DeregisterTaskDefinition: (input, { world }) => {
    if (!input.taskDefinition.includes(':')) invalid('Task definition must have a revision.');
    const definition = needTaskDefinition(world, input.taskDefinition);
    if (definition.status !== 'ACTIVE') clientError('The specified task definition is inactive.');
    definition.status = 'INACTIVE';
    definition.deregisteredAt = world.now();
    return { taskDefinition: shown(definition) };
  },

  DeleteTaskDefinitions: (input, { world }) => {
    const taskDefinitions: sdk.TaskDefinition[] = [];
    const failures: sdk.Failure[] = [];
    for (const wanted of input.taskDefinitions) {
      const found = findTaskDefinition(world, wanted);
      if (found?.status === 'INACTIVE') {
        found.status = 'DELETE_IN_PROGRESS';
        taskDefinitions.push(shown(found));
      } else if (found?.status === 'ACTIVE') {
        const detail =
          'The specified task definition is still in ACTIVE status. Please deregister the target and try again.';
        failures.push({ arn: found.arn, reason: 'TASK_DEFINITION_IN_ACTIVE_STATUS', detail });
      } else failures.push({ arn: wanted, reason: 'TASK_DEFINITION_NOT_FOUND' });
    }
    return { taskDefinitions, failures };
  },
};

/** Forgets task definitions that were deleted and that no task or service uses; true when there was one. */
export function forgetDefinitions(world: World): boolean {
  const { taskDefinitions, services, tasks, tags } = world.of(ecsSlice);
  const dying = Object.values(taskDefinitions).filter(({ status }) => status === 'DELETE_IN_PROGRESS');
  if (dying.length === 0) return false;
  const used = new Set([
    ...Object.values(services).flatMap(({ status, deployments }) =>
      status === 'INACTIVE' ? [] : deployments.map(({ taskDefinition }) => taskDefinition),
    ),
    ...Object.values(tasks).flatMap(({ lastStatus, taskDefinition }) =>
      lastStatus === 'STOPPED' ? [] : [taskDefinition],
    ),
  ]);
  const gone = dying.filter(({ arn }) => !used.has(arn));
  for (const { arn } of gone) {
    delete taskDefinitions[arn];
    delete tags[arn];
  }
  return gone.length > 0;
}
