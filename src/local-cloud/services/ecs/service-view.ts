import type * as sdk from '@aws-sdk/client-ecs';
import type { World } from '../../world.js';
import { breakerView } from './circuit-breaker.js';
import { primaryOf, tagList, tasksOf } from './lookups.js';
import { type Deployment, ecsSlice, type Network, type Service, type Task } from './store.js';

/** A network as ECS shows it. */
export const networkView = ({ subnetIds, groupIds, publicIp }: Network): sdk.NetworkConfiguration => ({
  awsvpcConfiguration: {
    subnets: subnetIds,
    securityGroups: groupIds,
    assignPublicIp: publicIp ? 'ENABLED' : 'DISABLED',
  },
});

const counts = (tasks: readonly Task[]) => ({
  runningCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
  pendingCount: tasks.filter(({ lastStatus }) => lastStatus === 'PROVISIONING' || lastStatus === 'PENDING').length,
});

function deploymentView(service: Service, deployment: Deployment, tasks: readonly Task[]): sdk.Deployment {
  const mine = tasks.filter(({ deploymentId }) => deploymentId === deployment.id);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinition,
    desiredCount: deployment.status === 'PRIMARY' ? service.desired : 0,
    ...counts(mine),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    launchType: service.launchType as sdk.LaunchType,
    platformVersion: deployment.platformVersion,
    platformFamily: 'Linux',
    networkConfiguration: networkView(deployment.network),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

/** A service as ECS describes it. */
export function serviceView(world: World, service: Service, withTags: boolean): sdk.Service {
  const tasks = tasksOf(world, service);
  const primary = service.deployments.length > 0 ? primaryOf(service) : service.last;
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: world.arn('ecs', `cluster/${service.cluster}`),
    loadBalancers: service.targets.map((target) => ({ ...target })),
    serviceRegistries: [],
    status: service.status,
    desiredCount: service.desired,
    ...counts(tasks),
    ...(service.capacityProviderStrategy
      ? { capacityProviderStrategy: service.capacityProviderStrategy }
      : { launchType: service.launchType as sdk.LaunchType }),
    platformFamily: 'Linux',
    platformVersion: primary?.platformVersion ?? 'LATEST',
    taskDefinition: primary?.taskDefinition,
    deploymentConfiguration: {
      deploymentCircuitBreaker: breakerView(service.breaker),
      maximumPercent: service.maximumPercent,
      minimumHealthyPercent: service.minimumPercent,
      strategy: 'ROLLING',
    },
    deployments: service.deployments.map((deployment) => deploymentView(service, deployment, tasks)),
    events: service.events.map(({ id, at, message }) => ({ id, createdAt: new Date(at), message })),
    roleArn: `arn:aws:iam::${world.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    createdAt: new Date(service.createdAt),
    placementConstraints: [],
    placementStrategy: [],
    ...(primary && { networkConfiguration: networkView(primary.network) }),
    ...(service.graceSeconds !== undefined && { healthCheckGracePeriodSeconds: service.graceSeconds }),
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    tags: withTags ? tagList(world.of(ecsSlice).tags[service.arn]) : [],
    enableECSManagedTags: service.managedTags,
    propagateTags: service.propagateTags as sdk.PropagateTags,
    enableExecuteCommand: service.execute,
    availabilityZoneRebalancing: service.rebalancing as sdk.AvailabilityZoneRebalancing,
  };
}
