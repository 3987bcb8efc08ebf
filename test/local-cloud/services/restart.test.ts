import { CreateServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import { CreateDBInstanceCommand, CreateDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import { expect, it } from 'vitest';
import { createCloud } from '../../../src/local-cloud/cloud.js';
import { createSimulatedPlane } from '../../../src/local-cloud/simulated-plane.js';
import { instant } from '../../../src/local-cloud/weather.js';
import { World } from '../../../src/local-cloud/world.js';
import { allServices } from '../../support/cloud.js';
import { makeStage } from './stage.js';

it('a world written to disk and read back goes on over a data plane that knows nothing', async () => {
  const stage = await makeStage();
  await stage.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'rds.amazonaws.com' }));
  await stage.rds.send(
    new CreateDBSubnetGroupCommand({
      DBSubnetGroupName: 'demo',
      DBSubnetGroupDescription: 'demo',
      SubnetIds: stage.privateSubnets,
    }),
  );
  await stage.rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'demo',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'mysql',
      MasterUsername: 'admin',
      MasterUserPassword: 'correct-horse-battery',
      AllocatedStorage: 20,
      DBSubnetGroupName: 'demo',
    }),
  );
  await stage.start();
  await stage.pass(30);
  const before = (await stage.tasks()).map(({ taskArn }) => taskArn!).sort();

  const saved = JSON.parse(stage.world.save()) as { data: Record<string, object> };
  const plane = createSimulatedPlane({ now: stage.clock.now });
  const world = new World(stage.clock.now, instant, plane, { data: saved.data });
  const cloud = createCloud({ world, services: allServices });
  // The registry alone keeps what it has on disk.
  plane.registry.createRepository('api');
  plane.pushImage('api', { tags: ['v1'] });
  for (let i = 0; i < 8; i += 1) {
    await stage.clock.advance(5000);
    cloud.tick();
  }
  for (const arn of before) expect(plane.tasks.look(arn)).toMatchObject({ state: 'running' });
  expect(plane.databases.look('demo')).toMatchObject({ state: 'available' });
  expect(plane.databaseSpecs.get('demo')).not.toHaveProperty('password');
  const states = plane.balancers.look(stage.loadBalancerArn)!.targets[stage.targetGroupArn]!.map(({ state }) => state);
  expect(states).toEqual(['healthy', 'healthy']);
});
