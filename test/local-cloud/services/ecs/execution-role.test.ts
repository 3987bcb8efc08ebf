import { DeleteLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { expect, it } from 'vitest';
import { makeStage } from '../stage.js';

type Stage = Awaited<ReturnType<typeof makeStage>>;

const forbid = ({ iam }: Stage, Action: string, Resource = '*') => {
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action, Resource }],
  });
  return iam.send(new PutRolePolicyCommand({ RoleName: 'exec', PolicyName: 'deny', PolicyDocument }));
};

async function reasonOf(stage: Stage, options: Record<string, string> = {}) {
  const logging = { 'awslogs-group': '/demo', 'awslogs-region': stage.world.region, 'awslogs-stream-prefix': 'api' };
  const logConfiguration = { logDriver: 'awslogs' as const, options: { ...logging, ...options } };
  await stage.start({ logConfiguration }, { deploymentConfiguration: {} });
  await stage.pass(10);
  const [failed] = await stage.tasks('STOPPED');
  return failed?.stoppedReason ?? (await stage.tasks())[0]!.lastStatus!;
}

it.each([
  [
    'ecr:GetAuthorizationToken',
    /^ResourceInitializationError: .*unable to retrieve ecr registry auth: .*AccessDeniedException: .*ecr:GetAuthorizationToken on resource: \*/,
  ],
  [
    'ecr:BatchGetImage',
    /^CannotPullContainerError: pull image manifest .* pulling from host 127\.0\.0\.1:5000 failed with status code \[manifests v1\]: 403 Forbidden$/,
  ],
  [
    'ecr:GetDownloadUrlForLayer',
    /^CannotPullContainerError: ref pull .*unexpected status code https:\/\/127\.0\.0\.1:5000\/v2\/api\/blobs\/sha256:[0-9a-f]{64}: 403 Forbidden$/,
  ],
  [
    'logs:CreateLogStream',
    /^ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: User: arn:aws:sts::\d+:assumed-role\/exec\/[0-9a-f]{32} is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:ap-northeast-1:\d+:log-group:\/demo:log-stream:api\/api\/[0-9a-f]{32} with an explicit deny in an identity-based policy : exit status 1$/,
  ],
])('a role without %s starts nothing', async (action, says) => {
  const stage = await makeStage();
  await forbid(stage, action);
  expect(await reasonOf(stage)).toMatch(says);
});

it('the right to pull is asked for the repository that the image is in', async () => {
  const stage = await makeStage();
  await forbid(stage, 'ecr:BatchGetImage', stage.world.arn('ecr', 'repository/other'));
  expect(await reasonOf(stage)).toBe('RUNNING');
});

it('without the right to write lines the container runs, and they are lost', async () => {
  const stage = await makeStage();
  await forbid(stage, 'logs:PutLogEvents');
  expect(await reasonOf(stage)).toBe('RUNNING');
  expect((await stage.logs.send(new FilterLogEventsCommand({ logGroupName: '/demo' }))).events).toEqual([]);
});

it('a log group is made only by a role that may', async () => {
  const stage = await makeStage();
  await stage.logs.send(new DeleteLogGroupCommand({ logGroupName: '/demo' }));
  expect(await reasonOf(stage, { 'awslogs-create-group': 'true' })).toMatch(
    /failed to create Cloudwatch log group: AccessDeniedException: .*logs:CreateLogGroup on resource: arn:aws:logs:.*:log-group:\/demo:log-stream: because/,
  );
});

it('a trust policy that denies ECS its role does so, though it names it', async () => {
  const stage = await makeStage();
  const principal = { Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const Statement = [
    { Effect: 'Allow', ...principal },
    { Effect: 'Deny', ...principal },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await stage.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'exec', PolicyDocument }));
  expect(await reasonOf(stage)).toMatch(/^ECS was unable to assume the role/);
});
