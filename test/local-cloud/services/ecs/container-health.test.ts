import { DescribeTasksCommand, RunTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { ContainerHealth } from '../../../../src/local-cloud/data-plane.js';
import { makeStage } from '../stage.js';

const healthCheck = { command: ['CMD-SHELL', 'exit 1'], interval: 5 };

/** A stage whose plane tells how the containers of each revision are. */
async function prepare() {
  const stage = await makeStage();
  const told: Record<string, ContainerHealth> = {};
  const { tasks } = stage.plane;
  const { look, start } = tasks;
  const versions = new Map<string, string>();
  tasks.start = (spec) => {
    versions.set(spec.taskArn, spec.environment.VERSION ?? '1');
    start(spec);
  };
  tasks.look = (arn) => {
    const sight = look(arn);
    const health = told[versions.get(arn) ?? ''];
    return sight?.state === 'running' && health ? { ...sight, health } : sight;
  };
  return { ...stage, told };
}

describe('a service whose containers have a health check', () => {
  it('is not there before the checks have passed', async () => {
    const stage = await prepare();
    stage.told[1] = 'UNKNOWN';
    await stage.start({ healthCheck });
    await stage.pass(60);
    expect(await stage.targets()).toEqual(['healthy', 'healthy']);
    expect(await stage.tasks()).toMatchObject(
      Array(2).fill({ lastStatus: 'RUNNING', healthStatus: 'UNKNOWN', containers: [{ healthStatus: 'UNKNOWN' }] }),
    );
    expect(await stage.look()).toMatchObject({ deployments: [{ rolloutState: 'IN_PROGRESS' }] });
    stage.told[1] = 'HEALTHY';
    await stage.pass(5);
    expect(await stage.tasks()).toMatchObject(
      Array(2).fill({ healthStatus: 'HEALTHY', containers: [{ healthStatus: 'HEALTHY' }] }),
    );
    expect(await stage.look()).toMatchObject({ deployments: [{ rolloutState: 'COMPLETED' }] });
  });

  it('has unhealthy tasks replaced, and fails when all are', async () => {
    const stage = await prepare();
    stage.told[1] = 'UNHEALTHY';
    await stage.start({ healthCheck }, { healthCheckGracePeriodSeconds: 20 });
    await stage.pass(15);
    expect(await stage.tasks()).toMatchObject(Array(2).fill({ lastStatus: 'RUNNING', healthStatus: 'UNHEALTHY' }));
    await stage.pass(200);
    const failed = (await stage.tasks('STOPPED')).filter(({ stoppedReason }) => !/^Scaling/.test(stoppedReason!));
    expect(failed.length).toBeGreaterThanOrEqual(3);
    for (const task of failed) {
      expect(task).toMatchObject({
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'Task failed container health checks',
        healthStatus: 'UNHEALTHY',
      });
    }
    const service = await stage.look();
    expect(service.deployments).toMatchObject([{ rolloutState: 'FAILED', runningCount: 0 }]);
    const events = service.events!.map(({ message }) => message);
    expect(events).toContainEqual(
      expect.stringMatching(/^\(service api\) \(task \w+\) failed container health checks\.$/),
    );
  });

  it('goes back to what it was when a new revision is unhealthy', async () => {
    const stage = await prepare();
    Object.assign(stage.told, { 1: 'HEALTHY', 2: 'UNHEALTHY' });
    await stage.start({ healthCheck }, { healthCheckGracePeriodSeconds: 0 });
    await stage.pass(30);
    await stage.ecs.send(stage.definition({ healthCheck, environment: [{ name: 'VERSION', value: '2' }] }));
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', taskDefinition: 'api' }));
    await stage.pass(200);
    const service = await stage.look();
    expect(service).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
    expect(service.taskDefinition).toMatch(/:1$/);
  });

  it('is well where the plane runs no commands', async () => {
    const stage = await prepare();
    await stage.start({ healthCheck });
    await stage.pass(30);
    expect(await stage.tasks()).toMatchObject(Array(2).fill({ healthStatus: 'HEALTHY' }));
    expect(await stage.look()).toMatchObject({ deployments: [{ rolloutState: 'COMPLETED' }] });
  });
});

it('a task without a service goes on however its container is, and one without a check says nothing of it', async () => {
  const stage = await prepare();
  stage.told[1] = 'UNHEALTHY';
  await stage.start({ healthCheck }, { desiredCount: 0 });
  const { networkConfiguration } = stage.service;
  const run = async () => {
    const wish = { cluster: 'demo', taskDefinition: 'api', launchType: 'FARGATE' as const, networkConfiguration };
    const { tasks } = await stage.ecs.send(new RunTaskCommand(wish));
    await stage.pass(300, 50);
    return (await stage.ecs.send(new DescribeTasksCommand({ cluster: 'demo', tasks: [tasks![0]!.taskArn!] })))
      .tasks![0];
  };
  expect(await run()).toMatchObject({ lastStatus: 'RUNNING', healthStatus: 'UNHEALTHY' });
  await stage.ecs.send(stage.definition());
  expect(await run()).toMatchObject({ lastStatus: 'RUNNING', healthStatus: 'UNKNOWN' });
});
