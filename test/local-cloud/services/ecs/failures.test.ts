import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteRouteCommand, RevokeSecurityGroupEgressCommand } from '@aws-sdk/client-ec2';
import { CreateServiceCommand } from '@aws-sdk/client-ecs';
import { DeleteRoleCommand, DeleteRolePolicyCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { makeStage } from '../stage.js';

type Stage = Awaited<ReturnType<typeof makeStage>>;

const reasons = async (stage: Stage) => {
  const stopped = await stage.tasks('STOPPED');
  return stopped.map(({ stopCode, stoppedReason }) => `${stopCode} ${stoppedReason}`);
};

const stories: Record<string, { prepare?(stage: Stage): Promise<unknown> | unknown; image?: string; says: RegExp }> = {
  'the subnet has no way out': {
    prepare: ({ ec2, privateTable }) =>
      ec2.send(new DeleteRouteCommand({ RouteTableId: privateTable, DestinationCidrBlock: '0.0.0.0/0' })),
    says: /^TaskFailedToStart ResourceInitializationError: .*unable to retrieve ecr registry auth: .*api\.ecr\..*i\/o timeout/,
  },
  'the security group lets nothing out': {
    prepare: ({ ec2, groupId }) => {
      const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
      return ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: groupId, IpPermissions }));
    },
    says: /^TaskFailedToStart ResourceInitializationError: .*unable to retrieve ecr registry auth: .*api\.ecr\..*i\/o timeout/,
  },
  'the image was never pushed': {
    image: 'v9',
    says: /^TaskFailedToStart CannotPullContainerError: .*api:v9: not found$/,
  },
  'the image is for another CPU': {
    prepare: ({ plane }) => {
      plane.app.platform = 'linux/arm64';
    },
    says: /^TaskFailedToStart CannotPullContainerError: .*does not contain descriptor matching platform 'linux\/amd64'$/,
  },
  'the role may not read the secret': {
    prepare: ({ iam }) => iam.send(new DeleteRolePolicyCommand({ RoleName: 'exec', PolicyName: 'secrets' })),
    says: /^TaskFailedToStart ResourceInitializationError: .*secrets from ssm.*AccessDeniedException.*ssm:GetParameters/,
  },
  'the log group is not there': {
    prepare: ({ logs }) => logs.send(new DeleteLogGroupCommand({ logGroupName: '/demo' })),
    says: /^TaskFailedToStart ResourceInitializationError: failed to validate logger args: .*The specified log group does not exist/,
  },
  'the container ends at once': {
    prepare: ({ plane }) => {
      plane.app.exitsWith = 3;
    },
    says: /^EssentialContainerExited Essential container in task exited$/,
  },
  'the database cannot be reached': {
    prepare: ({ plane }) => {
      plane.app.needsDatabase = true;
    },
    says: /^EssentialContainerExited Essential container in task exited$/,
  },
  'the application listens on another port': {
    prepare: ({ plane }) => {
      plane.app.port = 3000;
    },
    says: /^ServiceSchedulerInitiated Task failed ELB health checks in \(target-group arn:/,
  },
  'the health path is wrong': {
    prepare: ({ plane }) => {
      plane.app.healthPath = '/healthz';
    },
    says: /^ServiceSchedulerInitiated Task failed ELB health checks in \(target-group arn:/,
  },
};

describe('a first deployment fails after three tasks when', () => {
  it.each(Object.entries(stories))('%s', async (_name, { prepare, image, says }) => {
    const stage = await makeStage();
    // The revision is registered first: a role that is gone by then could not even be named.
    await stage.ecs.send(stage.definition(image ? { image: `${stage.plane.registry.host}/api:${image}` } : {}));
    await prepare?.(stage);
    await stage.ecs.send(new CreateServiceCommand(stage.service));
    await stage.pass(300);
    const service = await stage.look();
    const failed = (await reasons(stage)).filter((reason) => !reason.includes('Scaling activity'));
    expect(failed.length).toBeGreaterThanOrEqual(3);
    for (const reason of failed) expect(reason).toMatch(says);
    const told = service.events!.map(({ message }) => message).join('\n');
    expect(told).toContain('deployment failed: tasks failed to start.');
    expect(service.deployments).toMatchObject([{ status: 'PRIMARY', rolloutState: 'FAILED', runningCount: 0 }]);
    expect(await stage.tasks()).toEqual([]);
  });
});

describe('without a circuit breaker', () => {
  it('ECS tries for ever, at longer and longer intervals', async () => {
    const stage = await makeStage({ app: { exitsWith: 1 } });
    await stage.start({}, { deploymentConfiguration: {} });
    await stage.pass(600);
    const first = (await stage.tasks('STOPPED')).length;
    expect(first).toBeGreaterThan(6);
    expect(first).toBeLessThan(30);
    expect((await stage.look()).deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS', runningCount: 0 }]);
    const { exitCode } = (await stage.tasks('STOPPED'))[0]!.containers![0]!;
    expect(exitCode).toBe(1);
    stage.plane.app = { port: 8080, healthPath: '/health' };
    await stage.pass(400);
    expect((await stage.look()).deployments).toMatchObject([{ rolloutState: 'COMPLETED', runningCount: 2 }]);
  });

  it('a role that is gone shows in the events', async () => {
    const stage = await makeStage();
    await stage.ecs.send(stage.definition());
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy';
    await stage.iam.send(new DetachRolePolicyCommand({ RoleName: 'exec', PolicyArn }));
    await stage.iam.send(new DeleteRolePolicyCommand({ RoleName: 'exec', PolicyName: 'secrets' }));
    await stage.iam.send(new DeleteRoleCommand({ RoleName: 'exec' }));
    await stage.ecs.send(new CreateServiceCommand({ ...stage.service, deploymentConfiguration: {} }));
    await stage.pass(10);
    const { events } = await stage.look();
    expect(events!.map(({ message }) => message).join()).toContain('ECS was unable to assume the role');
  });
});
