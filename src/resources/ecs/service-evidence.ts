import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs';
import { DescribeTargetGroupsCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Evidence } from '../../model/evidence.js';
import { lastWords } from './last-words.js';
import { type ServiceLive, targetsOf, troublesOf } from './service-health.js';
import type { ServiceProps } from './service-wish.js';
import { byReason, stoppedTasks } from './stopped-tasks.js';

const eventsShown = 5;

/**
 * Why a service is not well: its rollout, its stopped tasks and their last words, what the load balancer asked of them and what
 * it got, its most telling events. `noticed` is what was seen of its targets before ECS took them away.
 */
export async function explainService(
  aws: Aws,
  live: ServiceLive | undefined,
  props: ServiceProps,
  noticed: readonly Evidence[] = [],
): Promise<readonly Evidence[]> {
  if (!live) return noticed;
  const { cluster, targetGroupArn, containerPort } = props;
  const [answer, stopped, targets] = await Promise.all([
    unlessMissing(aws.ecs.send(new DescribeServicesCommand({ cluster, services: [live.name] }))),
    stoppedTasks(aws, cluster, live.name),
    targetsOf(aws, targetGroupArn),
  ]);
  const service = answer?.services?.[0];
  const events = tellingEvents(service);
  const troubles = [...noticed, ...troublesNow(targets, noticed)];
  const checked =
    troubles.some((it) => it.kind === 'target') || events.some((it) => /health checks?/i.test(it.message));
  const [words, check] = await Promise.all([
    lastWords(aws, stopped[0]),
    checked ? checkOf(aws, targetGroupArn, containerPort) : [],
  ]);
  return [...rollouts(service), ...byReason(stopped), ...words, ...check, ...troubles, ...events];
}

/** Targets that only come or go tell nothing where something else does. */
function troublesNow(targets: readonly TargetHealthDescription[], noticed: readonly Evidence[]): Evidence[] {
  const unwell = troublesOf(targets.filter((it) => it.TargetHealth?.State !== 'healthy'));
  const known = new Set(noticed.map((it) => it.kind === 'target' && `${it.state} ${it.reason} ${it.description}`));
  const bad = unwell.filter((it) => it.state === 'unhealthy');
  if (bad.length === 0 && noticed.length > 0) return [];
  return (bad.length > 0 ? bad : unwell).filter((it) => !known.has(`${it.state} ${it.reason} ${it.description}`));
}

async function checkOf(aws: Aws, arn: string, port: number): Promise<Evidence[]> {
  const answer = await unlessMissing(aws.elbv2.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] })));
  const group = answer?.TargetGroups?.[0];
  if (!group?.HealthCheckPath) return [];
  const own = Number(group.HealthCheckPort);
  return [
    {
      kind: 'check',
      path: group.HealthCheckPath,
      port: Number.isNaN(own) ? port : own,
      codes: group.Matcher?.HttpCode,
    },
  ];
}

const rollouts = (service: Service | undefined): Evidence[] =>
  (service?.deployments ?? [])
    .filter((it) => it.rolloutState !== 'COMPLETED')
    .map((it) => ({ kind: 'rollout', state: it.rolloutState ?? '', reason: it.rolloutStateReason }));

/** Words of events that tell of a failure (those that AWS Copilot looks for), and of one that only says it again. */
const telling = /fail|unhealthy|error|throttl|unable|missing|alarm detected|rolling back/i;
const repeating = /unable to consistently start|deployment failed: tasks failed to start/i;

/** The newest event of each kind that tells of a failure, else the newest of all. */
function tellingEvents(service: Service | undefined): (Evidence & { kind: 'event' })[] {
  const all = (service?.events ?? []).map((it) => ({
    kind: 'event' as const,
    at: it.createdAt?.toISOString().replace(/\.\d+/, '') ?? '',
    message: it.message ?? '',
  }));
  // The same thing names another task, address or deployment each time.
  const kinds = new Map(
    all.toReversed().map((it) => [it.message.replace(/[0-9a-f]{8,}|\d+(\.\d+){3}|\d{10,}/g, ''), it]),
  );
  const told = [...kinds.values()].toReversed().filter((it) => telling.test(it.message));
  const first = told.filter((it) => !repeating.test(it.message));
  const chosen = first.length > 0 ? first : told.length > 0 ? told : all;
  return chosen.slice(0, eventsShown);
}
