import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Aws } from '../aws/clients.js';
import { nameOf } from '../aws/names.js';
import type { Asking } from './ask.js';
import type { Facts } from './facts.js';
import { isByHand, type Search } from './find-service.js';

/** Variables whose values nobody may see; the three that are shown are named by the assignment. */
const open = new Set(['DB_HOST', 'DB_USER', 'DB_NAME']);

/** What stands in for a value that is set and not shown. */
export const blot = '********';

/** The task definition of a service (of a service that is gone, the newest of our family) and the container that is called. */
export async function askTaskDefinition(
  aws: Aws,
  { ask }: Asking,
  search: Search,
  service: Service | undefined,
): Promise<Pick<Facts, 'taskDefinition' | 'container' | 'containerPort'>> {
  const { owner } = search;
  const family = isByHand(search) ? undefined : nameOf(owner, 'task', 'ecs:task-definition');
  const taskDefinition = service?.taskDefinition ?? family;
  if (!taskDefinition) return {};
  const answer = await ask(aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition })));
  const described = answer?.taskDefinition;
  if (!described) return {};
  const containerDefinitions = (described.containerDefinitions ?? []).map(withoutSecrets);
  const behind = service?.loadBalancers?.[0];
  const container =
    containerDefinitions.find((it) => it.name === behind?.containerName) ??
    containerDefinitions.find((it) => it.essential !== false);
  const containerPort = behind?.containerPort ?? container?.portMappings?.[0]?.containerPort;
  return {
    taskDefinition: { ...described, containerDefinitions },
    ...(container && { container }),
    ...(containerPort && { containerPort }),
  };
}

/** Values are blotted out unless the assignment asks for them: whatever else is set may be a secret. An empty one stays empty. */
const withoutSecrets = (container: ContainerDefinition): ContainerDefinition => ({
  ...container,
  environment: container.environment?.map((it) => (open.has(it.name ?? '') || !it.value ? it : { ...it, value: blot })),
});

/** The tasks that run; when none does, those that stopped of late. */
export async function askTasks(aws: Aws, { ask }: Asking, service: Service | undefined): Promise<readonly Task[]> {
  if (!service) return [];
  const { clusterArn: cluster, serviceName } = service;
  for (const desiredStatus of ['RUNNING', 'STOPPED'] as const) {
    const list = await ask(aws.ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus })));
    const tasks = list?.taskArns ?? [];
    if (tasks.length === 0) continue;
    const answer = await ask(aws.ecs.send(new DescribeTasksCommand({ cluster, tasks })));
    return answer?.tasks ?? [];
  }
  return [];
}
