import { CreateServiceCommand, type DeploymentCircuitBreaker, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { makeStage } from '../stage.js';

const on = { enable: true, rollback: true };
const threshold = (type: 'COUNT' | 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT', value: number) => ({
  ...on,
  thresholdConfiguration: { type, value },
});

/** How many tasks had failed when the deployment was given up. */
async function failuresWith(deploymentCircuitBreaker: DeploymentCircuitBreaker, desiredCount: number) {
  const { start, pass, look } = await makeStage({ app: { exitsWith: 1 } });
  await start({}, { desiredCount, deploymentConfiguration: { deploymentCircuitBreaker } });
  for (let seconds = 0; seconds < 3000; seconds += 5) {
    await pass(5);
    const [deployment] = (await look()).deployments!;
    if (deployment!.rolloutState === 'FAILED') return deployment!.failedTasks;
  }
  return undefined;
}

describe('a deployment is given up', () => {
  // Failed tasks are counted as they end, and those of one start end together: one task is started at a time.
  it.each([
    ['after half of what is wanted, three at least', on, 1, 3],
    ['after as many as it is told', threshold('COUNT', 1), 1, 1],
    ['after more than it would be unasked', threshold('COUNT', 5), 1, 5],
    ['after a share of what is wanted, three at least', threshold('BOUNDED_PERCENT', 100), 1, 3],
    ['after a share without a bound', threshold('UNBOUNDED_PERCENT', 200), 1, 2],
  ])('%s', async (_name, breaker, desired, failed) => {
    expect(await failuresWith(breaker, desired)).toBe(failed);
  });
});

it.each([
  [undefined, 'COMPLETED'],
  [true, 'COMPLETED'],
  [false, 'FAILED'],
] as const)('a healthy task makes up for failed ones unless that is switched off: %s', async (reset, state) => {
  const { start, pass, look, plane, tasks, targets } = await makeStage();
  const breaker = { ...on, ...(reset !== undefined && { resetOnHealthyTask: reset }) };
  await start({}, { deploymentConfiguration: { deploymentCircuitBreaker: breaker } });
  await pass(2, 2);
  const [lasting] = await tasks();
  const crashAnother = async () => {
    await pass(4, 2);
    const other = (await tasks()).find(({ taskArn }) => taskArn !== lasting!.taskArn);
    expect(other!.lastStatus).toBe('RUNNING');
    plane.crash(other!.taskArn!, 1);
  };
  await crashAnother();
  await crashAnother();
  expect(await targets()).not.toContain('healthy');
  await pass(16, 2);
  expect(await targets()).toEqual(expect.arrayContaining(['healthy', 'initial']));
  await crashAnother();
  await pass(60);
  expect((await look()).deployments![0]!.rolloutState).toBe(state);
});

it('shows what it was told, until it is told otherwise', async () => {
  const { start, look, ecs } = await makeStage();
  const told = { ...threshold('COUNT', 10), resetOnHealthyTask: false };
  await start({}, { deploymentConfiguration: { deploymentCircuitBreaker: told } });
  const shown = async () => (await look()).deploymentConfiguration!.deploymentCircuitBreaker;
  expect(await shown()).toEqual(told);
  const update = { cluster: 'demo', service: 'api' };
  await ecs.send(new UpdateServiceCommand({ ...update, deploymentConfiguration: { maximumPercent: 150 } }));
  expect(await shown()).toEqual(told);
  await ecs.send(new UpdateServiceCommand({ ...update, deploymentConfiguration: { deploymentCircuitBreaker: on } }));
  expect(await shown()).toEqual(on);
});

it.each([
  ['an unknown type', { type: 'PERCENT', value: 50 }],
  ['no failure at all', { type: 'COUNT', value: 0 }],
])('a threshold of %s is refused', async (_name, thresholdConfiguration) => {
  const { definition, service, ecs } = await makeStage();
  await ecs.send(definition());
  const deploymentCircuitBreaker = { ...on, thresholdConfiguration } as DeploymentCircuitBreaker;
  const create = new CreateServiceCommand({ ...service, deploymentConfiguration: { deploymentCircuitBreaker } });
  await expect(ecs.send(create)).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
