import { targetsOf } from './ask-balancer.js';
import type { Cause, Finding } from './checklist.js';
import { consoleOf } from './console.js';
import type { Facts } from './facts.js';
import { balancerSubnets, healthyZones, targetReasons, taskGroups } from './places.js';
import { because, leaveOpen, rule, seenAs } from './ruling.js';
import { cidrsOf, groupsOf, isOpenTo, isOpenToAll, openTo } from './walls.js';

/** The port that the assignment asks for. */
const httpPort = 80;

/** Requirement 3: a load balancer lets the internet in, spreads requests over tasks and looks after their health. */
export const judgeBalancer = (facts: Facts): readonly Finding[] => [
  judgeExistence(facts),
  judgeBalancing(facts),
  judgeHttp(facts),
  judgeHealthCheck(facts),
];

/** Nothing that could be called; a load balancer that was asked for by name is named. */
export const noBalancer = ({ lookedAlb }: Pick<Facts, 'lookedAlb'>): Cause =>
  because('no-load-balancer', { ...(lookedAlb && { looked: lookedAlb }) });

function judgeExistence(facts: Facts): Finding {
  const { loadBalancer: it } = facts;
  const state = it?.State?.Code ?? '';
  const look = {
    seen: it ? seenAs({ name: it.LoadBalancerName, type: it.Type, state }) : '',
    source: ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeLoadBalancers'],
    console: consoleOf(facts).loadBalancer(it?.LoadBalancerArn),
  };
  const cause = (): Cause | undefined => {
    if (!it) return noBalancer(facts);
    if (state === 'active' || state === 'active_impaired') return undefined;
    return because('balancer-not-active', { state, ...(it.State?.Reason && { reason: it.State.Reason }) });
  };
  return rule('load-balancer', look, cause());
}

/** The listener on port 80, if requests that come in there reach the service. */
function listenerCause({ listeners, targetGroup }: Facts): Cause | undefined {
  const listener = listeners.find((it) => it.Port === httpPort && it.Protocol === 'HTTP');
  if (!listener)
    return because('no-listener', { ports: listeners.map((it) => `${it.Protocol}:${it.Port}`).join(', ') });
  const forwards = targetsOf(listener).includes(targetGroup?.TargetGroupArn ?? '');
  return forwards ? undefined : because('listener-elsewhere', { port: httpPort });
}

/** Why nothing that comes in through the load balancer can reach a task, as far as the settings tell. */
export function barrier(facts: Facts): Cause | undefined {
  if (!facts.loadBalancer) return noBalancer(facts);
  return listenerCause(facts) ?? tasksClosed(facts);
}

function balancerClosed({ loadBalancer, network }: Facts): Cause | undefined {
  const ids = loadBalancer?.SecurityGroups ?? [];
  const groups = groupsOf(network, ids);
  // A network load balancer may have no security group at all.
  if (ids.length === 0 || isOpenToAll(groups, httpPort)) return undefined;
  return because('balancer-closed', {
    port: httpPort,
    groups: ids.join(', '),
    open: openTo(groups, httpPort).join(', '),
  });
}

/** Why a call had no answer of the API. What a security group drops shows as a time that runs out. */
export function noAnswer(facts: Facts): Cause {
  const { url = '', health } = facts.api;
  const closed = health?.reason === 'ETIMEDOUT' ? balancerClosed(facts) : undefined;
  return closed ?? because('no-answer', { url, reason: health?.reason ?? String(health?.status ?? '') });
}

function tasksClosed(facts: Facts): Cause | undefined {
  const { network, containerPort: port, loadBalancer, service } = facts;
  const ids = taskGroups(facts);
  const groups = groupsOf(network, ids);
  const balancerGroups = loadBalancer?.SecurityGroups ?? [];
  if (!service || !port || groups.length === 0) return undefined;
  const from = { groupIds: balancerGroups, cidrs: cidrsOf(network, balancerSubnets(facts)) };
  if (isOpenTo(groups, port, from)) return undefined;
  return because('tasks-closed', { port, groups: ids.join(', '), from: balancerGroups.join(', ') });
}

