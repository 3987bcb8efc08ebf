import { type Cluster, DescribeClustersCommand, ListClustersCommand } from '@aws-sdk/client-ecs';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { isOurs } from '../../aws/names.js';
import type { Scope } from '../../model/resource.js';
import { everyPage } from '../pages.js';
import { tagsFrom } from './tags.js';

/** Clusters by name or ARN, as far as they are there. */
export async function showClusters(aws: Aws, clusters: string[]): Promise<Cluster[]> {
  if (clusters.length === 0) return [];
  const answer = await unlessMissing(aws.ecs.send(new DescribeClustersCommand({ clusters, include: ['TAGS'] })));
  // A deleted one goes on being described as INACTIVE.
  return (answer?.clusters ?? []).filter((it) => it.status !== 'INACTIVE');
}

/** The stack's clusters, by tag. */
export async function ownClusters(aws: Aws, scope: Scope): Promise<Cluster[]> {
  const arns = await everyPage(async (nextToken) => {
    const page = await aws.ecs.send(new ListClustersCommand({ nextToken }));
    return { items: page.clusterArns, next: page.nextToken };
  });
  const named = arns.filter((arn) => arn.includes(`:cluster/${scope.stack}-`));
  return (await showClusters(aws, named)).filter((it) => isOurs(scope, tagsFrom(it.tags)));
}
