import type { World } from '../../world.js';
import { addGroup, hasLogGroup, putLogLine } from '../logs/lookups.js';
import { denialOf, isAllowed } from './roles.js';
import { failToPrepare } from './start-failure.js';
import type { Task, TaskDefinition } from './store.js';
import { checkWayToLogs } from './ways-out.js';

const fail = (what: 'group' | 'stream', why: string): never =>
  failToPrepare(
    `failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log ${what}: ${why} : exit status 1`,
  );

/** Opens the log of a task's container: what takes its lines. Refuses a start whose log stream cannot be made. */
export function openLog(world: World, definition: TaskDefinition, task: Task): (line: string, at: number) => void {
  const container = definition.containers[0]!;
  const { logDriver, options = {} } = container.logConfiguration ?? {};
  if (logDriver !== 'awslogs') return () => undefined;
  checkWayToLogs(world, task);
  const group = options['awslogs-group'] ?? '';
  const prefix = options['awslogs-stream-prefix'];
  const stream = prefix ? `${prefix}/${container.name}/${task.id}` : task.id;
  const on = world.arn('logs', `log-group:${group}:log-stream:${stream}`);
  const denial = denialOf(world, definition, task, 'logs:CreateLogStream', on);
  if (denial) fail('stream', denial);
  if (!hasLogGroup(world, group)) makeGroup(world, definition, task, group, options['awslogs-create-group'] === 'true');
  // The driver does not end its container because lines cannot be delivered: they are lost.
  const isHeard = isAllowed(world, definition, 'logs:PutLogEvents', on);
  return (line, at) => void (isHeard && putLogLine(world, group, stream, line, at));
}

function makeGroup(world: World, definition: TaskDefinition, task: Task, name: string, isWanted: boolean): void {
  if (!isWanted) fail('stream', 'ResourceNotFoundException: The specified log group does not exist.');
  const on = world.arn('logs', `log-group:${name}:log-stream:`);
  const denial = denialOf(world, definition, task, 'logs:CreateLogGroup', on);
  if (denial) fail('group', denial);
  addGroup(world, name);
}
