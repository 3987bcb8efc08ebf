import {
  InvalidConfigurationRequestException,
  type ModifyTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import { checkKnown, checkRange, PROTOCOLS } from './limits.js';
import type { HealthCheck } from './store.js';

type HealthWish = Pick<
  ModifyTargetGroupCommandInput,
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

function checkPlace({ protocol, port, path }: HealthCheck): void {
  checkKnown('healthCheckProtocol', protocol, PROTOCOLS);
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    const message = `Health check protocol '${protocol}' is not supported for target groups with the HTTP protocol`;
    throw new InvalidConfigurationRequestException({ message, $metadata: {} });
  }
  if (port !== 'traffic-port' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    refuse('ValidationError', `Health check port '${port}' must be within '1-65535' or 'traffic-port'`);
  }
  if (!path.startsWith('/')) {
    refuse('ValidationError', `Health check path '${path}' must begin with a '/' character`);
  }
  if (path.length > 1024) {
    refuse('ValidationError', `Health check path '${path}' cannot be longer than '1024' characters`);
  }
}

function checkMatcher(matcher: string): void {
  if (matcher === '') refuse('ValidationError', 'Health check matcher HTTP code cannot be empty');
  for (const part of matcher.split(',')) {
    const [from, to = from] = part.split('-');
    const codes = /^[2-4]\d\d(-[2-4]\d\d)?$/.test(part);
    if (codes && Number(from) <= Number(to)) continue;
    refuse('ValidationError', `Health check matcher HTTP code '${matcher}' must be within '200-499' inclusive`);
  }
}

/** A health check of targets of that type with a wish applied; refuses what ELB does not take. */
export function healthCheckWith(wish: HealthWish, targetType: string, before: HealthCheck = DEFAULTS): HealthCheck {
  checkRange('healthCheckIntervalSeconds', wish.HealthCheckIntervalSeconds, 5, 300);
  checkRange('healthCheckTimeoutSeconds', wish.HealthCheckTimeoutSeconds, 2, 120);
  checkRange('healthyThresholdCount', wish.HealthyThresholdCount, 2, 10);
  checkRange('unhealthyThresholdCount', wish.UnhealthyThresholdCount, 2, 10);
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
  if (wish.Matcher?.GrpcCode !== undefined) {
    refuse('NotImplemented', 'The local cloud checks health by HTTP codes only', 501);
  }
  // Only a Lambda function can be left unchecked.
  if (!check.enabled) {
    refuse('ValidationError', `Health check enabled must be true for target groups with target type '${targetType}'`);
  }
  checkPlace(check);
  checkMatcher(check.matcher);
  if (check.timeoutSeconds >= check.intervalSeconds) {
    refuse('ValidationError', 'Health check interval must be greater than the timeout.');
  }
  return check;
}
