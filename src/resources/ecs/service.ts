import {
  CreateServiceCommand,
  DeleteServiceCommand,
  ListServicesCommand,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { unlessMissing } from '../../aws/errors.js';
import type { Found, Resource } from '../../model/resource.js';
import { everyPage } from '../pages.js';
import { ownClusters } from './clusters.js';
import { explainService } from './service-evidence.js';
import { driftOf, findService, phaseOf, type ServiceLive } from './service-health.js';
import { partsOf, resolutionTag, type ServiceProps } from './service-wish.js';
import { tagList } from './tags.js';

/** CreateService takes a token of at most this length. */
const longestToken = 36;

/** Keeps the tasks running behind the load balancer. */
export const service: Resource<ServiceProps, ServiceLive> = {
  type: 'ecs:service',
  settles: true,
  find: findService,
  async create(aws, props, { name, tags, token }) {
    const { metricSeconds, ...parts } = partsOf(props);
    const { forceNewDeployment, ...wish } = Object.assign({}, ...Object.values(parts));
    const { service } = await aws.ecs.send(
      new CreateServiceCommand({
        ...wish,
        // 60 seconds is what ECS does unasked; anything finer is charged.
        ...(props.metricSeconds < 60 && metricSeconds),
        cluster: props.cluster,
        serviceName: name,
        clientToken: token.slice(0, longestToken),
        launchType: 'FARGATE',
        desiredCount: props.desiredCount,
        propagateTags: 'SERVICE',
        enableECSManagedTags: true,
        tags: tagList({ ...tags, [resolutionTag]: String(props.metricSeconds) }),
      }),
    );
    return service?.serviceArn ?? '';
  },
  phase: phaseOf,
  // The scaler and the next step need its name, not its health.
  usable: () => true,
  drift: driftOf,
  async sync(aws, { id, name }, props, changes) {
    const parts = partsOf(props);
    const wish = Object.assign({}, ...changes.map((it) => parts[it.path]));
    await aws.ecs.send(new UpdateServiceCommand({ ...wish, cluster: props.cluster, service: name }));
    if (changes.some((it) => it.path === 'metricSeconds')) {
      const tags = tagList({ [resolutionTag]: String(props.metricSeconds) });
      await aws.ecs.send(new TagResourceCommand({ resourceArn: id, tags }));
    }
  },
  async remove(aws, { id, name }) {
    const cluster = id.split('/').at(-2);
    await unlessMissing(aws.ecs.send(new DeleteServiceCommand({ cluster, service: name, force: true })));
  },
  async list(aws, scope) {
    const found: Found[] = [];
    for (const { clusterArn: cluster } of await ownClusters(aws, scope)) {
      const arns = await everyPage(async (nextToken) => {
        const page = await aws.ecs.send(new ListServicesCommand({ cluster, nextToken }));
        return { items: page.serviceArns, next: page.nextToken };
      });
      found.push(...arns.map((id) => ({ id, name: id.split('/').at(-1) ?? '' })));
    }
    return found;
  },
  notice: ({ troubles }) => troubles,
  hindrance: ({ hindrance }) => hindrance,
  explain: explainService,
};
