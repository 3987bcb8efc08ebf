import type * as sdk from '@aws-sdk/client-ecs';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { invalid } from './errors.js';
import { checkToken, requestText, tasksOfToken } from './idempotency.js';
import { needCluster, needLinkedRole, tagRecord } from './lookups.js';
import { refuseOthers } from './not-imitated.js';
import { checkPlatformVersion } from './platform-version.js';
import { checkNetwork, needRunnable } from './service-checks.js';
import { ecsSlice, type Task, type TaskDefinition } from './store.js';
import { addTask } from './tasks.js';
import { outOfCpus, placesLeft } from './vcpu-quota.js';

function checkOverrides(overrides: sdk.TaskOverride | undefined, definition: TaskDefinition): void {
  for (const override of overrides?.containerOverrides ?? []) {
    if (!definition.containers.some(({ name }) => name === override.name)) {
      invalid(`Override for container named ${override.name} is not a container in the TaskDefinition.`);
    }
    const others = ['cpu', 'memory', 'memoryReservation', 'environmentFiles', 'resourceRequirements'] as const;
    refuseOthers(override, others, 'overrides.containerOverrides.');
  }
  const others = ['cpu', 'memory', 'ephemeralStorage', 'executionRoleArn', 'taskRoleArn'] as const;
  refuseOthers(overrides, [...others, 'inferenceAcceleratorOverrides'], 'overrides.');
}

function tagsFor(world: World, input: sdk.RunTaskRequest, cluster: string, definition: TaskDefinition) {
  if (input.propagateTags === 'SERVICE') invalid('Tags of a service cannot be propagated to a task that has none.');
  const inherited = input.propagateTags === 'TASK_DEFINITION' ? world.of(ecsSlice).tags[definition.arn] : {};
  return {
    ...inherited,
    ...tagRecord(input.tags),
    ...(input.enableECSManagedTags && { 'aws:ecs:clusterName': cluster }),
  };
}

/** What RunTask made of a wish. */
export interface Launched {
  readonly tasks: readonly Task[];
  readonly failures: readonly sdk.Failure[];
}

/**
 * Starts tasks that belong to no service; the same request with the same token again only finds them. Those that the account's
 * quota has no room for are failures beside the others, as ECS answers where it has no capacity, and no error.
 */
export function runTask(world: World, input: sdk.RunTaskRequest): Launched {
  needLinkedRole(world);
  const cluster = needCluster(world, input.cluster);
  checkToken(input.clientToken, 64);
  const request = requestText(input);
  const before = tasksOfToken(world, cluster.name, input.clientToken, request);
  if (before.length > 0) return { tasks: before, failures: [] };
  if (input.launchType !== 'FARGATE') refuse('NotImplemented', 'The local cloud runs tasks on Fargate only', 501);
  const definition = needRunnable(world, input.taskDefinition);
  const network = checkNetwork(world, input.networkConfiguration);
  const count = input.count ?? 1;
  if (count < 1 || count > 10) invalid('Count must be between 1 and 10.');
  checkPlatformVersion(input.platformVersion);
  checkOverrides(input.overrides, definition);
  refuseOthers(input, [
    'capacityProviderStrategy',
    'placementConstraints',
    'placementStrategy',
    'volumeConfigurations',
  ]);
  const tags = tagsFor(world, input, cluster.name, definition);
  const placed = Math.min(count, Math.max(0, placesLeft(world, definition.arn)));
  const tasks = Array.from({ length: placed }, () =>
    addTask(world, {
      cluster: cluster.name,
      group: input.group ?? `family:${definition.family}`,
      ...(input.startedBy && { startedBy: input.startedBy }),
      taskDefinition: definition.arn,
      network,
      execute: input.enableExecuteCommand ?? false,
      tags: { ...tags },
      ...(input.overrides && { overrides: input.overrides }),
      ...(input.clientToken && { run: { token: input.clientToken, request } }),
    }),
  );
  return { tasks, failures: Array.from({ length: count - placed }, () => ({ reason: outOfCpus })) };
}
