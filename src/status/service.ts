import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../aws/clients.js';
import { unlessMissing } from '../aws/errors.js';
import type { StatusTask, StatusView } from '../report/status-view.js';

/** Where a service is found. */
export interface ServiceIds {
  readonly clusterArn: string;
  readonly service: string;
  readonly targetGroupArn?: string;
}

/** Tasks, what the load balancer thinks of each, and roll-outs; `undefined` when there is no such service. */
export async function lookAtService(
  aws: Aws,
  ids: ServiceIds,
): Promise<Pick<StatusView, 'tasks' | 'rollouts'> | undefined> {
  const { clusterArn: cluster, service: name, targetGroupArn } = ids;
  const [described, tasks, targets] = await Promise.all([
    unlessMissing(aws.ecs.send(new DescribeServicesCommand({ cluster, services: [name] }))),
    tasksOf(aws, cluster, name),
    targetGroupArn ? targetsOf(aws, targetGroupArn) : [],
  ]);
  const service = described?.services?.find((it) => it.status !== 'INACTIVE');
  if (!service) return undefined;
  const list = tasks.map((it) => taskRow(it, targets));
  return {
    tasks: {
      desired: service.desiredCount ?? 0,
      running: service.runningCount ?? 0,
      healthy: targets.filter((it) => it.TargetHealth?.State === 'healthy').length,
      list,
    },
    rollouts: (service.deployments ?? []).map((it) => ({
      id: it.id ?? '',
      state: it.rolloutState ?? it.status ?? '',
      ...(it.rolloutStateReason && { reason: it.rolloutStateReason }),
      desired: it.desiredCount ?? 0,
      running: it.runningCount ?? 0,
      failed: it.failedTasks ?? 0,
    })),
  };
}

async function tasksOf(aws: Aws, cluster: string, serviceName: string): Promise<readonly Task[]> {
  const listed = await unlessMissing(aws.ecs.send(new ListTasksCommand({ cluster, serviceName })));
  const tasks = listed?.taskArns ?? [];
  if (tasks.length === 0) return [];
  const described = await aws.ecs.send(new DescribeTasksCommand({ cluster, tasks }));
  return described.tasks ?? [];
}

async function targetsOf(aws: Aws, TargetGroupArn: string): Promise<readonly TargetHealthDescription[]> {
  const answer = await unlessMissing(aws.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn })));
  return answer?.TargetHealthDescriptions ?? [];
}

/** A task and its target know each other by the address of the task's network interface. */
function taskRow(task: Task, targets: readonly TargetHealthDescription[]): StatusTask {
  const details = task.attachments?.flatMap((it) => it.details ?? []) ?? [];
  const address = details.find((it) => it.name === 'privateIPv4Address')?.value;
  const health = targets.find((it) => it.Target?.Id === address)?.TargetHealth;
  const reason = health?.Reason ?? task.stoppedReason;
  return {
    id: task.taskArn?.split('/').at(-1) ?? '',
    ...(task.availabilityZone && { zone: task.availabilityZone }),
    status: task.lastStatus ?? '',
    health: health?.State ?? 'unused',
    ...(reason && { reason }),
    ...(task.startedAt && { startedAt: task.startedAt.toISOString() }),
  };
}
