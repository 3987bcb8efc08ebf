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
export const usd = {
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
