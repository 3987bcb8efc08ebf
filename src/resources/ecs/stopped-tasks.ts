import { DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Evidence } from '../../model/evidence.js';

/** DescribeTasks takes no more. */
const tasksAsked = 100;

/** The short form of a task's ARN. */
export const shortOf = (arn: string | undefined) => arn?.split('/').at(-1) ?? '';

/** ECS ends the tasks that are left when a deployment is over: that says nothing of why it failed. */
const isCleanUp = (it: Task) => /^Scaling activity initiated by/.test(it.stoppedReason ?? '');

/** Tasks of a service that stopped by a fault, the newest first; without any, those that ECS stopped. ECS forgets them after about an hour. */
export async function stoppedTasks(aws: Aws, cluster: string, serviceName: string): Promise<Task[]> {
  const list = await unlessMissing(
    aws.ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus: 'STOPPED', maxResults: tasksAsked })),
  );
  const tasks = list?.taskArns ?? [];
  if (tasks.length === 0) return [];
  const answer = await unlessMissing(aws.ecs.send(new DescribeTasksCommand({ cluster, tasks })));
  const age = (it: Task) => (it.stoppedAt ?? it.stoppingAt ?? it.createdAt)?.getTime() ?? 0;
  const all = (answer?.tasks ?? []).sort((a, b) => age(b) - age(a));
  const failed = all.filter((it) => !isCleanUp(it));
  return failed.length > 0 ? failed : all;
}

/** One piece of evidence for all tasks that stopped for the same reason. */
export function byReason(tasks: readonly Task[]): Evidence[] {
  const groups = new Map<string, Evidence & { kind: 'stopped-task' }>();
  for (const task of tasks) {
    const container = task.containers?.find((it) => it.exitCode !== undefined) ?? task.containers?.[0];
    // A task that failed to start says the same twice.
    const reason = [...new Set([task.stoppedReason, container?.reason])].filter(Boolean).join(': ') || undefined;
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
