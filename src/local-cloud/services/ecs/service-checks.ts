import type * as sdk from '@aws-sdk/client-ecs';
import type { World } from '../../world.js';
import { defaultSecurityGroup, findSecurityGroup, findSubnet } from '../ec2/lookups.js';
import { findTargetGroup, hasLoadBalancer } from '../elbv2/targets.js';
import { checkBreaker } from './circuit-breaker.js';
import { clientError, invalid } from './errors.js';
import { findTaskDefinition } from './lookups.js';
import type { Breaker, Network, ServiceTarget, TaskDefinition } from './store.js';

/** The task definition that a service or task is to run; refuses one that is missing, INACTIVE or not for Fargate. */
export function needRunnable(world: World, wanted: string | undefined): TaskDefinition {
  if (!wanted) invalid('TaskDefinition cannot be blank.');
  const found = findTaskDefinition(world, wanted);
  if (!found || found.status === 'DELETE_IN_PROGRESS') clientError('TaskDefinition not found.');
  if (found.status !== 'ACTIVE') clientError('TaskDefinition is inactive');
  const { compatibilities = ['FARGATE'], requiresCompatibilities = compatibilities } = found;
  if (!compatibilities.includes('FARGATE') || !requiresCompatibilities.includes('FARGATE')) {
    invalid('Task definition does not support launch_type FARGATE.');
  }
  return found;
}

/** The network of a service or task, held against EC2. */
export function checkNetwork(world: World, wish: sdk.NetworkConfiguration | undefined): Network {
  const vpc = wish?.awsvpcConfiguration;
  if (!vpc) invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const subnetIds = vpc.subnets ?? [];
  if (subnetIds.length === 0) invalid('subnets can not be empty.');
  for (const id of subnetIds) {
    if (findSubnet(world, id)) continue;
    invalid(
      `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)`,
    );
  }
  for (const id of vpc.securityGroups ?? []) {
    if (findSecurityGroup(world, id)) continue;
    invalid(
      `Error retrieving security group information for [${id}]: The security group '${id}' does not exist (ErrorCode: InvalidGroup.NotFound)`,
    );
  }
  const vpcIds = new Set([
    ...subnetIds.map((id) => findSubnet(world, id)!.vpcId),
    ...(vpc.securityGroups ?? []).map((id) => findSecurityGroup(world, id)!.vpcId),
  ]);
  if (vpcIds.size > 1) invalid('Security groups and subnets must belong to the same VPC.');
  const usual = defaultSecurityGroup(world, [...vpcIds][0]!);
  const groupIds = vpc.securityGroups?.length ? vpc.securityGroups : usual ? [usual] : [];
  return { subnetIds: [...subnetIds], groupIds: [...groupIds], publicIp: vpc.assignPublicIp === 'ENABLED' };
}

/** The load balancer entries of a service, held against its task definition and ELB. */
export function checkTargets(
  world: World,
  wish: readonly sdk.LoadBalancer[] | undefined,
  definition: TaskDefinition,
): ServiceTarget[] {
  return (wish ?? []).map(({ targetGroupArn = '', containerName = '', containerPort = 0 }) => {
    const container = definition.containers.find(({ name }) => name === containerName);
    if (!container) invalid(`The container ${containerName} does not exist in the task definition.`);
    if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
      invalid(`The container ${containerName} did not have a container port ${containerPort} defined.`);
    }
    const group = findTargetGroup(world, targetGroupArn);
    if (!group) invalid('The specified target group does not exist.');
    if (group.targetType !== 'ip') {
      invalid(
        `The provided target group ${targetGroupArn} has target type ${group.targetType}, which is incompatible with the awsvpc network mode specified in the task definition.`,
      );
    }
    if (!hasLoadBalancer(world, targetGroupArn)) {
      invalid(`The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`);
    }
    return { targetGroupArn, containerName, containerPort };
  });
}

/** What a service may be told of how it deploys. */
export interface DeploymentRules {
  readonly minimumPercent: number;
  readonly maximumPercent: number;
  readonly breaker: Breaker;
  readonly rebalancing: string;
}

/** A service's deployment rules with a wish applied; refuses what cannot work. */
export function checkRules(
  wish: { deploymentConfiguration?: sdk.DeploymentConfiguration; availabilityZoneRebalancing?: string },
  before: DeploymentRules,
): DeploymentRules {
  const configuration = wish.deploymentConfiguration;
  const breaker = configuration?.deploymentCircuitBreaker;
  const rules = {
    minimumPercent: configuration?.minimumHealthyPercent ?? before.minimumPercent,
    maximumPercent: configuration?.maximumPercent ?? before.maximumPercent,
    breaker: breaker ? checkBreaker(breaker) : before.breaker,
    rebalancing: wish.availabilityZoneRebalancing ?? before.rebalancing,
  };
  const { minimumPercent, maximumPercent } = rules;
  if (minimumPercent < 0 || maximumPercent < 0 || (maximumPercent <= 100 && minimumPercent >= 100)) {
    invalid('Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.');
  }
  if (maximumPercent < minimumPercent) invalid('maximumPercent must be greater than minimumHealthyPercent.');
  if (rules.rebalancing === 'ENABLED' && maximumPercent <= 100) {
    invalid('AvailabilityZoneRebalancing does not support maximumPercent <= 100');
  }
  return rules;
}
