import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { known } from '../../src/local-cloud/services/service-quotas/store.js';
import type { Quota } from '../../src/model/quota.js';
import { kinds } from '../../src/resources/index.js';
import { quotas } from '../../src/resources/quotas.js';
import { answer } from './cases/contract-case.js';
import { fakeAws } from './cases/fake-aws.js';

const quotaOf = (type: string) => kinds.find((it) => it.type === type)?.quota as Quota;
const Tags = [{ Key: 'Name', Value: 'shop' }];

describe('what counts against a quota', () => {
  let cloud: ReturnType<typeof fakeAws>;
  beforeEach(() => {
    cloud = fakeAws();
  });
  afterEach(() => cloud.restore());

  it('VPCs: all of the region, page by page', async () => {
    cloud.answers([
      answer(DescribeVpcsCommand, ({ NextToken }) =>
        NextToken ? { Vpcs: [{ VpcId: 'vpc-2' }] } : { Vpcs: [{ VpcId: 'vpc-1', Tags }], NextToken: 'more' },
      ),
    ]);
    expect(await quotaOf('ec2:vpc').standing(cloud.aws)).toEqual([{ id: 'vpc-1', name: 'shop' }, { id: 'vpc-2' }]);
    expect(cloud.asked().map((it) => it.input)).toMatchObject([{ MaxResults: 1000 }, { NextToken: 'more' }]);
  });

  it('Elastic IPs: with those that nothing uses', async () => {
    const Addresses = [{ AllocationId: 'eipalloc-1', AssociationId: 'a', Tags }, { AllocationId: 'eipalloc-2' }];
    cloud.answers([answer(DescribeAddressesCommand, { Addresses })]);
    expect(await quotaOf('ec2:elastic-ip').standing(cloud.aws)).toEqual([
      { id: 'eipalloc-1', name: 'shop' },
      { id: 'eipalloc-2', idle: true },
    ]);
  });

  it('internet gateways: with those that are attached to nothing', async () => {
    const InternetGateways = [
      { InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1' }] },
      { InternetGatewayId: 'igw-2', Attachments: [] },
    ];
    cloud.answers([answer(DescribeInternetGatewaysCommand, { InternetGateways })]);
    expect(await quotaOf('ec2:internet-gateway').standing(cloud.aws)).toEqual([
      { id: 'igw-1' },
      { id: 'igw-2', idle: true },
    ]);
  });

  it('NAT gateways: those that live, each in the zone of its subnet', async () => {
    cloud.answers([
      answer(DescribeNatGatewaysCommand, { NatGateways: [{ NatGatewayId: 'nat-1', SubnetId: 'subnet-1' }] }),
      answer(DescribeSubnetsCommand, { Subnets: [{ SubnetId: 'subnet-1', AvailabilityZone: 'eu-west-1a' }] }),
    ]);
    const quota = quotaOf('ec2:nat-gateway');
    expect(await quota.standing(cloud.aws)).toEqual([{ id: 'nat-1', place: 'eu-west-1a' }]);
    expect(quota.place?.({ zone: 'eu-west-1a' })).toBe('eu-west-1a');
    const [asked] = cloud.asked().filter((it) => it.command === 'DescribeNatGatewaysCommand');
    expect(asked?.input).toMatchObject({ Filter: [{ Name: 'state', Values: ['pending', 'available', 'deleting'] }] });
  });

  it('databases, and load balancers of our type', async () => {
    cloud.answers([
      answer(DescribeDBInstancesCommand, { DBInstances: [{ DBInstanceIdentifier: 'db-1' }] }),
      answer(DescribeLoadBalancersCommand, {
        LoadBalancers: [
          { LoadBalancerName: 'alb', Type: 'application' },
          { LoadBalancerName: 'nlb', Type: 'network' },
        ],
      }),
    ]);
    expect(await quotaOf('rds:db-instance').standing(cloud.aws)).toEqual([{ id: 'db-1' }]);
    expect(await quotaOf('elbv2:load-balancer').standing(cloud.aws)).toEqual([{ id: 'alb' }]);
  });

  it('is held against the account’s own value', async () => {
    cloud.answers([answer(GetServiceQuotaCommand, { Quota: { Value: 12 } })]);
    expect(await quotaOf('ec2:vpc').applied(cloud.aws)).toBe(12);
    expect(cloud.asked()).toMatchObject([{ input: { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' } }]);
  });
});

describe('the table of quotas', () => {
  it('says the same as the local cloud’s', () => {
    const theirs = new Map(Object.values(known).map((it) => [it.code, it]));
    for (const { service, code, name, usual } of Object.values(quotas))
      expect(theirs.get(code)).toMatchObject({ service, code, name, value: usual });
  });

  it('names only kinds that are counted themselves', () => {
    const first = kinds.filter((it) => it.quota && !it.quota.after).map((it) => it.type);
    for (const { quota } of kinds) if (quota?.after) expect(first).toContain(quota.after);
    expect(first).toEqual(['ec2:vpc', 'ec2:elastic-ip']);
  });
});
