import {
  AllocateAddressCommand,
  CreateNatGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
} from '@aws-sdk/client-ec2';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListServiceQuotasCommand,
} from '@aws-sdk/client-service-quotas';
import { describe, expect, it } from 'vitest';
import { known, quotaSlice } from '../../../../src/local-cloud/services/service-quotas/store.js';
import { errorName, makeCloud } from '../../../support/cloud.js';

const vpcs = { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' };

describe('Service Quotas', () => {
  it('tells a quota, its own value and AWS’s', async () => {
    const { quotas, world } = makeCloud();
    const { Quota } = await quotas.send(new GetServiceQuotaCommand(vpcs));
    expect(Quota).toMatchObject({
      ...vpcs,
      QuotaArn: 'arn:aws:servicequotas:ap-northeast-1:000000000000:vpc/L-F678F1CE',
      QuotaName: 'VPCs per Region',
      Value: 5,
      Adjustable: true,
    });
    world.of(quotaSlice).values[vpcs.QuotaCode] = 20;
    expect((await quotas.send(new GetServiceQuotaCommand(vpcs))).Quota?.Value).toBe(20);
    expect((await quotas.send(new GetAWSDefaultServiceQuotaCommand(vpcs))).Quota?.Value).toBe(5);
  });

  it('lists those of a service, page by page', async () => {
    const { quotas } = makeCloud();
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await quotas.send(new ListServiceQuotasCommand({ ServiceCode: 'vpc', MaxResults: 3, NextToken }));
      expect(page.Quotas?.length).toBeLessThanOrEqual(3);
      names.push(...(page.Quotas ?? []).map((it) => it.QuotaName));
      ({ NextToken } = page);
    } while (NextToken);
    expect(names).toEqual(
      Object.values(known)
        .filter((it) => it.service === 'vpc')
        .map((it) => it.name),
    );
  });

  it('knows no others', async () => {
    const { quotas } = makeCloud();
    const missing = { ...vpcs, QuotaCode: 'L-00000000' };
    expect(await errorName(quotas.send(new GetServiceQuotaCommand(missing)))).toBe('NoSuchResourceException');
    expect(await errorName(quotas.send(new ListServiceQuotasCommand({ ServiceCode: 'constructor' })))).toBe(
      'NoSuchResourceException',
    );
    expect(await errorName(quotas.send(new ListServiceQuotasCommand({ ServiceCode: 'vpc', NextToken: 'x' })))).toBe(
      'InvalidPaginationTokenException',
    );
  });

  it('is what the services hold callers to', async () => {
    const { ec2, world } = makeCloud();
    const { values } = world.of(quotaSlice);
    values[known.vpcs.code] = 6;
    const make = () => ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    for (let i = 0; i < 6; i += 1) await make();
    expect(await errorName(make())).toBe('VpcLimitExceeded');
    values[known.addresses.code] = 1;
    await ec2.send(new AllocateAddressCommand({}));
    expect(await errorName(ec2.send(new AllocateAddressCommand({})))).toBe('AddressLimitExceeded');
  });

  it('counts NAT gateways by zone', async () => {
    const { ec2, world } = makeCloud();
    world.of(quotaSlice).values[known.natGateways.code] = 1;
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const subnetIn = async (zone: string, i: number) => {
      const wish = { VpcId: Vpc?.VpcId, CidrBlock: `10.0.${i}.0/24`, AvailabilityZone: `ap-northeast-1${zone}` };
      return (await ec2.send(new CreateSubnetCommand(wish))).Subnet?.SubnetId;
    };
    const gateway = (SubnetId: string | undefined) =>
      ec2.send(new CreateNatGatewayCommand({ SubnetId, ConnectivityType: 'private' }));
    const [a, b, c] = [await subnetIn('a', 0), await subnetIn('a', 1), await subnetIn('c', 2)];
    await gateway(a);
    expect(await errorName(gateway(b))).toBe('NatGatewayLimitExceeded');
    await gateway(c);
  });
});
