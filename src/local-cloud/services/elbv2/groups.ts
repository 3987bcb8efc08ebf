import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  DuplicateTargetGroupNameException,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { findVpc } from '../ec2/lookups.js';
import { own } from '../own.js';
import { healthCheckWith } from './health-check.js';
import { checkGroupName, checkKnown, checkPort, PROTOCOLS } from './limits.js';
import { elbSlice, type TargetGroup } from './store.js';

/** The target group of that ARN; throws TargetGroupNotFound. */
export function needGroup(world: World, arn: string): TargetGroup {
  const found = own(world.of(elbSlice).targetGroups, arn);
  if (found) return found;
  throw new TargetGroupNotFoundException({ message: `Target groups '${arn}' not found`, $metadata: {} });
}

const defaultAttributes = (): Record<string, string> => ({
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'slow_start.duration_seconds': '0',
  'stickiness.app_cookie.cookie_name': '',
  'stickiness.app_cookie.duration_seconds': '86400',
  'stickiness.enabled': 'false',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.type': 'lb_cookie',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
});

/** Makes a target group, or gives the existing one of the same name and settings; another one of that name is DuplicateTargetGroupName. */
export function createGroup(world: World, input: sdk.CreateTargetGroupCommandInput): TargetGroup {
  const name = input.Name!;
  checkPort('port', input.Port);
  checkKnown('protocol', input.Protocol, PROTOCOLS);
  checkKnown('targetType', input.TargetType, ['instance', 'ip', 'lambda', 'alb']);
  checkKnown('ipAddressType', input.IpAddressType, ['ipv4', 'ipv6']);
  checkGroupName(name);
  const targetType = input.TargetType ?? 'instance';
  if (targetType !== 'ip' && targetType !== 'instance') {
    refuse('NotImplemented', 'The local cloud makes target groups of addresses and instances only', 501);
  }
  if (!input.Protocol) refuse('ValidationError', 'A protocol must be specified');
  if (input.Protocol !== 'HTTP') {
    refuse('NotImplemented', 'The local cloud makes target groups of protocol HTTP only', 501);
  }
  if (input.Port === undefined) refuse('ValidationError', 'A port must be specified');
  if (!input.VpcId) refuse('ValidationError', 'A VPC ID must be specified');
  if (!findVpc(world, input.VpcId)) refuse('ValidationError', `The VPC ID '${input.VpcId}' is not found`);
  const group = {
    name,
    protocol: input.Protocol,
    protocolVersion: input.ProtocolVersion ?? 'HTTP1',
    port: input.Port,
    vpcId: input.VpcId,
    targetType,
    ipAddressType: input.IpAddressType ?? 'ipv4',
    healthCheck: healthCheckWith(input, targetType),
  };
  const data = world.of(elbSlice);
  const namesake = Object.values(data.targetGroups).find((each) => each.name === name);
  if (namesake) {
    const { arn: _arn, attributes: _attributes, targets: _targets, ...settings } = namesake;
    if (JSON.stringify(settings) === JSON.stringify(group)) return namesake;
    throw new DuplicateTargetGroupNameException({
      message: `A target group with the same name '${name}' exists, but with different settings`,
      $metadata: {},
    });
  }
  const arn = world.arn('elasticloadbalancing', `targetgroup/${name}/${randomBytes(8).toString('hex')}`);
  data.targetGroups[arn] = { ...group, arn, attributes: defaultAttributes(), targets: [] };
  data.tags[arn] = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key!, Value ?? '']));
  return data.targetGroups[arn]!;
}
