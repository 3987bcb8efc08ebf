import { lookUp, type Slice, type World } from '../../world.js';

/** A quota that the local cloud holds callers to. */
export interface KnownQuota {
  readonly service: string;
  readonly serviceName: string;
  readonly code: string;
  readonly name: string;
  readonly value: number;
}

const vpc = (code: string, name: string, value: number): KnownQuota => ({
  service: 'vpc',
  serviceName: 'Amazon Virtual Private Cloud (Amazon VPC)',
  code,
  name,
  value,
});

/** The values of a new account, per region (AWS General Reference, «endpoints and quotas» of each service). */
export const known = {
  vpcs: vpc('L-F678F1CE', 'VPCs per Region', 5),
  internetGateways: vpc('L-A4707A72', 'Internet gateways per Region', 5),
  natGateways: vpc('L-FE5A380F', 'NAT gateways per Availability Zone', 5),
  rulesPerGroup: vpc('L-0EA8095F', 'Inbound or outbound rules per security group', 60),
  addresses: {
    service: 'ec2',
    serviceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    code: 'L-0263D0A3',
    name: 'EC2-VPC Elastic IPs',
    value: 5,
  },
  databases: {
    service: 'rds',
    serviceName: 'Amazon Relational Database Service (Amazon RDS)',
    code: 'L-7B6409FD',
    name: 'DB instances',
    value: 40,
  },
  fargateCpus: {
    service: 'fargate',
    serviceName: 'AWS Fargate',
    code: 'L-3032A538',
    name: 'Fargate On-Demand vCPU resource count',
    value: 6,
  },
  loadBalancers: {
    service: 'elasticloadbalancing',
    serviceName: 'Elastic Load Balancing (ELB)',
    code: 'L-53DA6B97',
    name: 'Application Load Balancers per Region',
    value: 50,
  },
} as const satisfies Record<string, KnownQuota>;

/** What Service Quotas keeps: the quotas whose value is not AWS's own, by code. */
export interface ServiceQuotas {
  values: Record<string, number>;
}

/** Service Quotas' part of the world. */
export const quotaSlice: Slice<ServiceQuotas> = { name: 'service-quotas', initial: () => ({ values: {} }) };

/** What the account's value of a quota is. */
export const valueNow = (world: World, { code, value }: KnownQuota): number =>
  lookUp(world.of(quotaSlice).values, code) ?? value;

/** The most that the account may have of something. */
export const mostOf = (world: World, quota: keyof typeof known): number => valueNow(world, known[quota]);
