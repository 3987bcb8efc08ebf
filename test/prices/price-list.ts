/** What a made-up product of AWS's price list has. */
export interface ProductWish {
  readonly serviceCode: string;
  readonly family?: string;
  readonly usagetype: string;
  readonly usd: string | readonly { readonly from: string; readonly usd: string }[];
  readonly unit?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly currency?: string;
  readonly effective?: string;
}

let made = 0;

/** One entry of `PriceList`, formed as AWS forms it (version `aws_v1`): a JSON text with product, terms and publication. */
export function productText({ serviceCode, family, usagetype, usd, ...wish }: ProductWish): string {
  made += 1;
  const sku = `SKU${String(made).padStart(13, '0')}`;
  const term = `${sku}.JRTCKXETXF`;
  const ranges = typeof usd === 'string' ? [{ from: '0', usd }] : usd;
  const dimensions = ranges.map((it, index) => {
    const rateCode = `${term}.RATE${index}`;
    return [
      rateCode,
      {
        unit: wish.unit ?? 'Hrs',
        beginRange: it.from,
        endRange: ranges[index + 1]?.from ?? 'Inf',
        description: `$${it.usd} per unit of ${usagetype}`,
        appliesTo: [],
        rateCode,
        pricePerUnit: { [wish.currency ?? 'USD']: it.usd },
      },
    ] as const;
  });
  return JSON.stringify({
    product: {
      ...(family && { productFamily: family }),
      attributes: {
        regionCode: 'ap-northeast-1',
        servicecode: serviceCode,
        location: 'Asia Pacific (Tokyo)',
        locationType: 'AWS Region',
        usagetype,
        operation: '',
        ...wish.attributes,
      },
      sku,
    },
    serviceCode,
    terms: {
      OnDemand: {
        [term]: {
          priceDimensions: Object.fromEntries(dimensions),
          sku,
          effectiveDate: `${wish.effective ?? '2026-09-01'}T00:00:00Z`,
          offerTermCode: 'JRTCKXETXF',
          termAttributes: {},
        },
      },
      Reserved: {},
    },
    version: '20260925181430',
    publicationDate: '2026-09-25T18:14:30Z',
  });
}

const rds = (usagetype: string, usd: string, family: string, attributes: Readonly<Record<string, string>>) =>
  productText({ serviceCode: 'AmazonRDS', family, usagetype, usd, attributes });

/** What the price list holds on each service, with the neighbours from which a price has to be told apart. */
export const priceList: Readonly<Record<string, readonly string[]>> = {
  AmazonEC2: [
    ['APN1-NatGateway-Bytes', '0.0620000000'],
    ['APN1-RegionalNatGateway-Hours', '0.0777000000'],
    ['APN1-NatGateway-Prvd-Bytes', '0.0000000000'],
    ['APN1-NatGateway-Hours', '0.0611000000'],
  ].map(([usagetype = '', usd = '']) =>
    productText({ serviceCode: 'AmazonEC2', family: 'NAT Gateway', usagetype, usd }),
  ),
  AmazonVPC: ['APN1-PublicIPv4:IdleAddress', 'APN1-PublicIPv4:InUseAddress', 'APN1-PublicIPv4:ContiguousBlock'].map(
    (usagetype, index) =>
      productText({
        serviceCode: 'AmazonVPC',
        usagetype,
        usd: `0.00${5 + index}0000000`,
        attributes: { group: 'VPCPublicIPv4Address' },
      }),
  ),
  AWSELB: [
    ['APN1-TS-LoadBalancerUsage', '0.0055000000'],
    ['APN1-LCUUsage', '0.0080000000'],
    ['APN1-LoadBalancerUsage', '0.0240000000'],
    ['TS-LoadBalancerUsage', '0.0055000000'],
  ].map(([usagetype = '', usd = '']) =>
    productText({ serviceCode: 'AWSELB', family: 'Load Balancer-Application', usagetype, usd }),
  ),
  AmazonECS: [
    ['APN1-ECS-EC2-vCPU-Hours', '0.0000000000'],
    ['APN1-Fargate-ARM-vCPU-Hours:perCPU', '0.0400000000'],
    ['APN1-Fargate-Windows-vCPU-Hours:perCPU', '0.0900000000'],
    ['APN1-Fargate-vCPU-Hours:perCPU', '0.0500000000'],
    ['APN1-Fargate-ARM-GB-Hours', '0.0040000000'],
    ['APN1-Fargate-EphemeralStorage-GB-Hours', '0.0001330000'],
    ['APN1-Fargate-GB-Hours', '0.0055000000'],
  ].map(([usagetype = '', usd = '']) =>
    productText({ serviceCode: 'AmazonECS', family: 'Compute', usagetype, usd, unit: 'hours' }),
  ),
  AmazonRDS: [
    rds('APN1-InstanceUsage:db.r7g.large', '0.2960000000', 'Database Instance', {
      databaseEngine: 'PostgreSQL',
      deploymentOption: 'Single-AZ',
      instanceType: 'db.r7g.large',
    }),
    rds('APN1-InstanceUsage:db.r7g.large', '0.2850000000', 'Database Instance', {
      databaseEngine: 'MySQL',
      deploymentOption: 'Single-AZ',
      instanceType: 'db.r7g.large',
    }),
    rds('APN1-Multi-AZUsage:db.r7g.large', '0.5700000000', 'Database Instance', {
      databaseEngine: 'MySQL',
      deploymentOption: 'Multi-AZ',
      instanceType: 'db.r7g.large',
    }),
    rds('APN1-InstanceUsage:db.t4g.micro', '0.0260000000', 'Database Instance', {
      databaseEngine: 'MySQL',
      deploymentOption: 'Single-AZ',
      instanceType: 'db.t4g.micro',
    }),
    rds('APN1-RDS:GP2-Storage', '0.1390000000', 'Database Storage', {
      databaseEngine: 'Any',
      deploymentOption: 'Single-AZ',
      volumeType: 'General Purpose',
    }),
    rds('APN1-Aurora:StorageUsage', '0.1200000000', 'Database Storage', {
      databaseEngine: 'Any',
      deploymentOption: 'Single-AZ',
      volumeType: 'General Purpose-Aurora',
    }),
    rds('APN1-RDS:Multi-AZ-GP3-Storage', '0.2760000000', 'Database Storage', {
      databaseEngine: 'MySQL',
      deploymentOption: 'Multi-AZ',
      volumeType: 'General Purpose-GP3',
    }),
  ],
  AmazonCloudWatch: [
    productText({
      serviceCode: 'AmazonCloudWatch',
      family: 'Alarm',
      usagetype: 'APN1-CW:HighResAlarmMonitorUsage',
      usd: '0.3000000000',
    }),
    productText({
      serviceCode: 'AmazonCloudWatch',
      family: 'Alarm',
      usagetype: 'APN1-CW:AlarmMonitorUsage',
      unit: 'Alarms',
      usd: [
        { from: '0', usd: '0.0000000000' },
        { from: '10', usd: '0.1000000000' },
      ],
    }),
  ],
};
