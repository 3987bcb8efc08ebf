import type { Slice } from '../../world.js';

/** A load balancer; `provisioning` until `readyAt` (milliseconds) has passed and the data plane has given it a name. */
export interface LoadBalancer {
  arn: string;
  name: string;
  /** The last part of the ARN, which also stands in its network interfaces' description. */
  id: string;
  scheme: 'internet-facing' | 'internal';
  ipAddressType: string;
  vpcId: string;
  subnetIds: string[];
  groupIds: string[];
  interfaces: Record<string, { id: string; zone: string }>;
  attributes: Record<string, string>;
  createdAt: number;
  readyAt: number;
  active: boolean;
  dnsName: string;
}

/** A health check's settings. */
export interface HealthCheck {
  enabled: boolean;
  protocol: string;
  port: string;
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  matcher: string;
}

/** A registered target. */
export interface Target {
  id: string;
  port: number;
  zone?: string;
  /** Where the data plane reaches it, when that is not where AWS would: a local task's loopback address. */
  reach?: { address: string; port: number };
  /** When a deregistered one is gone, milliseconds. */
  drainedAt?: number;
}

/** A target group. */
export interface TargetGroup {
  arn: string;
  name: string;
  protocol: string;
  protocolVersion: string;
  port: number;
  vpcId: string;
  targetType: string;
  ipAddressType: string;
  healthCheck: HealthCheck;
  attributes: Record<string, string>;
  targets: Target[];
}

/** One action of a listener or rule. */
export interface ForwardAction {
  targetGroupArn: string;
}

/** A listener; its only rule is the default one. */
export interface Listener {
  arn: string;
  ruleArn: string;
  loadBalancerArn: string;
  port: number;
  protocol: string;
  action: ForwardAction;
  attributes: Record<string, string>;
}

/** Everything that ELB keeps, by ARN. */
export interface Elb {
  loadBalancers: Record<string, LoadBalancer>;
  targetGroups: Record<string, TargetGroup>;
  listeners: Record<string, Listener>;
  /** Tags by ARN. */
  tags: Record<string, Record<string, string>>;
}

/** Elastic Load Balancing's part of the world. */
export const elbSlice: Slice<Elb> = {
  name: 'elbv2',
  initial: () => ({ loadBalancers: {}, targetGroups: {}, listeners: {}, tags: {} }),
};
