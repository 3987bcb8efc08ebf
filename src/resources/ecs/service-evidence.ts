import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Evidence } from '../../model/evidence.js';
import { type ServiceLive, targetsOf } from './service-health.js';
import type { ServiceProps } from './service-wish.js';

const eventsShown = 5;
const linesShown = 20;
/** DescribeTasks takes no more. */
const tasksAsked = 100;

const shortOf = (arn: string | undefined) => arn?.split('/').at(-1) ?? '';

/** Why a service is not well: its rollout, its stopped tasks and their last words, its targets, its last events. */
export async function explainService(
  aws: Aws,
  live: ServiceLive | undefined,
  props: ServiceProps,
): Promise<readonly Evidence[]> {
  if (!live) return [];
  const { cluster } = props;
  const [answer, stopped, targets] = await Promise.all([
    unlessMissing(aws.ecs.send(new DescribeServicesCommand({ cluster, services: [live.name] }))),
    stoppedTasks(aws, cluster, live.name),
    targetsOf(aws, props.targetGroupArn),
  ]);
  const service = answer?.services?.[0];
  return [
    ...rollouts(service),
    ...byReason(stopped),
    ...(await lastWords(aws, stopped[0])),
    ...targets
      .filter((it) => it.TargetHealth?.State !== 'healthy')
      .map((it) => ({
        kind: 'target' as const,
        target: `${it.Target?.Id}:${it.Target?.Port}`,
        state: it.TargetHealth?.State ?? '',
        reason: it.TargetHealth?.Reason,
        description: it.TargetHealth?.Description,
      })),
    ...events(service),
  ];
}

const rollouts = (service: Service | undefined): Evidence[] =>
  (service?.deployments ?? [])
    .filter((it) => it.rolloutState !== 'COMPLETED')
    .map((it) => ({ kind: 'rollout', state: it.rolloutState ?? '', reason: it.rolloutStateReason }));

const events = (service: Service | undefined): Evidence[] =>
  (service?.events ?? []).slice(0, eventsShown).map((it) => ({
    kind: 'event',
    at: it.createdAt?.toISOString() ?? '',
    message: it.message ?? '',
  }));

/** Newest first; ECS forgets them after about an hour. */
async function stoppedTasks(aws: Aws, cluster: string, serviceName: string): Promise<Task[]> {
  const list = await unlessMissing(
    aws.ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED', maxResults: tasksAsked })),
  );
  const tasks = list?.taskArns ?? [];
  if (tasks.length === 0) return [];
  const answer = await unlessMissing(aws.ecs.send(new DescribeTasksCommand({ cluster, tasks })));
  const age = (it: Task) => (it.stoppedAt ?? it.stoppingAt ?? it.createdAt)?.getTime() ?? 0;
  return (answer?.tasks ?? []).sort((a, b) => age(b) - age(a));
}

/** One piece of evidence for all tasks that stopped for the same reason. */
function byReason(tasks: readonly Task[]): Evidence[] {
  const groups = new Map<string, Evidence & { kind: 'stopped-task' }>();
  for (const task of tasks) {
    const container = task.containers?.find((it) => it.exitCode !== undefined) ?? task.containers?.[0];
    const reason = [task.stoppedReason, container?.reason].filter(Boolean).join(': ') || undefined;
    const exitCode = container?.exitCode;
    // The same reason names another task or address each time.
    const key = [task.stopCode, exitCode, reason?.replace(/[0-9a-f]{8,}|\d+(\.\d+){3}/g, '')].join();
    const seen = groups.get(key);
    groups.set(key, {
      ...(seen ?? {
        kind: 'stopped-task',
        task: shortOf(task.taskArn),
        stopCode: task.stopCode,
        reason,
        exitCode,
      }),
      count: (seen?.count ?? 0) + 1,
    });
  }
  return [...groups.values()];
}

/** The last lines a task wrote, from where its task definition sends them. */
async function lastWords(aws: Aws, task: Task | undefined): Promise<Evidence[]> {
  if (!task?.taskDefinitionArn) return [];
  const described = await aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }));
  const container = described.taskDefinition?.containerDefinitions?.[0];
  const options = container?.logConfiguration?.options;
  const logGroupName = options?.['awslogs-group'];
  if (!logGroupName) return [];
  const id = shortOf(task.taskArn);
  const logStreamName = `${options?.['awslogs-stream-prefix']}/${container?.name}/${id}`;
  const log = await unlessMissing(
    aws.logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: linesShown, startFromHead: false })),
  );
  const lines = (log?.events ?? []).map((it) => it.message ?? '');
  return lines.length > 0 ? [{ kind: 'log', task: id, lines }] : [];
}
