import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateLoadBalancerCommand, CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import { CreateDBInstanceCommand, CreateDBSubnetGroupCommand } from '@aws-sdk/client-rds';
import { expect, it } from 'vitest';
import { classify } from '../../../../src/aws/errors.js';
import { createSimulatedPlane } from '../../../../src/local-cloud/simulated-plane.js';
import type { Weather } from '../../../../src/local-cloud/weather.js';
import { makeCloud } from '../../../support/cloud.js';

const late: Weather = { delay: (what) => (what === 'ec2.visible' ? 3000 : 0) };

it('what EC2 made a moment ago is not known to ELB, RDS and ECS either, and the tool waits for it', async () => {
  const { ec2, elbv2, rds, ecs, iam, clock } = makeCloud({
    weather: late,
    plane: (now) => createSimulatedPlane({ now }),
  });
  for (const each of ['rds', 'ecs']) {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: `${each}.amazonaws.com` }));
  }
  await ecs.send(new CreateClusterCommand({ clusterName: 'demo' }));
  const container = { name: 'a', image: 'x/y:1' };
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...{ family: 't', networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512' },
      containerDefinitions: [container],
    }),
  );
  const VpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
  const targets = () =>
    elbv2.send(new CreateTargetGroupCommand({ Name: 't', Protocol: 'HTTP', Port: 80, VpcId, TargetType: 'ip' }));
  await expect(targets()).rejects.toThrow(/is not found/);
  await clock.advance(3000);
  await targets();

  const group = new CreateSecurityGroupCommand({ VpcId, GroupName: 'g', Description: 'd' });
  const subnet = async (number: number, zone: string) => {
    const place = { CidrBlock: `10.0.${number}.0/24`, AvailabilityZone: `ap-northeast-1${zone}` };
    return (await ec2.send(new CreateSubnetCommand({ VpcId, ...place }))).Subnet!.SubnetId!;
  };
  const Subnets = [await subnet(0, 'a'), await subnet(1, 'c')];
  let GroupId = '';
  const refusalOf = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    return error && { name: error.name, fault: classify(error) };
  };
  const balance = () =>
    refusalOf(
      elbv2.send(new CreateLoadBalancerCommand({ Name: 'i', Scheme: 'internal', Subnets, SecurityGroups: [GroupId] })),
    );
  const gather = () =>
    refusalOf(
      rds.send(
        new CreateDBSubnetGroupCommand({ DBSubnetGroupName: 'g', DBSubnetGroupDescription: 'g', SubnetIds: Subnets }),
      ),
    );
  const keep = () =>
    refusalOf(
      rds.send(
        new CreateDBInstanceCommand({
          ...{ DBInstanceIdentifier: 'd', Engine: 'mysql', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: 20 },
          ...{ MasterUsername: 'admin', MasterUserPassword: 'abcdefgh1' },
          ...{ DBSubnetGroupName: 'g', VpcSecurityGroupIds: [GroupId] },
        }),
      ),
    );
  const serve = () =>
    refusalOf(
      ecs.send(
        new CreateServiceCommand({
          ...{ cluster: 'demo', serviceName: 's', taskDefinition: 't', desiredCount: 0, launchType: 'FARGATE' },
          networkConfiguration: { awsvpcConfiguration: { subnets: Subnets, securityGroups: [GroupId] } },
        }),
      ),
    );

  expect(await balance()).toEqual({ name: 'SubnetNotFoundException', fault: 'missing' });
  expect(await gather()).toEqual({ name: 'InvalidParameterValue', fault: 'missing' });
  expect(await serve()).toEqual({ name: 'InvalidParameterException', fault: 'missing' });
  await clock.advance(3000);
  expect(await gather()).toBeUndefined();
  GroupId = (await ec2.send(group)).GroupId!;
  expect(await balance()).toEqual({ name: 'InvalidSecurityGroupException', fault: 'missing' });
  expect(await keep()).toEqual({ name: 'InvalidParameterValue', fault: 'missing' });
  expect(await serve()).toEqual({ name: 'InvalidParameterException', fault: 'missing' });
  await clock.advance(3000);
  for (const call of [balance, serve]) expect(await call()).toBeUndefined();
});
