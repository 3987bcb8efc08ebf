import type { Config } from '../config/schema.js';
import type { PriceItem } from './items.js';

/** Where AWS's price list has the price of an item. */
export interface Question {
  readonly serviceCode: string;
  /** What every product of the answer has, besides the region. */
  readonly having: Readonly<Record<string, string>>;
  /** The one usage type that is meant, without the region's prefix (`APN1-`, none in us-east-1). */
  readonly usage: string;
}

/**
 * The questions that a config raises. Service codes, attributes and usage types as public tools ask for them and published answers
 * show them (2022-11 to 2026-08): NAT gateways stand under AmazonEC2, addresses under AmazonVPC without a product family, ECS marks
 * what is per vCPU and per GB, and RDS has a price of its own for Multi-AZ, twice the other.
 */
export function questionsOf({ container, database }: Config): Readonly<Record<PriceItem, Question>> {
  const arm = container.architecture === 'arm64' ? 'ARM-' : '';
  const deploymentOption = database.multiAz ? 'Multi-AZ' : 'Single-AZ';
  const gp3 = database.storageType === 'gp3';
  return {
    'nat-gateway': {
      serviceCode: 'AmazonEC2',
      having: { productFamily: 'NAT Gateway' },
      usage: 'NatGateway-Hours',
    },
    'public-ipv4': {
      serviceCode: 'AmazonVPC',
      having: { group: 'VPCPublicIPv4Address' },
      usage: 'PublicIPv4:InUseAddress',
    },
    'load-balancer': {
      serviceCode: 'AWSELB',
      having: { productFamily: 'Load Balancer-Application' },
      usage: 'LoadBalancerUsage',
    },
    'fargate-vcpu': {
      serviceCode: 'AmazonECS',
      having: { productFamily: 'Compute', cputype: 'perCPU' },
      usage: `Fargate-${arm}vCPU-Hours:perCPU`,
    },
    'fargate-memory': {
      serviceCode: 'AmazonECS',
      having: { productFamily: 'Compute', memorytype: 'perGB' },
      usage: `Fargate-${arm}GB-Hours`,
    },
    'db-instance': {
      serviceCode: 'AmazonRDS',
      having: {
        productFamily: 'Database Instance',
        instanceType: database.instanceClass,
        databaseEngine: 'MySQL',
        deploymentOption,
      },
      usage: `${database.multiAz ? 'Multi-AZUsage' : 'InstanceUsage'}:${database.instanceClass}`,
    },
    // Some lists have a product for each engine, some one for any: what the engine is, is looked at in the answer.
    'db-storage': {
      serviceCode: 'AmazonRDS',
      having: {
        productFamily: 'Database Storage',
        volumeType: gp3 ? 'General Purpose-GP3' : 'General Purpose',
        deploymentOption,
      },
      usage: `RDS:${database.multiAz ? 'Multi-AZ-' : ''}${gp3 ? 'GP3' : 'GP2'}-Storage`,
    },
    alarm: {
      serviceCode: 'AmazonCloudWatch',
      having: { productFamily: 'Alarm' },
      usage: 'CW:AlarmMonitorUsage',
    },
  };
}
