import { DescribeServicesCommand, ListClustersCommand, ListServicesCommand, type Service } from '@aws-sdk/client-ecs';
import type { Aws } from '../aws/clients.js';
import { nameOf, type Owner } from '../aws/names.js';
import { everyPage } from '../resources/pages.js';
import type { Asking } from './ask.js';

/** Where the search begins: a stack of ours by its names, or what the user names of one made by hand. */
export interface Search {
  readonly owner: Owner;
  readonly cluster?: string;
  readonly service?: string;
  /** Name of a load balancer, its ARN, its DNS name or a URL of that. */
  readonly alb?: string;
}

/** Whether the user names something; then the names of the stack say nothing. */
export const isByHand = ({ cluster, service, alb }: Search): boolean => Boolean(cluster || service || alb);

/** DescribeServices takes no more at once. */
const servicesAsked = 10;

/**
 * The service: by its name, by the name that ours has, or, from a load balancer, the one that puts its tasks into one of the target
 * groups; with only a cluster, its first one behind a load balancer.
 */
export async function findService(
  aws: Aws,
  { ask }: Asking,
  search: Search,
  targetGroups: readonly string[],
): Promise<Service | undefined> {
  const { owner } = search;
  if (!isByHand(search))
    return describe(aws, ask, nameOf(owner, 'cluster', 'ecs:cluster'), [nameOf(owner, 'service', 'ecs:service')]);
  const clusters = search.cluster
    ? [search.cluster]
    : await everyPage(async (nextToken) => {
        const page = await ask(aws.ecs.send(new ListClustersCommand({ nextToken })));
        return { items: page?.clusterArns, next: page?.nextToken };
      });
  for (const cluster of clusters) {
    const names = search.service ? [search.service] : await namesIn(aws, ask, cluster);
    const fits = (it: Service) =>
      targetGroups.length === 0 ||
      (it.loadBalancers ?? []).some((by) => targetGroups.includes(by.targetGroupArn ?? ''));
    for (let at = 0; at < names.length; at += servicesAsked) {
      const found = await describe(aws, ask, cluster, names.slice(at, at + servicesAsked), fits);
      if (found) return found;
    }
  }
  return undefined;
}

const namesIn = (aws: Aws, ask: Asking['ask'], cluster: string) =>
  everyPage(async (nextToken) => {
    const page = await ask(aws.ecs.send(new ListServicesCommand({ cluster, nextToken })));
    return { items: page?.serviceArns, next: page?.nextToken };
  });

async function describe(
  aws: Aws,
  ask: Asking['ask'],
  cluster: string,
  services: readonly string[],
  fits: (service: Service) => boolean = () => true,
): Promise<Service | undefined> {
  const answer = await ask(aws.ecs.send(new DescribeServicesCommand({ cluster, services: [...services] })));
  const standing = (answer?.services ?? []).filter((it) => it.status !== 'INACTIVE' && fits(it));
  return standing.find((it) => it.loadBalancers?.length) ?? standing[0];
}
