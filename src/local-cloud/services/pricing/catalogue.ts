import { createHash } from 'node:crypto';
import { pricedRegion, pricesAsOf, usd } from '../../../prices/table.js';

/** One product as GetProducts answers it, once it is read from its JSON. */
export interface CatalogueEntry {
  readonly serviceCode: string;
  readonly product: {
    readonly productFamily?: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly sku: string;
  };
  readonly terms: object;
  readonly version: string;
  readonly publicationDate: string;
}

/** The codes of AWS's on-demand terms, the same in every answer. */
const onDemand = { term: 'JRTCKXETXF', rate: '6YS6EN2CT7' };

function entryOf(
  serviceCode: string,
  [family, usage, unit]: readonly [family: string, usage: string, unit: string],
  price: number,
  having: Readonly<Record<string, string>> = {},
): CatalogueEntry {
  const usagetype = `APN1-${usage}`;
  const attributes = {
    regionCode: pricedRegion,
    servicecode: serviceCode,
    location: 'Asia Pacific (Tokyo)',
    locationType: 'AWS Region',
    usagetype,
    ...having,
  };
  const hash = createHash('sha256').update(JSON.stringify(attributes)).digest('hex');
  const sku = hash.slice(0, 16).toUpperCase();
  const term = `${sku}.${onDemand.term}`;
  const effectiveDate = `${pricesAsOf}T00:00:00Z`;
  return {
    serviceCode,
    product: { ...(family && { productFamily: family }), attributes, sku },
    terms: {
      OnDemand: {
        [term]: {
          priceDimensions: {
            [`${term}.${onDemand.rate}`]: {
              unit,
              beginRange: '0',
              endRange: 'Inf',
              description: `$${price} per ${unit} of ${usagetype}`,
              appliesTo: [],
              rateCode: `${term}.${onDemand.rate}`,
              pricePerUnit: { USD: price.toFixed(10) },
            },
          },
          sku,
          effectiveDate,
          offerTermCode: onDemand.term,
          termAttributes: {},
        },
      },
    },
    version: `${pricesAsOf.replaceAll('-', '')}000000`,
    publicationDate: effectiveDate,
  };
}

const fargate = (prices: { vcpuHour: number; gbHour: number }, arm: '' | 'ARM-') => {
  const having: Record<string, string> = arm ? { cpuArchitecture: 'ARM' } : {};
  return [
    entryOf('AmazonECS', ['Compute', `Fargate-${arm}vCPU-Hours:perCPU`, 'hours'], prices.vcpuHour, {
      ...having,
      cputype: 'perCPU',
    }),
    entryOf('AmazonECS', ['Compute', `Fargate-${arm}GB-Hours`, 'hours'], prices.gbHour, {
      ...having,
      memorytype: 'perGB',
    }),
  ];
};

const mysql = (deploymentOption: 'Single-AZ' | 'Multi-AZ') => {
  const copies = deploymentOption === 'Multi-AZ' ? 2 : 1;
  const having = { databaseEngine: 'MySQL', deploymentOption };
  const { gp2, gp3 } = usd.dbStorageGibMonth;
  const storage = (name: string, volumeType: string, price: number) =>
    entryOf(
      'AmazonRDS',
      ['Database Storage', `RDS:${copies === 2 ? 'Multi-AZ-' : ''}${name}-Storage`, 'GB-Mo'],
      copies * price,
      { ...having, volumeType },
    );
  return [
    ...Object.entries(usd.dbInstanceHour).map(([instanceType, price]) =>
      entryOf(
        'AmazonRDS',
        ['Database Instance', `${copies === 2 ? 'Multi-AZUsage' : 'InstanceUsage'}:${instanceType}`, 'Hrs'],
        copies * price,
        { ...having, instanceType, licenseModel: 'No license required' },
      ),
    ),
    storage('GP2', 'General Purpose', gp2),
    storage('GP3', 'General Purpose-GP3', gp3),
  ];
};

/** The tool's own table of Tokyo prices in the form of AWS's price list. */
export const makeCatalogue = (): readonly CatalogueEntry[] => [
  entryOf('AmazonEC2', ['NAT Gateway', 'NatGateway-Hours', 'Hrs'], usd.natGatewayHour, {
    group: 'NGW:NatGateway',
    operation: 'NatGateway',
  }),
  entryOf('AmazonVPC', ['', 'PublicIPv4:InUseAddress', 'Hrs'], usd.publicIpv4Hour, { group: 'VPCPublicIPv4Address' }),
  entryOf('AWSELB', ['Load Balancer-Application', 'LoadBalancerUsage', 'Hrs'], usd.loadBalancerHour, {
    group: 'ELB:Balancer',
    operation: 'LoadBalancing:Application',
  }),
  ...fargate(usd.fargate.x86_64, ''),
  ...fargate(usd.fargate.arm64, 'ARM-'),
  ...mysql('Single-AZ'),
  ...mysql('Multi-AZ'),
  entryOf('AmazonCloudWatch', ['Alarm', 'CW:AlarmMonitorUsage', 'Alarms'], usd.alarmMonth, { alarmType: 'Standard' }),
];
