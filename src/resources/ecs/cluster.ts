import {
  type Cluster,
  CreateClusterCommand,
  DeleteClusterCommand,
  DescribeClustersCommand,
  ListClustersCommand,
} from '@aws-sdk/client-ecs';
import type { Aws } from '../../aws/clients.js';
import { unlessMissing } from '../../aws/errors.js';
import { isOurs } from '../../aws/names.js';
import type { Live, Phase, Resource, Scope } from '../../model/resource.js';
import { everyPage } from '../pages.js';
import { tagList, tagsFrom } from './tags.js';

const phases: Readonly<Record<string, Phase>> = {
  PROVISIONING: 'pending',
  ACTIVE: 'ready',
  DEPROVISIONING: 'leaving',
  FAILED: 'failed',
};

async function show(aws: Aws, clusters: string[]): Promise<Cluster[]> {
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
  return (await show(aws, named)).filter((it) => isOurs(scope, tagsFrom(it.tags)));
}

/** What services and tasks run in. */
export const cluster: Resource<object, Live> = {
  type: 'ecs:cluster',
  settles: true,
  async find(aws, { id, name }) {
    const [it] = await show(aws, [id ?? name]);
    return it && { id: it.clusterArn ?? '', tags: tagsFrom(it.tags), state: it.status };
  },
  async create(aws, _props, { name, tags }) {
    const { cluster } = await aws.ecs.send(new CreateClusterCommand({ clusterName: name, tags: tagList(tags) }));
    return cluster?.clusterArn ?? '';
  },
  phase: (live) => phases[live.state ?? ''] ?? 'pending',
  async remove(aws, { id }) {
    await unlessMissing(aws.ecs.send(new DeleteClusterCommand({ cluster: id })));
  },
  list: async (aws, scope) =>
    (await ownClusters(aws, scope)).map((it) => ({ id: it.clusterArn ?? '', name: it.clusterName ?? '' })),
};
