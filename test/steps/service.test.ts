import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { service } from '../../src/steps/service.js';
import { accountWith, recording } from './recording.js';

const inputs = {
  network: {
    vpcId: 'vpc-1',
    publicSubnetIds: ['subnet-1', 'subnet-2'],
    privateSubnetIds: ['subnet-3', 'subnet-4'],
    securityGroupIds: { alb: 'sg-1', app: 'sg-2', db: 'sg-3' },
  },
  rds: { host: 'db', port: 3306, user: 'admin', database: 'meibo', passwordParameterArn: 'arn:p' },
  'task-def': {
    taskDefinitionArn: 'arn:task:1',
    clusterArn: 'arn:aws:ecs:ap-northeast-1:123456789012:cluster/meibo-cluster',
    containerName: 'app',
    containerPort: 8080,
  },
  alb: { url: 'http://shop.example', targetGroupArn: 'arn:tg', listenerArn: 'arn:listener' },
};

const run = async (wish: object) => {
  const record = recording({ service: { name: 'meibo-service' } });
  const config = configSchema.parse(wish);
  const outputs = await service.ensure({ config, inputs, ensure: record.ensure, surroundings: accountWith([]) });
  return { ...record, outputs };
};

describe('service', () => {
  it('runs the tasks in the private subnets behind the load balancer', async () => {
    const { keys, props, outputs } = await run({});
    expect(keys()).toEqual(['service']);
    expect(props('service')).toEqual({
      cluster: inputs['task-def'].clusterArn,
      taskDefinition: 'arn:task:1',
      subnetIds: ['subnet-3', 'subnet-4'],
      securityGroupIds: ['sg-2'],
      targetGroupArn: 'arn:tg',
      container: 'app',
      containerPort: 8080,
      desiredCount: 2,
      gracePeriodSeconds: 60,
      exec: false,
      metricSeconds: 60,
    });
    expect(outputs).toEqual({ serviceName: 'meibo-service', clusterName: 'meibo-cluster' });
  });

  it('starts with the fewest tasks that are wanted, measured and entered as wished', async () => {
    const { props } = await run({ scaling: { min: 3, fastMetrics: true }, container: { exec: true } });
    expect(props('service')).toMatchObject({ desiredCount: 3, metricSeconds: 20, exec: true });
  });

  it('waits for the network and the database to carry traffic, and for a listener', () => {
    expect(service.needs).toEqual({ network: 'ready', rds: 'ready', 'task-def': 'ready', alb: 'made' });
  });
});
