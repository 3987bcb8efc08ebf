import type * as sdk from '@aws-sdk/client-ecs';
import { ServiceNotActiveException } from '@aws-sdk/client-ecs';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { invalid, noService } from './errors.js';
import { checkToken, requestText } from './idempotency.js';
import { findCluster, findService, needCluster, needLinkedRole, needService, primaryOf, tagRecord } from './lookups.js';
import { notImitated, refuseOthers } from './not-imitated.js';
import { paged } from './paging.js';
import { beginDeployment } from './rollout.js';
import { checkNetwork, checkRules, checkTargets, needRunnable } from './service-checks.js';
import { refuseOtherServices } from './service-others.js';
import { serviceView } from './service-view.js';
import { ecsSlice, type Service } from './store.js';

const DEFAULT_RULES = {
  minimumPercent: 100,
  maximumPercent: 200,
  breaker: { enable: false, rollback: false },
  rebalancing: 'ENABLED',
};

function checkKind(input: sdk.CreateServiceCommandInput): void {
  if (input.launchType && input.capacityProviderStrategy?.length) {
    invalid('Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.');
  }
  const providers = input.capacityProviderStrategy?.map(({ capacityProvider }) => capacityProvider) ?? [];
  const fargate =
    input.launchType === 'FARGATE' || (providers.length > 0 && providers.every((p) => p?.startsWith('FARGATE')));
  if (!fargate) refuse('NotImplemented', 'The local cloud runs services on Fargate only', 501);
  const strategy = input.schedulingStrategy ?? 'REPLICA';
  if (strategy !== 'REPLICA') notImitated(`schedulingStrategy ${strategy}`);
  if (input.role) invalid('You cannot specify an IAM role for services that require a service linked role.');
  refuseOtherServices(input);
  checkToken(input.clientToken, 36);
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(input.serviceName!)) invalid('Invalid service name.');
  if (input.desiredCount === undefined) invalid('DesiredCount cannot be null.');
  if (input.desiredCount < 0) invalid('desiredCount cannot be negative.');
  if (input.healthCheckGracePeriodSeconds !== undefined && !input.loadBalancers?.length) {
    invalid('Health check grace period is only valid for services configured to use load balancers');
  }
}

function createService(world: World, input: sdk.CreateServiceCommandInput): Service {
  needLinkedRole(world);
  const cluster = needCluster(world, input.cluster);
  checkKind(input);
  const name = input.serviceName!;
  const { clientToken } = input;
  const request = requestText(input);
  const before = findService(world, cluster.name, name);
  if (before?.status === 'DRAINING') invalid('Unable to Start a service that is still Draining.');
  if (before?.status === 'ACTIVE') {
    return before.request === request ? before : invalid('Creation of service was not idempotent.');
  }
  const definition = needRunnable(world, input.taskDefinition);
  const network = checkNetwork(world, input.networkConfiguration);
  const service: Service = {
    arn: world.arn('ecs', `service/${cluster.name}/${name}`),
    name,
    cluster: cluster.name,
    status: 'ACTIVE',
    desired: input.desiredCount!,
    launchType: 'FARGATE',
    ...(input.capacityProviderStrategy?.length && { capacityProviderStrategy: input.capacityProviderStrategy }),
    targets: checkTargets(world, input.loadBalancers, definition),
    ...checkRules(input, DEFAULT_RULES),
    ...(input.loadBalancers?.length && { graceSeconds: input.healthCheckGracePeriodSeconds ?? 0 }),
    propagateTags: input.propagateTags ?? 'NONE',
    managedTags: input.enableECSManagedTags ?? false,
    execute: input.enableExecuteCommand ?? false,
    createdAt: world.now(),
    deployments: [],
    events: [],
    steady: false,
    ...(clientToken && { clientToken }),
    request,
  };
  const platformVersion = input.platformVersion ?? 'LATEST';
  beginDeployment(world, service, { taskDefinition: definition.arn, network, platformVersion });
  const data = world.of(ecsSlice);
  data.services[`${cluster.name}/${name}`] = service;
  data.tags[service.arn] = tagRecord(input.tags);
  return service;
}

