import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateNatGatewayCommand, CreateRouteTableCommand, CreateSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { putLogLine } from '../../src/local-cloud/services/logs/lookups.js';
import { addressing } from '../../src/local-cloud/wire/services.js';
import { operationOf } from '../../src/local-cloud/wire/shapes.js';
import { allServices, makeCloud } from '../support/cloud.js';
import { tellFigure } from '../support/figures.js';
import { makeNetwork } from '../support/network.js';
import { randomFrom } from '../support/random.js';
import { randomMembers, WORDS } from '../support/random-input.js';

const MINE = ['ec2', 'iam', 'logs', 'ssm', 'sts'];

async function furnish(round: number) {
  // every other round, what is made during it does not show yet
  const made = makeCloud(
    round % 2 === 0
      ? {}
      : { weather: { delay: (what) => (what === 'ec2.visible' && made.calls.length > 9 ? 1000 : 0) } },
  );
  const { ec2, iam, ssm, logs, world } = made;
  const { vpcId, subnetId, gatewayId, allocationId } = await makeNetwork(ec2);
  const nat = await ec2.send(new CreateNatGatewayCommand({ SubnetId: subnetId, AllocationId: allocationId }));
  const table = await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }));
  const group = await ec2.send(new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: 'g', Description: 'd' }));
  await iam.send(new CreateRoleCommand({ RoleName: 'role', AssumeRolePolicyDocument: '{"Statement":[]}' }));
  await ssm.send(new PutParameterCommand({ Name: '/p', Value: 'v', Type: 'SecureString' }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/g' }));
  putLogLine(world, '/g', 's', 'line', world.now());
  const ids = [nat.NatGateway!.NatGatewayId!, table.RouteTable!.RouteTableId!, group.GroupId!];
  const words = [
    vpcId,
    subnetId,
    gatewayId,
    allocationId,
    ...ids,
    'role',
    '/p',
    '/g',
    's',
    '10.0.7.0/24',
    'tcp',
    '__proto__',
  ];
  return { ...made, words: [...WORDS, ...words, ...words, '{"Statement":{}}', 'vpc-id', 'tag:a', 'Name'] };
}

describe('wild but well-formed input', () => {
  it('never makes a handler stumble, and what comes out can be sent', async () => {
    const random = randomFrom(7);
    let tried = 0;
    const done = new Set<string>();
    for (let round = 0; round < 30; round += 1) {
      const { cloud, calls, words } = await furnish(round);
      calls.length = 0;
      const tongue = { emptyLists: true, emptyParts: true, words };
      for (const service of allServices.filter(({ name }) => MINE.includes(name))) {
        for (const operation of Object.keys(service.operations)) {
          const shape = operationOf(service.sdk, operation)!;
          const input = shape.input ? randomMembers(shape.input, random, 3, tongue) : {};
          delete input.DryRun;
          // straight to the handlers through JSON, which can say all that the types can
          const headers = {
            'x-amz-target': `${addressing[service.name].target}.${operation}`,
            'content-type': 'application/x-amz-json-1.1',
          };
          const body = JSON.stringify(input);
          const { statusCode } = await cloud.handle({ method: 'POST', path: '/', headers, body });
          if (statusCode === 200) done.add(`${service.name} ${operation}`);
          tried += 1;
        }
      }
      const faults = calls.filter(({ fault }) => fault !== undefined);
      expect(
        faults.map(({ service, operation, input, fault }) => [
          service,
          operation,
          input,
          String((fault as Error).stack),
        ]),
      ).toEqual([]);
    }
    console.info(`wild calls tried: ${tried}; operations that succeeded at least once: ${done.size}`);
    tellFigure('Wild but well-formed calls', tried, { about: true });
    expect(tried).toBeGreaterThan(1000);
    expect(done.size).toBeGreaterThan(30);
  });
});
