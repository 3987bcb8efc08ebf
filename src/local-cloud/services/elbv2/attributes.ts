import { refuse } from '../../refuse.js';

interface Attribute {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Attributes as ELB lists them. */
export const attributeList = (attributes: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));

/** The numbers that an attribute may take, both ends included. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  'client_keep_alive.seconds': [60, 604_800],
  'deregistration_delay.timeout_seconds': [0, 3600],
  'idle_timeout.timeout_seconds': [1, 4000],
  'slow_start.duration_seconds': [30, 900],
  'stickiness.app_cookie.duration_seconds': [1, 604_800],
  'stickiness.lb_cookie.duration_seconds': [1, 604_800],
  'target_group_health.dns_failover.minimum_healthy_targets.count': [1, Number.MAX_SAFE_INTEGER],
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': [1, 100],
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': [1, Number.MAX_SAFE_INTEGER],
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': [1, 100],
};

/** The words that an attribute may take: instead of a number, where it has a range. */
const words: Readonly<Record<string, readonly string[]>> = {
  'load_balancing.algorithm.anomaly_mitigation': ['on', 'off'],
  'load_balancing.algorithm.type': ['round_robin', 'least_outstanding_requests', 'weighted_random'],
  'routing.http.desync_mitigation_mode': ['monitor', 'defensive', 'strictest'],
  'routing.http.xff_header_processing.mode': ['append', 'preserve', 'remove'],
  'slow_start.duration_seconds': ['0'],
  'stickiness.type': ['lb_cookie', 'app_cookie'],
  'target_group_health.dns_failover.minimum_healthy_targets.count': ['off'],
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': ['off'],
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': ['off'],
};

function wordsOf(key: string, thing: string): readonly string[] | undefined {
  if (key === 'load_balancing.cross_zone.enabled') {
    // An application load balancer has it always on; only its target groups can do without.
    return thing === 'Load balancer' ? ['true'] : ['true', 'false', 'use_load_balancer_configuration'];
  }
  return words[key] ?? (key.endsWith('.enabled') ? ['true', 'false'] : undefined);
}

function checkValue(key: string, value: string, thing: string): void {
  const range = ranges[key];
  const known = wordsOf(key, thing);
  if (known?.includes(value)) return;
  if (range) {
    const [least, most] = range;
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return;
    refuse('ValidationError', `'${key}' value '${value}' must be between '${least}-${most}' inclusive`);
  }
  if (known) refuse('ValidationError', `'${key}' value '${value}' must be one of [${known.join(', ')}]`);
}

/** Changes attributes in place, all or none; refuses (ValidationError) a key that the thing does not have, one given twice, and a value that it does not take. */
export function changeAttributes(
  attributes: Record<string, string>,
  changes: readonly Attribute[] | undefined,
  thing: 'Load balancer' | 'Target group' | 'Listener',
): void {
  const changed: Record<string, string> = {};
  for (const { Key = '', Value = '' } of changes ?? []) {
    if (!Object.hasOwn(attributes, Key)) refuse('ValidationError', `${thing} attribute key '${Key}' is not recognized`);
    if (Object.hasOwn(changed, Key)) {
      refuse('ValidationError', `Attribute key '${Key}' has been specified more than once`);
    }
    checkValue(Key, Value, thing);
    changed[Key] = Value;
  }
  const after = { ...attributes, ...changed };
  if (after['stickiness.enabled'] === 'true' && after['stickiness.type'] === 'app_cookie') {
    refuse('NotImplemented', 'The local cloud keeps clients with their targets by lb_cookie only', 501);
  }
  Object.assign(attributes, changed);
}
