import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import {
  type ContainerDefinition,
  DescribeTasksCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { expect, it } from 'vitest';
import { createCloud } from '../../../../src/local-cloud/cloud.js';
import { ecsSlice } from '../../../../src/local-cloud/services/ecs/store.js';
import { createSimulatedPlane } from '../../../../src/local-cloud/simulated-plane.js';
import { instant } from '../../../../src/local-cloud/weather.js';
import { World } from '../../../../src/local-cloud/world.js';
import { allServices, clientsOver } from '../../../support/cloud.js';
import { makeStage } from '../stage.js';

const update = { cluster: 'demo', service: 'api' };

async function begin(changes: Partial<ContainerDefinition> = {}) {
  const stage = await makeStage();
  const first = stage.plane.registry.images('api')[0]!.digest;
  await stage.start(changes);
  await stage.pass(60);
  const scale = async (desiredCount: number) => {
    await stage.ecs.send(new UpdateServiceCommand({ ...update, desiredCount }));
    await stage.pass(60);
  };
  const digests = async () =>
    (await stage.tasks()).map(({ containers }) => containers![0]!.imageDigest).sort((a, b) => (a! < b! ? -1 : 1));
  return { ...stage, first, scale, digests };
}

it('all tasks of a deployment run what the first one found under the tag, also after it has moved', async () => {
  const { first, scale, digests, plane, ecs, pass } = await begin();
  const second = plane.pushImage('api', { tags: ['v1'], content: 'newer' });
  await scale(3);
  expect(await digests()).toEqual([first, first, first]);
  await ecs.send(new UpdateServiceCommand({ ...update, forceNewDeployment: true }));
  await pass(120);
  expect(await digests()).toEqual([second, second, second]);
});

it('a tag that went away stops nothing as long as its image is there; without it the reason names tag and digest', async () => {
  const { first, scale, digests, plane, ecr, tasks } = await begin();
  plane.registry.deleteTag('api', 'v1');
  await scale(3);
  expect(await digests()).toEqual([first, first, first]);
  await ecr.send(new BatchDeleteImageCommand({ repositoryName: 'api', imageIds: [{ imageDigest: first }] }));
  await scale(4);
  const [stopped] = await tasks('STOPPED');
  expect(stopped!.stoppedReason).toMatch(new RegExp(`^CannotPullContainerError: .*/api:v1@${first}: not found$`));
});

it('a container that wants no version consistency gets what the tag names when its task starts', async () => {
  const { first, scale, digests, plane } = await begin({ versionConsistency: 'disabled' });
  const second = plane.pushImage('api', { tags: ['v1'], content: 'newer' });
  await scale(3);
  expect(await digests()).toEqual([first, first, second].sort());
});

it('a task without a service resolves the tag for itself', async () => {
  const { ecs, plane, service, pass, first } = await begin();
  const second = plane.pushImage('api', { tags: ['v1'], content: 'newer' });
  const { networkConfiguration } = service;
  const made = await ecs.send(
    new RunTaskCommand({ cluster: 'demo', taskDefinition: 'api', launchType: 'FARGATE', networkConfiguration }),
  );
  await pass(10);
  const tasks = [made.tasks![0]!.taskArn!];
  const shown = await ecs.send(new DescribeTasksCommand({ cluster: 'demo', tasks }));
  expect(shown.tasks![0]!.containers![0]!.imageDigest).toBe(second);
  expect(second).not.toBe(first);
});

it('a rollback returns to the image of the deployment before, whatever its tag names by now', async () => {
  const { first, digests, plane, ecs, definition, pass, look } = await begin();
  plane.pushImage('api', { tags: ['v1'], content: 'newer' });
  plane.pushImage('api', { tags: ['v2'], app: { ...plane.app, exitsWith: 1 } });
  await ecs.send(definition({ image: `${plane.registry.host}/api:v2` }));
  await ecs.send(new UpdateServiceCommand({ ...update, taskDefinition: 'api' }));
  await pass(300);
  expect((await look()).deployments![0]!.rolloutStateReason).toMatch(/completed/);
  expect((await look()).taskDefinition).toMatch(/:1$/);
  await ecs.send(new UpdateServiceCommand({ ...update, desiredCount: 3 }));
  await pass(60);
  expect(await digests()).toEqual([first, first, first]);
});

it('a local cloud that was started anew still knows the digest', async () => {
  const { world: before, clock, first } = await begin();
  const saved = JSON.parse(before.save()) as { data: Record<string, object> };
  const plane = createSimulatedPlane({ now: clock.now });
  const world = new World(clock.now, instant, plane, { data: saved.data });
  const cloud = createCloud({ world, services: allServices });
  plane.registry.createRepository('api');
  plane.pushImage('api', { tags: ['v1'] });
  plane.pushImage('api', { tags: ['v1'], content: 'newer' });
  const { ecs } = clientsOver({ requestHandler: cloud.requestHandler });
  await ecs.send(new UpdateServiceCommand({ ...update, desiredCount: 3 }));
  for (let i = 0; i < 8; i += 1) {
    await clock.advance(5000);
    cloud.tick();
  }
  const { tasks } = world.of(ecsSlice);
  const shown = await ecs.send(new DescribeTasksCommand({ cluster: 'demo', tasks: Object.keys(tasks) }));
  expect(shown.tasks!.map(({ lastStatus, containers }) => [lastStatus, containers![0]!.imageDigest])).toEqual(
    Array.from({ length: 3 }, () => ['RUNNING', first]),
  );
});