function judgeBalancing(facts: Facts): Finding {
  const { targets, targetGroup, api } = facts;
  const zones = healthyZones(facts);
  const healthy = zones.length;
  const [zone = '', ...others] = [...new Set(zones)].sort();
  const { answeredBy, requests, toldBy } = api;
  const look = {
    seen: seenAs({
      healthy: `${healthy}/${targets.length}`,
      zones: [zone, ...others].filter(Boolean).join(','),
      requests,
      'answered-by': answeredBy.length > 0 ? `${answeredBy.length} (${toldBy})` : undefined,
    }),
    source: [
      'elasticloadbalancing:DescribeTargetHealth',
      'ecs:DescribeTasks',
      ...(toldBy === 'answer' || requests === 0 ? [] : ['logs:GetLogEvents']),
      ...(api.url ? [`${api.refusals ? 'POST' : 'GET'} ${api.form ?? targetGroup?.HealthCheckPath ?? '/'}`] : []),
    ],
    console: consoleOf(facts).targetGroup(targetGroup?.TargetGroupArn, 'targets'),
  };
  const cause = (): Cause | undefined => {
    if (!targetGroup) return because('no-target-group', {});
    const blocked = barrier(facts);
    if (blocked) return blocked;
    if (healthy < 2)
      return because('too-few-healthy', { healthy, registered: targets.length, reasons: targetReasons(facts) });
    if (others.length === 0) return because('one-zone', { zone });
    if (requests === 0) return noAnswer(facts);
    return answeredBy.length === 1 ? because('one-task-answers', { requests }) : undefined;
  };
  const found = cause();
  if (!found && answeredBy.length === 0) return leaveOpen('balancing', look, because('answers-unknown', { requests }));
  return rule('balancing', look, found);
}

function judgeHttp(facts: Facts): Finding {
  const { loadBalancer, listeners, network } = facts;
  const open = openTo(groupsOf(network, loadBalancer?.SecurityGroups ?? []), httpPort);
  const look = {
    seen: loadBalancer
      ? seenAs({
          listeners: listeners.map((it) => `${it.Protocol}:${it.Port}`).join(','),
          scheme: loadBalancer.Scheme,
          from: open.join(','),
        })
      : '',
    source: [
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeListeners',
      'ec2:DescribeSecurityGroups',
    ],
    console: consoleOf(facts).loadBalancer(loadBalancer?.LoadBalancerArn),
  };
  const cause = (): Cause | undefined => {
    if (!loadBalancer) return noBalancer(facts);
    if (loadBalancer.Scheme === 'internal') return because('balancer-internal', {});
    return listenerCause(facts) ?? balancerClosed(facts);
  };
  return rule('http-80', look, cause());
}

/** How long an event tells how things are; milliseconds. Between the ends of two failing tasks some minutes pass. */
const eventsCount = 10 * 60_000;

/** ECS ends tasks that fail the health check and starts others: between two of them only its newest events tell. */
function toldUnhealthy({ service, takenAt }: Facts): string | undefined {
  const since = Date.parse(takenAt) - eventsCount;
  const newest = (service?.events ?? []).slice(0, 10).filter((it) => (it.createdAt?.getTime() ?? 0) > since);
  return newest.map((it) => it.message ?? '').find((it) => /is unhealthy in|failed ELB health checks/.test(it));
}

function judgeHealthCheck(facts: Facts): Finding {
  const { targetGroup: it, targets } = facts;
  const ill = targets.filter((one) => one.TargetHealth?.State === 'unhealthy');
  const healthy = targets.filter((one) => one.TargetHealth?.State === 'healthy');
  const look = {
    seen: it
      ? seenAs({
          path: it.HealthCheckPath,
          codes: it.Matcher?.HttpCode,
          interval: `${it.HealthCheckIntervalSeconds}s`,
          healthy: `${healthy.length}/${targets.length}`,
        })
      : '',
    source: ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth'],
    console: consoleOf(facts).targetGroup(it?.TargetGroupArn, 'healthChecks'),
  };
  const cause = (): Cause | undefined => {
    if (!it) return because('no-target-group', {});
    if (it.HealthCheckEnabled === false) return because('health-check-off', {});
    // Without a listener nothing is checked at all.
    const idle = targets.some((one) => one.TargetHealth?.State === 'unused');
    const told = idle ? undefined : toldUnhealthy(facts);
    if (healthy.length > 0 || (ill.length === 0 && !told)) return undefined;
    const path = it.HealthCheckPath ?? '';
    const reasons = ill.length > 0 ? targetReasons(facts) : (told ?? '');
    return tasksClosed(facts) ?? because('health-check-fails', { path, reasons });
  };
  return rule('health-check', look, cause());
}
