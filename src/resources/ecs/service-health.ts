import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import type { Evidence } from '../../model/evidence.js';
import type { Change, Live, Phase, Sighting } from '../../model/resource.js';
import { differences } from '../differences.js';
import { resolutionTag, type ServiceProps } from './service-wish.js';
import { tagsFrom } from './tags.js';

export interface ServiceLive extends Live {
  readonly name: string;
  readonly taskDefinition?: string;
  readonly subnetIds?: readonly string[];
  readonly securityGroupIds?: readonly string[];
  readonly targetGroupArn?: string;
  readonly containerPort?: number;
  readonly gracePeriodSeconds?: number;
  readonly exec?: boolean;
  /** The circuit breaker is on and rolls back. */
  readonly breaker?: boolean;
  readonly metricSeconds?: number;
  /** ECS's word for the newest deployment. */
  readonly rollout?: string;
  /** It has no older deployment to go back to. */
  readonly first: boolean;
  readonly desired: number;
  readonly running: number;
  /** Targets that the load balancer sends to; absent when it tells of none. */
  readonly healthy?: number;
  /** How many must be healthy. */
  readonly needed: number;
  /** What the load balancer has against its tasks. */
  readonly troubles: readonly Evidence[];
  /** What keeps ECS from starting more tasks, by the events since the newest deployment began. */
  readonly hindrance?: Evidence;
  /** It is not what is wanted. */
  readonly outdated: boolean;
}

/** The cluster is a part of a service's ARN. */
const clusterIn = (arn: string | undefined) => arn?.match(/:service\/([^/]+)\/[^/]+$/)?.[1];

/** The service as ECS describes it; one that is INACTIVE or was never there is not. */
export async function describeService(aws: Aws, at: Sighting<ServiceProps>): Promise<Service | undefined> {
  const cluster = at.props.cluster ?? clusterIn(at.id);
  if (!cluster) return undefined;
  const answer = await unlessMissing(
    aws.ecs.send(new DescribeServicesCommand({ cluster, services: [at.id ?? at.name], include: ['TAGS'] })),
  );
  return answer?.services?.find((it) => it.status !== 'INACTIVE');
}

/** What the load balancer thinks of each task. */
export async function targetsOf(aws: Aws, TargetGroupArn: string): Promise<TargetHealthDescription[]> {
  const answer = await unlessMissing(aws.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn })));
  return answer?.TargetHealthDescriptions ?? [];
}

/** What the load balancer has against targets, each fault once. */
export function troublesOf(targets: readonly TargetHealthDescription[]): (Evidence & { kind: 'target' })[] {
  const found = new Map<string, Evidence & { kind: 'target' }>();
  for (const { Target, TargetHealth: health } of targets) {
    const like = [health?.State, health?.Reason, health?.Description].join();
    const { count = 0, ...it } = found.get(like) ?? {
      kind: 'target' as const,
      target: `${Target?.Id}:${Target?.Port}`,
      state: health?.State ?? '',
      reason: health?.Reason,
      description: health?.Description,
    };
    found.set(like, { ...it, count: count + 1 });
  }
  return [...found.values()];
}

/** That no place was found for a task (a used-up quota, no free address), unless tasks have been started since. */
function hindranceOf({ events = [], deployments }: Service): Evidence | undefined {
  const since = deployments?.find((it) => it.status === 'PRIMARY')?.createdAt;
  // The newest comes first.
  const last = events.find((it) => /unable to place|has started \d+ tasks?/i.test(it.message ?? ''));
  if (!last?.createdAt || !/unable to place/i.test(last.message ?? '')) return undefined;
  if (since && last.createdAt < since) return undefined;
  return { kind: 'event', at: last.createdAt.toISOString().replace(/\.\d+/, ''), message: last.message ?? '' };
}

/** Finds a service and, once something runs in it, how many of its tasks the load balancer sends to. */
export async function findService(aws: Aws, at: Sighting<ServiceProps>): Promise<ServiceLive | undefined> {
  const it = await describeService(aws, at);
  if (!it) return undefined;
  const { targetGroupArn, desiredCount } = at.props;
  const targets = it.runningCount && targetGroupArn && !at.lean ? await targetsOf(aws, targetGroupArn) : [];
  const network = it.networkConfiguration?.awsvpcConfiguration;
  const balancer = it.loadBalancers?.[0];
  const breaker = it.deploymentConfiguration?.deploymentCircuitBreaker;
  const primary = it.deployments?.find((d) => d.status === 'PRIMARY');
  const tags = tagsFrom(it.tags);
  const live = {
    id: it.serviceArn ?? '',
    name: it.serviceName ?? at.name,
    tags,
    // «Active» only says that it was not deleted.
    state: it.status === 'ACTIVE' ? (primary?.rolloutState ?? it.status) : it.status,
    taskDefinition: it.taskDefinition,
    subnetIds: network?.subnets,
    securityGroupIds: network?.securityGroups,
    targetGroupArn: balancer?.targetGroupArn,
    containerPort: balancer?.containerPort,
    gracePeriodSeconds: it.healthCheckGracePeriodSeconds,
    exec: it.enableExecuteCommand,
    breaker: breaker && breaker.enable === true && breaker.rollback === true,
    metricSeconds: tags[resolutionTag] ? Number(tags[resolutionTag]) : undefined,
    rollout: primary?.rolloutState,
    first: (it.deployments?.length ?? 0) < 2,
    desired: it.desiredCount ?? desiredCount ?? 0,
    running: it.runningCount ?? 0,
    // A new target shows at once as `initial`: a list without any tells nothing.
    healthy: targets.length > 0 ? targets.filter((t) => t.TargetHealth?.State === 'healthy').length : undefined,
    needed: desiredCount ?? 0,
    troubles: troublesOf(targets.filter((t) => t.TargetHealth?.State === 'unhealthy')),
    hindrance: hindranceOf(it),
  };
  return { ...live, outdated: driftOf(live, at.props).some((it) => !it.fleeting) };
}

/** What can be changed while it runs; not the number of tasks: once it runs, the scaler decides. */
const changeable = [
  'taskDefinition',
  'subnetIds',
  'securityGroupIds',
  'targetGroupArn',
  'containerPort',
  'gracePeriodSeconds',
  'exec',
  'breaker',
  'metricSeconds',
] as const;

/** In what a service is not as wanted. */
export function driftOf(live: Omit<ServiceLive, 'outdated' | 'troubles'>, props: ServiceProps): Change[] {
  const changes = differences(live, { ...props, breaker: true }, changeable);
  const { desired: is } = live;
  const { desiredCount: want } = props;
  // The scaler never goes below its minimum, and AWS does not lift out of there what somebody else put there: without tasks there is
  // no CPU to scale by. While a higher minimum is not registered yet, the scaler may go back to the old one.
  return is < want ? [...changes, { path: 'desiredCount', is, want, fleeting: true }] : changes;
}

/**
 * Stricter than «stable»: ECS calls a service stable while nobody is healthy. One that is not what is wanted has nothing to wait
 * for: ECS takes a change at any moment, and the change may be what makes it well; after it, that same difference tells that ECS
 * went back to the old task definition.
 */
export function phaseOf(live: ServiceLive): Phase {
  if (live.state === 'DRAINING') return 'leaving';
  if (live.outdated) return 'ready';
  if (live.rollout === 'FAILED' && live.first) return 'failed';
  const rolledOut = live.rollout === undefined || live.rollout === 'COMPLETED';
  const healthy = live.healthy === undefined || live.healthy >= Math.min(live.desired, live.needed);
  return rolledOut && live.running >= live.desired && healthy ? 'ready' : 'pending';
}
