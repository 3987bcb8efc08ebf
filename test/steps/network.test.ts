import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/schema.js';
import { network } from '../../src/steps/network.js';
import { accountWith, recording } from './recording.js';

const config = (zones: number, natGateways: 'one' | 'per-zone') =>
  ({
    network: {
      cidr: '10.0.0.0/16',
      zones,
      publicCidrs: ['10.0.0.0/20', '10.0.16.0/20', '10.0.32.0/20'].slice(0, zones),
      privateCidrs: ['10.0.128.0/20', '10.0.144.0/20', '10.0.160.0/20'].slice(0, zones),
      natGateways,
    },
    container: { port: 8080 },
    loadBalancer: { port: 80, allowFrom: ['0.0.0.0/0', '::/0'] },
  }) as unknown as Config;

const run = async (zones: number, natGateways: 'one' | 'per-zone', account = ['1d', '1a', '1c']) => {
  const record = recording();
  const surroundings = accountWith(account);
  const outputs = await network.ensure({
    config: config(zones, natGateways),
    inputs: {},
    ensure: record.ensure,
    surroundings,
  });
  return { ...record, outputs };
};

const always = [
  'alb-security-group',
  'app-security-group',
  'db-security-group',
  'internet-gateway',
  'public-routes',
  's3-endpoint',
  'vpc',
];
const numbered = (count: number, ...names: string[]) =>
  names.flatMap((it) => Array.from({ length: count }, (_, i) => `${it}-${i + 1}`));

describe('network', () => {
  it.each([
    [2, 'one', 1],
    [2, 'per-zone', 2],
    [3, 'one', 1],
    [3, 'per-zone', 3],
  ] as const)('asks for %i zones, NAT gateways: %s', async (zones, natGateways, doors) => {
    const { keys, props, outputs } = await run(zones, natGateways);
    expect(keys()).toEqual(
      [
        ...always,
        ...numbered(zones, 'public-subnet', 'private-subnet', 'private-routes'),
        ...numbered(doors, 'nat-eip', 'nat-gateway'),
      ].sort(),
    );
    for (let i = 1; i <= zones; i++)
      expect(props(`private-routes-${i}`)).toEqual({
        vpcId: 'vpc',
        target: `nat-gateway-${Math.min(i, doors)}`,
        subnetIds: [`private-subnet-${i}`],
      });
    expect(props(`nat-gateway-${doors}`)).toEqual({
      subnetId: `public-subnet-${doors}`,
      allocationId: `nat-eip-${doors}`,
      internetGatewayId: 'internet-gateway',
      zone: `1${'acd'[doors - 1]}`,
    });
    expect(props('s3-endpoint')).toEqual({
      vpcId: 'vpc',
      serviceName: 'com.amazonaws.ap-northeast-1.s3',
      routeTableIds: numbered(zones, 'private-routes'),
    });
    expect(props('public-routes')).toEqual({
      vpcId: 'vpc',
      target: 'internet-gateway',
      subnetIds: numbered(zones, 'public-subnet'),
    });
    expect(outputs).toEqual({
      vpcId: 'vpc',
      publicSubnetIds: numbered(zones, 'public-subnet'),
      privateSubnetIds: numbered(zones, 'private-subnet'),
      securityGroupIds: { alb: 'alb-security-group', app: 'app-security-group', db: 'db-security-group' },
    });
  });

  it('puts the pair of subnets of each number into one zone, in the order of names', async () => {
    const { props } = await run(2, 'one');
    expect(props('public-subnet-1')).toEqual({ vpcId: 'vpc', cidr: '10.0.0.0/20', zone: '1a' });
    expect(props('private-subnet-1')).toEqual({ vpcId: 'vpc', cidr: '10.0.128.0/20', zone: '1a' });
    expect(props('public-subnet-2')).toEqual({ vpcId: 'vpc', cidr: '10.0.16.0/20', zone: '1c' });
    expect(props('private-subnet-2')).toEqual({ vpcId: 'vpc', cidr: '10.0.144.0/20', zone: '1c' });
  });

  it('lets each part be reached by the one before it only', async () => {
    const { props } = await run(2, 'one');
    expect(props('alb-security-group')?.ingress).toEqual([
      { port: 80, cidr: '0.0.0.0/0' },
      { port: 80, cidr: '::/0' },
    ]);
    expect(props('app-security-group')?.ingress).toEqual([{ port: 8080, fromGroupId: 'alb-security-group' }]);
    expect(props('db-security-group')?.ingress).toEqual([{ port: 3306, fromGroupId: 'app-security-group' }]);
  });

  it('stops before anything is made when the account has too few zones', async () => {
    await expect(run(3, 'one', ['1a', '1c'])).rejects.toMatchObject({
      code: 'zones-too-few',
      facts: { wanted: 3, found: 2, region: 'ap-northeast-1' },
    });
  });
});
