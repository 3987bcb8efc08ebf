import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import type { Aws } from '../aws/clients.js';
import type { Quota } from '../model/quota.js';

type Known = Omit<Quota, 'standing' | 'place'>;

const quota = (service: string, code: string, name: string, usual: number, after?: string): Known => ({
  service,
  code,
  name,
  usual,
  ...(after && { after }),
  applied: async (aws: Aws) =>
    (await aws.quotas.send(new GetServiceQuotaCommand({ ServiceCode: service, QuotaCode: code }))).Quota?.Value,
});

/**
 * The quotas that a stack can run into, with AWS's own values (AWS General Reference, «endpoints and quotas» of VPC, EC2, RDS and
 * ELB, as of 2026-11). VPCs and addresses run short first, and cost a call each to count. An internet gateway needs a VPC, a NAT
 * gateway an address; an account of no more than five VPCs hardly comes near forty databases. So the others are counted only
 * where those are crowded.
 */
export const quotas = {
  vpcs: quota('vpc', 'L-F678F1CE', 'VPCs per Region', 5),
  addresses: quota('ec2', 'L-0263D0A3', 'EC2-VPC Elastic IPs', 5),
  internetGateways: quota('vpc', 'L-A4707A72', 'Internet gateways per Region', 5, 'ec2:vpc'),
  natGateways: quota('vpc', 'L-FE5A380F', 'NAT gateways per Availability Zone', 5, 'ec2:elastic-ip'),
  databases: quota('rds', 'L-7B6409FD', 'DB instances', 40, 'ec2:vpc'),
  loadBalancers: quota('elasticloadbalancing', 'L-53DA6B97', 'Application Load Balancers per Region', 50, 'ec2:vpc'),
} as const satisfies Record<string, Known>;
