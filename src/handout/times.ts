import type { Facts } from '../verify/facts.js';

/** A moment that AWS tells of: what came to be, and when. */
export interface Moment {
  readonly what:
    | 'nat-gateway'
    | 'load-balancer'
    | 'db-instance'
    | 'image'
    | 'task-definition'
    | 'service'
    | 'task'
    | 'scaling';
  readonly name: string;
  readonly at: Date;
}

/** When the parts of a stack came to be, as far as AWS tells, the earliest first. */
export function momentsOf(facts: Facts): readonly Moment[] {
  const { network, loadBalancer, database, image, taskDefinition, service, tasks, scalableTarget } = facts;
  const moment = (what: Moment['what'], name: string | undefined, at: Date | undefined) =>
    at ? [{ what, name: name ?? '', at }] : [];
  return [
    ...network.natGateways.flatMap((it) => moment('nat-gateway', it.NatGatewayId, it.CreateTime)),
    ...moment('load-balancer', loadBalancer?.LoadBalancerName, loadBalancer?.CreatedTime),
    ...moment('db-instance', database?.DBInstanceIdentifier, database?.InstanceCreateTime),
    ...moment('image', image?.imageTags?.[0] ?? image?.imageDigest?.slice(0, 19), image?.imagePushedAt),
    ...moment('task-definition', taskDefinition?.family, taskDefinition?.registeredAt),
    ...moment('service', service?.serviceName, service?.createdAt),
    ...moment('scaling', scalableTarget?.ResourceId, scalableTarget?.CreationTime),
    ...tasks.flatMap((it) => moment('task', it.taskArn?.split('/').at(-1), it.startedAt)),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
}
