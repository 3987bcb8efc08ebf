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
import { checkName } from './balancers.js';
import { elbSlice, type HealthCheck, type TargetGroup } from './store.js';

/** The target group of that ARN; throws TargetGroupNotFound. */
export function needGroup(world: World, arn: string): TargetGroup {
  const found = own(world.of(elbSlice).targetGroups, arn);
  if (found) return found;
  throw new TargetGroupNotFoundException({ message: `Target groups '${arn}' not found`, $metadata: {} });
}

type HealthWish = Pick<
  sdk.ModifyTargetGroupCommandInput,
  | 'HealthCheckEnabled'
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

const DEFAULTS: HealthCheck = {
  enabled: true,
  protocol: 'HTTP',
  port: 'traffic-port',
  path: '/',
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  matcher: '200',
};

function within(what: string, value: number, least: number, greatest: number): void {
  if (value >= least && value <= greatest) return;
  refuse('ValidationError', `${what} must be between '${least}' and '${greatest}' inclusive`);
}

/** A health check with a wish applied; refuses (ValidationError) what ELB does not take. */
export function healthCheckWith(wish: HealthWish, before: HealthCheck = DEFAULTS): HealthCheck {
  const check: HealthCheck = {
    enabled: wish.HealthCheckEnabled ?? before.enabled,
    protocol: wish.HealthCheckProtocol ?? before.protocol,
    port: wish.HealthCheckPort ?? before.port,
    path: wish.HealthCheckPath ?? before.path,
    intervalSeconds: wish.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: wish.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: wish.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: wish.UnhealthyThresholdCount ?? before.unhealthyThreshold,
    matcher: wish.Matcher?.HttpCode ?? before.matcher,
  };
  within('Health check interval', check.intervalSeconds, 5, 300);
  within('Health check timeout', check.timeoutSeconds, 2, 120);
  within('Healthy threshold count', check.healthyThreshold, 2, 10);
  within('Unhealthy threshold count', check.unhealthyThreshold, 2, 10);
  if (check.timeoutSeconds >= check.intervalSeconds) {
    refuse('ValidationError', 'Health check interval must be greater than the timeout.');
  }
  if (!check.path.startsWith('/')) {
    refuse('ValidationError', `Health check path '${check.path}' must begin with a '/' character`);
  }
  for (const code of check.matcher.split(/[,-]/)) {
    if (!/^[2-4]\d\d$/.test(code))
      refuse('ValidationError', `Health check matcher HTTP code '${check.matcher}' must be within '200-499' inclusive`);
  }
  return check;
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
  checkName('Target group', name);
  const targetType = input.TargetType ?? 'instance';
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
    healthCheck: healthCheckWith(input),
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