function updateService(world: World, input: sdk.UpdateServiceCommandInput): Service {
  const cluster = needCluster(world, input.cluster);
  const service = needService(world, cluster.name, input.service!);
  if (service.status !== 'ACTIVE') {
    throw new ServiceNotActiveException({ message: 'Service was not ACTIVE.', $metadata: {} });
  }
  refuseOtherServices(input);
  refuseOthers(input, ['capacityProviderStrategy']);
  const primary = primaryOf(service);
  const definition = input.taskDefinition ? needRunnable(world, input.taskDefinition) : undefined;
  const wish = {
    taskDefinition: definition?.arn ?? primary.taskDefinition,
    network: input.networkConfiguration ? checkNetwork(world, input.networkConfiguration) : primary.network,
    platformVersion: input.platformVersion ?? primary.platformVersion,
  };
  if ((input.desiredCount ?? 0) < 0) invalid('desiredCount cannot be negative.');
  if (input.healthCheckGracePeriodSeconds !== undefined && service.targets.length === 0) {
    invalid('Health check grace period is only valid for services configured to use load balancers');
  }
  const targets = input.loadBalancers
    ? checkTargets(world, input.loadBalancers, definition ?? needRunnable(world, primary.taskDefinition))
    : service.targets;
  Object.assign(service, checkRules(input, service));
  service.desired = input.desiredCount ?? service.desired;
  service.graceSeconds = input.healthCheckGracePeriodSeconds ?? service.graceSeconds;
  service.propagateTags = input.propagateTags ?? service.propagateTags;
  service.managedTags = input.enableECSManagedTags ?? service.managedTags;
  service.execute = input.enableExecuteCommand ?? service.execute;
  const { taskDefinition, network, platformVersion } = primary;
  const changed =
    JSON.stringify([wish, targets]) !== JSON.stringify([{ taskDefinition, network, platformVersion }, service.targets]);
  service.targets = targets;
  if (changed || input.forceNewDeployment) beginDeployment(world, service, wish);
  return service;
}

function deleteService(world: World, input: sdk.DeleteServiceCommandInput): Service {
  const cluster = needCluster(world, input.cluster);
  const service = needService(world, cluster.name, input.service!);
  // An INACTIVE service is as good as gone to DeleteService.
  if (service.status === 'INACTIVE') noService();
  if (!input.force && service.status === 'ACTIVE') {
    if (service.desired > 0) invalid('The service cannot be stopped while it is scaled above 0.');
    if (service.deployments.length > 1) invalid('The service cannot be stopped while deployments are active.');
  }
  service.desired = 0;
  service.status = 'DRAINING';
  return service;
}

/** Services; what they run is the scheduler's business. */
export const serviceOperations: Partial<Api<typeof sdk>> = {
  CreateService: (input, { world }) => ({ service: serviceView(world, createService(world, input), true) }),
  UpdateService: (input, { world }) => ({ service: serviceView(world, updateService(world, input), true) }),
  DeleteService: (input, { world }) => ({ service: serviceView(world, deleteService(world, input), false) }),

  DescribeServices: (input, { world }) => {
    const cluster = needCluster(world, input.cluster);
    const services: sdk.Service[] = [];
    const failures: sdk.Failure[] = [];
    if (input.services.length > 10) invalid('Services cannot have more than 10 elements.');
    for (const wanted of input.services) {
      const found = findService(world, cluster.name, wanted);
      if (found) services.push(serviceView(world, found, input.include?.includes('TAGS') ?? false));
      else {
        const arn = wanted.startsWith('arn:') ? wanted : world.arn('ecs', `service/${cluster.name}/${wanted}`);
        failures.push({ arn, reason: 'MISSING' });
      }
    }
    return { services, failures };
  },

  ListServices: (input, { world }) => {
    const cluster = findCluster(world, input.cluster) ?? needCluster(world, input.cluster);
    const active = Object.values(world.of(ecsSlice).services).filter(
      (service) => service.cluster === cluster.name && service.status === 'ACTIVE',
    );
    const { items, nextToken } = paged(
      active.map(({ arn }) => arn),
      { nextToken: input.nextToken, maxResults: input.maxResults ?? 10 },
    );
    return { serviceArns: items, nextToken };
  },
};
