import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { alb, urlOf } from '../../src/steps/alb.js';
import { accountWith, recording } from './recording.js';

const network = {
  vpcId: 'vpc-1',
  publicSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetIds: ['subnet-3', 'subnet-4'],
  securityGroupIds: { alb: 'sg-1', app: 'sg-2', db: 'sg-3' },
};

const run = async (loadBalancer: object) => {
  const record = recording({ alb: { id: 'arn:lb', dnsName: 'shop.example' } });
  const config = configSchema.parse({ loadBalancer });
  const surroundings = accountWith([]);
  const outputs = await alb.ensure({ config, inputs: { network }, ensure: record.ensure, surroundings });
  return { ...record, outputs };
};

describe('alb', () => {
  it('asks for load balancer and target group together, then for the listener between them', async () => {
    const { asked, props, outputs } = await run({});
    expect([...asked.keys()]).toEqual(['load-balancing-service-role', 'targets', 'alb', 'listener-80']);
    expect(props('alb')).toEqual({ subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] });
    expect(props('targets')).toEqual({
      vpcId: 'vpc-1',
      path: '/health',
      intervalSeconds: 10,
      timeoutSeconds: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: expect.any(String),
      deregistrationDelaySeconds: 15,
    });
    expect(props('listener-80')).toEqual({ loadBalancerArn: 'arn:lb', port: 80, targetGroupArn: 'targets' });
    expect(outputs).toEqual({ url: 'http://shop.example', targetGroupArn: 'targets', listenerArn: 'listener-80' });
  });

  it('makes another listener for another port', async () => {
    const { keys, outputs } = await run({ port: 8080 });
    expect(keys()).toContain('listener-8080');
    expect(outputs.url).toBe('http://shop.example:8080');
  });

  it.each([
    ['shop.example', 80, 'http://shop.example'],
    ['shop.example', 8080, 'http://shop.example:8080'],
    ['127.0.0.1:41234', 80, 'http://127.0.0.1:41234'],
    ['127.0.0.1:41234', 8080, 'http://127.0.0.1:41234'],
  ])('knows the address of %s with port %i', (dnsName, port, url) => {
    expect(urlOf(dnsName, port)).toBe(url);
  });
});
