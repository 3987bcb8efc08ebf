import type { Config } from '../config/schema.js';
import { type Ensure, type Surroundings, step } from '../model/step.js';
import { allOf } from '../model/together.js';
import { cluster } from '../resources/ecs/cluster.js';
import { taskDefinition } from '../resources/ecs/task-definition.js';
import { role, rolePath } from '../resources/iam/role.js';
import { serviceLinkedRole } from '../resources/iam/service-linked-role.js';
import { logGroup } from '../resources/logs/log-group.js';

const container = 'app';
const executionPolicy = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy';

const allow = (actions: readonly string[], resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }],
});

/** What ECS Exec needs; these actions know no resources. */
const execRights = allow(
  [
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  '*',
);

async function makeCluster(ensure: Ensure) {
  // The first ECS call of a fresh account fails without it.
  await ensure(serviceLinkedRole, 'ecs-service-role', { service: 'ecs.amazonaws.com' });
  return ensure(cluster, 'cluster', {});
}

/** The role that fetches image, password and log stream, and the container's own, which may do nothing unless ECS Exec is asked for. */
async function makeRoles(ensure: Ensure, config: Config, { region, account }: Surroundings, passwordArn: string) {
  const common = { path: rolePath(config.name, region), service: 'ecs-tasks.amazonaws.com', account };
  const [execution, task] = await allOf(
    ensure(role, 'execution-role', {
      ...common,
      description: 'Starts the tasks: pulls the image, reads the database password, opens the log',
      managedPolicyArns: [executionPolicy],
      policies: { 'database-password': allow(['ssm:GetParameters'], passwordArn) },
    }),
    ensure(role, 'task-role', {
      ...common,
      description: 'What the container itself may do',
      managedPolicyArns: [],
      policies: config.container.exec ? { 'ecs-exec': execRights } : {},
    }),
  );
  return { executionRoleArn: execution.arn, taskRoleArn: task.arn };
}

/** Where the tasks run and how: cluster, log group, roles, task definition. */
export const taskDef = step({
  name: 'task-def',
  needs: { 'ecr-push': 'made', rds: 'made' },
  async ensure({ config, inputs, ensure, surroundings }) {
    const { rds } = inputs;
    const wish = config.container;
    const [{ id: clusterArn }, logs, roles] = await allOf(
      makeCluster(ensure),
      ensure(logGroup, container, { retentionDays: wish.logRetentionDays }),
      makeRoles(ensure, config, surroundings, rds.passwordParameterArn),
    );
    const { id: taskDefinitionArn } = await ensure(taskDefinition, 'task', {
      image: inputs['ecr-push'].imageUri,
      cpu: wish.cpu,
      memory: wish.memory,
      architecture: wish.architecture,
      ...roles,
      container,
      port: wish.port,
      environment: { ...wish.environment, DB_HOST: rds.host, DB_USER: rds.user, DB_NAME: rds.database },
      secrets: { DB_PASSWORD: rds.passwordParameterArn },
      logs: { group: logs.id, region: surroundings.region, prefix: container },
    });
    return { taskDefinitionArn, clusterArn, containerName: container, containerPort: wish.port };
  },
});
