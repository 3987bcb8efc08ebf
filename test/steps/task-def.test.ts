import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { taskDef } from '../../src/steps/task-def.js';
import { accountWith, recording } from './recording.js';

const parameter = 'arn:aws:ssm:ap-northeast-1:123456789012:parameter/meibo-infra/meibo/db-password';
const inputs = {
  'ecr-push': { imageUri: 'registry/meibo/app@sha256:1' },
  rds: { host: 'db.example', port: 3306, user: 'admin', database: 'meibo', passwordParameterArn: parameter },
};

const run = async (container: object) => {
  const record = recording({ 'execution-role': { arn: 'arn:execution' }, 'task-role': { arn: 'arn:task' } });
  const config = configSchema.parse({ container });
  const outputs = await taskDef.ensure({ config, inputs, ensure: record.ensure, surroundings: accountWith([]) });
  return { ...record, outputs };
};

describe('task-def', () => {
  it('asks for everything together but the cluster, which follows the service role', async () => {
    const { asked } = await run({});
    expect([...asked].map(([key, { type }]) => [key, type])).toEqual([
      ['ecs-service-role', 'iam:service-linked-role'],
      ['app', 'logs:log-group'],
      ['execution-role', 'iam:role'],
      ['task-role', 'iam:role'],
      ['cluster', 'ecs:cluster'],
      ['task', 'ecs:task-definition'],
    ]);
  });

  it('gives the container its database and the user’s variables, the password only as a secret', async () => {
    const { props, outputs } = await run({ port: 8080, environment: { LOG_LEVEL: 'debug' }, architecture: 'arm64' });
    expect(props('task')).toEqual({
      image: 'registry/meibo/app@sha256:1',
      cpu: 256,
      memory: 512,
      architecture: 'arm64',
      executionRoleArn: 'arn:execution',
      taskRoleArn: 'arn:task',
      container: 'app',
      port: 8080,
      environment: { LOG_LEVEL: 'debug', DB_HOST: 'db.example', DB_USER: 'admin', DB_NAME: 'meibo' },
      secrets: { DB_PASSWORD: parameter },
      logs: { group: 'app', region: 'ap-northeast-1', prefix: 'app' },
    });
    expect(outputs).toEqual({
      taskDefinitionArn: 'task',
      clusterArn: 'cluster',
      containerName: 'app',
      containerPort: 8080,
    });
  });

  it('lets the execution role read exactly the one parameter', async () => {
    const { props } = await run({});
    expect(props('execution-role')).toMatchObject({
      path: '/meibo-infra/meibo/ap-northeast-1/',
      service: 'ecs-tasks.amazonaws.com',
      account: '123456789012',
      managedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'],
    });
    const { policies } = props('execution-role') as { policies: Record<string, { Statement: object[] }> };
    expect(Object.values(policies).flatMap((it) => it.Statement)).toEqual([
      { Effect: 'Allow', Action: ['ssm:GetParameters'], Resource: parameter },
    ]);
  });

  it('lets the container itself do nothing, unless ECS Exec is asked for', async () => {
    expect((await run({})).props('task-role')).toMatchObject({ managedPolicyArns: [], policies: {} });
    const { policies } = (await run({ exec: true })).props('task-role') as { policies: object };
    expect(JSON.stringify(policies)).toMatch(/ssmmessages:OpenDataChannel/);
  });
});
