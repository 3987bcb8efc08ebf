import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { makeStage } from '../stage.js';

type Wish = Partial<CreateServiceCommandInput & UpdateServiceCommandInput>;

const deployment = (deploymentConfiguration: Wish['deploymentConfiguration']): Wish => ({ deploymentConfiguration });
const registryArn = 'arn:aws:servicediscovery:ap-northeast-1:000000000000:service/srv-0';

const refused: [string, Wish, string, RegExp][] = [
  ...(['BLUE_GREEN', 'LINEAR', 'CANARY'] as const).map((strategy): [string, Wish, string, RegExp] => [
    `the strategy ${strategy}`,
    deployment({ strategy }),
    'NotImplemented',
    /deploymentConfiguration\.strategy/,
  ]),
  [
    'alarms',
    deployment({ alarms: { alarmNames: ['a'], enable: true, rollback: false } }),
    'NotImplemented',
    /deploymentConfiguration\.alarms/,
  ],
  ['a bake time', deployment({ bakeTimeInMinutes: 5 }), 'NotImplemented', /bakeTimeInMinutes/],
  ['service registries', { serviceRegistries: [{ registryArn }] }, 'NotImplemented', /serviceRegistries/],
  ['Service Connect', { serviceConnectConfiguration: { enabled: true } }, 'NotImplemented', /serviceConnect/],
  ['volumes', { volumeConfigurations: [{ name: 'data' }] }, 'NotImplemented', /volumeConfigurations/],
  ['another controller', { deploymentController: { type: 'CODE_DEPLOY' } }, 'NotImplemented', /CODE_DEPLOY/],
  ['an unknown platform version', { platformVersion: '9.9.9' }, 'PlatformUnknownException', /does not exist/],
  ['a platform version of old', { platformVersion: '1.3.0' }, 'NotImplemented', /platformVersion 1\.3\.0/],
  [
    'placement constraints',
    { placementConstraints: [{ type: 'distinctInstance' }] },
    'InvalidParameterException',
    /Placement constraints are not supported with FARGATE/,
  ],
];

describe.each(refused)('a service with %s', (_name, changes, name, message) => {
  const refusal = { name, message: expect.stringMatching(message) };

  it('is not made', async () => {
    const stage = await makeStage();
    await stage.ecs.send(stage.definition());
    await expect(stage.ecs.send(new CreateServiceCommand({ ...stage.service, ...changes }))).rejects.toMatchObject(
      refusal,
    );
    expect(await stage.look()).toBeUndefined();
  });

  it('is not made of one that is there', async () => {
    const stage = await makeStage();
    await stage.start();
    const before = await stage.look();
    const update = new UpdateServiceCommand({ cluster: 'demo', service: 'api', desiredCount: 1, ...changes });
    await expect(stage.ecs.send(update)).rejects.toMatchObject(refusal);
    expect(await stage.look()).toEqual(before);
  });
});

it('wishes that leave things as they are are taken', async () => {
  const stage = await makeStage();
  const same: Wish = {
    platformVersion: '1.4.0',
    serviceRegistries: [],
    serviceConnectConfiguration: { enabled: false, namespace: 'none' },
    volumeConfigurations: [],
    placementConstraints: [],
    deploymentController: { type: 'ECS' },
    ...deployment({
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
      alarms: { alarmNames: ['a'], enable: false, rollback: false },
    }),
  };
  await stage.start({}, same);
  await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', ...same }));
  expect(await stage.look()).toMatchObject({ status: 'ACTIVE', platformVersion: '1.4.0' });
});

it('a service takes a launch type or capacity providers, not both, and no role of its own', async () => {
  const stage = await makeStage();
  await stage.ecs.send(stage.definition());
  const create = (changes: Wish) => stage.ecs.send(new CreateServiceCommand({ ...stage.service, ...changes }));
  await expect(create({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }] })).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(/^Specifying both a launch type and capacity provider strategy is not supported\./),
  });
  await expect(create({ role: 'ecsServiceRole' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});
