import type { World } from '../../world.js';
import { findRole, roleAllows, ruleOf } from '../iam/lookups.js';
import { mayAssume } from '../iam/trust.js';
import { failToPrepare, SECRETS_OR_AUTH, StartFailure } from './start-failure.js';
import type { Task, TaskDefinition } from './store.js';

/** Refuses a start whose roles ECS cannot assume. */
export function checkRoles(world: World, { executionRoleArn, taskRoleArn }: TaskDefinition): void {
  for (const arn of [executionRoleArn, taskRoleArn]) {
    if (arn === undefined) continue;
    const role = findRole(world, arn);
    if (role?.propagated && mayAssume(role.trust, 'ecs-tasks.amazonaws.com')) continue;
    throw new StartFailure(
      `ECS was unable to assume the role '${arn}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`,
    );
  }
}

/** Whether the execution role allows an action on a resource. */
export const isAllowed = (world: World, definition: TaskDefinition, action: string, on: string): boolean =>
  roleAllows(world, definition.executionRoleArn ?? '', action, on);

/** What AWS says when the execution role does not allow that; undefined when it does. */
export function denialOf(
  world: World,
  definition: TaskDefinition,
  task: Task,
  action: string,
  on: string,
): string | undefined {
  const role = definition.executionRoleArn ?? '';
  const rule = ruleOf(world, role, action, on);
  if (rule === 'allowed') return undefined;
  const session = `arn:aws:sts::${world.account}:assumed-role/${role.slice(role.lastIndexOf('/') + 1)}/${task.id}`;
  const why =
    rule === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `AccessDeniedException: User: ${session} is not authorized to perform: ${action} on resource: ${on} ${why}`;
}

/** Refuses a start whose execution role lacks a right for `what` is done before the image is pulled, as in `unable to retrieve ecr registry auth`. */
export function needRight(
  world: World,
  definition: TaskDefinition,
  task: Task,
  action: string,
  on: string,
  what: string,
): void {
  const denial = denialOf(world, definition, task, action, on);
  if (denial) failToPrepare(`${SECRETS_OR_AUTH}: ${what}: service call has been retried 1 time(s): ${denial}`);
}
