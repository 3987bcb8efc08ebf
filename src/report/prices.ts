import type { Config } from '../config/schema.js';

/** What costs money by the hour. */
export type PriceItem =
  | 'nat-gateway'
  | 'public-ipv4'
  | 'load-balancer'
  | 'fargate-vcpu'
  | 'fargate-memory'
  | 'db-instance'
  | 'db-storage'
  | 'alarm';

/** The day on which the newest of these prices was read. */
export const pricesAsOf = '2026-10-01';

/** The region whose prices these are. */
export const pricedRegion = 'ap-northeast-1';

/** Hours of a month, as AWS counts them for estimates. */
export const hoursPerMonth = 730;

/**
 * US dollars in Tokyo, before tax and free tiers. Sources: AWS price pages of NAT, public IPv4 and Fargate x86 (2026-09-25), ALB and
 * Fargate ARM (2026-08-27), RDS (2026-10), CloudWatch (2026-07-01); db.t3.micro and gp2 are not confirmed by a dated source.
 */
const usd = {
  natGatewayHour: 0.062,
  publicIpv4Hour: 0.005,
  loadBalancerHour: 0.0243,
  fargate: {
    x86_64: { vcpuHour: 0.05056, gbHour: 0.00553 },
    arm64: { vcpuHour: 0.04045, gbHour: 0.00442 },
  },
  dbInstanceHour: { 'db.t4g.micro': 0.025, 'db.t3.micro': 0.026 } as Readonly<Record<string, number>>,
  dbStorageGibMonth: { gp2: 0.138, gp3: 0.138 },
  alarmMonth: 0.1,
} as const;

/** One line of an estimate; `hourly` is for all of `count`, in US dollars. */
export interface PriceRow {
  readonly item: PriceItem;
  readonly count: number;
  /** What is counted more closely, as in `db.t4g.micro`. */
  readonly detail?: string;
  readonly hourly: number;
}

/** What a stack costs by the hour at its fewest tasks, outside any free tier, before traffic. */
export interface Estimate {
  readonly total: number;
  readonly rows: readonly PriceRow[];
  /** What has no known price and is not in the total. */
  readonly unknown: readonly string[];
  /** Set when the prices are not those of the config's region. */
  readonly otherRegion?: string;
}

/** Estimates a config in US dollars per hour. */
export function hourlyUsd(config: Config): Estimate {
  const { network, database, container, scaling } = config;
  const gateways = network.natGateways === 'one' ? 1 : network.zones;
  const addresses = gateways + network.zones;
  const fargate = usd.fargate[container.architecture];
  const vcpus = (scaling.min * container.cpu) / 1024;
  const gigabytes = (scaling.min * container.memory) / 1024;
  const copies = database.multiAz ? 2 : 1;
  const instanceHour = usd.dbInstanceHour[database.instanceClass];
  const storage = copies * database.storageGiB;
  const alarms = 2;
  const rows: PriceRow[] = [
    { item: 'nat-gateway', count: gateways, hourly: gateways * usd.natGatewayHour },
    { item: 'public-ipv4', count: addresses, hourly: addresses * usd.publicIpv4Hour },
    { item: 'load-balancer', count: 1, hourly: usd.loadBalancerHour },
    { item: 'fargate-vcpu', count: vcpus, detail: container.architecture, hourly: vcpus * fargate.vcpuHour },
    { item: 'fargate-memory', count: gigabytes, detail: container.architecture, hourly: gigabytes * fargate.gbHour },
    ...(instanceHour === undefined
      ? []
      : [
          {
            item: 'db-instance' as const,
            count: copies,
            detail: database.instanceClass,
            hourly: copies * instanceHour,
          },
        ]),
    {
      item: 'db-storage',
      count: storage,
      detail: database.storageType,
      hourly: (storage * usd.dbStorageGibMonth[database.storageType]) / hoursPerMonth,
    },
    { item: 'alarm', count: alarms, hourly: (alarms * usd.alarmMonth) / hoursPerMonth },
  ];
  return {
    total: rows.reduce((sum, it) => sum + it.hourly, 0),
    rows,
    unknown: instanceHour === undefined ? [database.instanceClass] : [],
    ...(config.region !== pricedRegion && { otherRegion: config.region }),
  };
}

/** What one resource that was left over costs by the hour, as far as its kind alone tells; undefined when it depends on more. */
export function priceOf(type: string): number | undefined {
  const depends = ['rds:db-snapshot', 'ecs:service', 'ecr:repository', 'ecr:image', 'logs:log-group'];
  if (depends.includes(type)) return undefined;
  const known: Readonly<Record<string, number>> = {
    'ec2:nat-gateway': usd.natGatewayHour,
    'ec2:elastic-ip': usd.publicIpv4Hour,
    'elbv2:load-balancer': usd.loadBalancerHour,
    // The smallest one there is: the stack's own class is not known from the kind.
    'rds:db-instance': 0.025 + (20 * usd.dbStorageGibMonth.gp2) / hoursPerMonth,
  };
  return known[type] ?? 0;
}
