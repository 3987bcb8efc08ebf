import { CreateClusterCommand, DeleteClusterCommand } from '@aws-sdk/client-ecs';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Phase, Resource } from '../../model/resource.js';
import { ownClusters, showClusters } from './clusters.js';
import { tagList, tagsFrom } from './tags.js';

const phases: Readonly<Record<string, Phase>> = {
  PROVISIONING: 'pending',
  ACTIVE: 'ready',
  DEPROVISIONING: 'leaving',
  FAILED: 'failed',
};

/** What services and tasks run in. */
export const cluster: Resource<object, Live> = {
  type: 'ecs:cluster',
  settles: true,
  async find(aws, { id, name }) {
    const [it] = await showClusters(aws, [id ?? name]);
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
