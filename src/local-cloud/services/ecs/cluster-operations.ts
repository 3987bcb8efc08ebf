import type * as sdk from '@aws-sdk/client-ecs';
import { ClusterContainsServicesException, ClusterContainsTasksException } from '@aws-sdk/client-ecs';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { own } from '../own.js';
import { invalid, noCluster } from './errors.js';
import { findCluster, needCluster, needLinkedRole, tagList, tagRecord } from './lookups.js';
import { paged } from './paging.js';
import { type Cluster, ecsSlice } from './store.js';

function countsOf(world: World, name: string) {
  const { services, tasks } = world.of(ecsSlice);
  const own = Object.values(tasks).filter(({ cluster }) => cluster === name);
  return {
    activeServicesCount: Object.values(services).filter(
      ({ cluster, status }) => cluster === name && status !== 'INACTIVE',
    ).length,
    runningTasksCount: own.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: own.filter(({ lastStatus }) => lastStatus === 'PROVISIONING' || lastStatus === 'PENDING').length,
    alive: own.filter(({ lastStatus }) => lastStatus !== 'STOPPED').length,
  };
}

function shown(
  world: World,
  cluster: Cluster,
  include: readonly string[] = ['TAGS', 'SETTINGS', 'CONFIGURATIONS'],
): sdk.Cluster {
  const { alive: _alive, ...counts } = countsOf(world, cluster.name);
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    registeredContainerInstancesCount: 0,
    ...counts,
    statistics: [],
    tags: include.includes('TAGS') ? tagList(world.of(ecsSlice).tags[cluster.arn]) : [],
    settings: include.includes('SETTINGS') ? cluster.settings : [],
    ...(include.includes('CONFIGURATIONS') && cluster.configuration && { configuration: cluster.configuration }),
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultStrategy,
  };
}

/** Clusters. */
export const clusterOperations: Partial<Api<typeof sdk>> = {
  CreateCluster: (input, { world }) => {
    needLinkedRole(world);
    const data = world.of(ecsSlice);
    const name = input.clusterName ?? 'default';
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name))
      invalid('Identifier is an unexpected value, or has an unexpected format.');
    const before = own(data.clusters, name);
    if (before?.status === 'ACTIVE') return { cluster: shown(world, before) };
    const cluster: Cluster = {
      name,
      arn: world.arn('ecs', `cluster/${name}`),
      status: 'ACTIVE',
      settings: input.settings?.length ? input.settings : [{ name: 'containerInsights', value: 'disabled' }],
      ...(input.configuration && { configuration: input.configuration }),
      capacityProviders: input.capacityProviders ?? [],
      defaultStrategy: input.defaultCapacityProviderStrategy ?? [],
    };
    data.clusters[name] = cluster;
    data.tags[cluster.arn] = tagRecord(input.tags);
    return { cluster: shown(world, cluster) };
  },

  DescribeClusters: (input, { world }) => {
    const clusters: sdk.Cluster[] = [];
    const failures: sdk.Failure[] = [];
    for (const wanted of input.clusters?.length ? input.clusters : ['default']) {
      const found = findCluster(world, wanted);
      if (found) clusters.push(shown(world, found, input.include ?? []));
      else {
        const arn = wanted.startsWith('arn:') ? wanted : world.arn('ecs', `cluster/${wanted}`);
        failures.push({ arn, reason: 'MISSING' });
      }
    }
    return { clusters, failures };
  },

  ListClusters: (input, { world }) => {
    const active = Object.values(world.of(ecsSlice).clusters).filter(({ status }) => status === 'ACTIVE');
    const { items, nextToken } = paged(
      active.map(({ arn }) => arn),
      input,
    );
    return { clusterArns: items, nextToken };
  },

  UpdateCluster: (input, { world }) => {
    const cluster = needCluster(world, input.cluster);
    if (input.settings) cluster.settings = input.settings;
    if (input.configuration) cluster.configuration = input.configuration;
    return { cluster: shown(world, cluster) };
  },

  UpdateClusterSettings: (input, { world }) => {
    const cluster = needCluster(world, input.cluster);
    cluster.settings = input.settings;
    return { cluster: shown(world, cluster) };
  },

  PutClusterCapacityProviders: (input, { world }) => {
    const cluster = needCluster(world, input.cluster);
    cluster.capacityProviders = input.capacityProviders;
    cluster.defaultStrategy = input.defaultCapacityProviderStrategy;
    return { cluster: shown(world, cluster) };
  },

  DeleteCluster: (input, { world }) => {
    const cluster = findCluster(world, input.cluster) ?? noCluster();
    const { activeServicesCount, alive } = countsOf(world, cluster.name);
    if (activeServicesCount > 0) {
      const message = 'The Cluster cannot be deleted while Services are active.';
      throw new ClusterContainsServicesException({ message, $metadata: {} });
    }
    if (alive > 0) {
      const message = 'The Cluster cannot be deleted while Tasks are active.';
      throw new ClusterContainsTasksException({ message, $metadata: {} });
    }
    cluster.status = 'INACTIVE';
    return { cluster: shown(world, cluster) };
  },
};
