import type * as sdk from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceInUseException, TargetGroupNotFoundException } from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { attributeList, changeAttributes } from './attributes.js';
import { needBalancer } from './balancers.js';
import { createGroup, needGroup } from './groups.js';
import { healthCheckWith } from './health-check.js';
import { page } from './paging.js';
import { applyGroup, balancerOf } from './plane.js';
import { elbSlice, type TargetGroup } from './store.js';
import { checkTargets } from './target-checks.js';
import { deregisterTargets, hasLoadBalancer, registerTargets, targetHealth } from './targets.js';

const shown = (world: World, group: TargetGroup): sdk.TargetGroup => ({
  TargetGroupArn: group.arn,
  TargetGroupName: group.name,
  Protocol: group.protocol as sdk.ProtocolEnum,
  Port: group.port,
  VpcId: group.vpcId,
  HealthCheckProtocol: group.healthCheck.protocol as sdk.ProtocolEnum,
  HealthCheckPort: group.healthCheck.port,
  HealthCheckEnabled: group.healthCheck.enabled,
  HealthCheckIntervalSeconds: group.healthCheck.intervalSeconds,
  HealthCheckTimeoutSeconds: group.healthCheck.timeoutSeconds,
  HealthyThresholdCount: group.healthCheck.healthyThreshold,
  UnhealthyThresholdCount: group.healthCheck.unhealthyThreshold,
  HealthCheckPath: group.healthCheck.path,
  Matcher: { HttpCode: group.healthCheck.matcher },
  LoadBalancerArns: [balancerOf(world, group.arn)?.arn].filter((arn) => arn !== undefined),
  TargetType: group.targetType as sdk.TargetTypeEnum,
  ProtocolVersion: group.protocolVersion,
  IpAddressType: group.ipAddressType as sdk.TargetGroupIpAddressTypeEnum,
});

function wanted(world: World, input: sdk.DescribeTargetGroupsCommandInput): TargetGroup[] {
  const all = Object.values(world.of(elbSlice).targetGroups);
  if (input.TargetGroupArns?.length) return input.TargetGroupArns.map((arn) => needGroup(world, arn));
  if (input.LoadBalancerArn) {
    const { arn } = needBalancer(world, input.LoadBalancerArn);
    return all.filter((group) => balancerOf(world, group.arn)?.arn === arn);
  }
  if (!input.Names?.length) return all;
  const missing = input.Names.filter((name) => !all.some((group) => group.name === name));
  if (missing.length > 0) {
    throw new TargetGroupNotFoundException({ message: 'One or more target groups not found', $metadata: {} });
  }
  return all.filter(({ name }) => input.Names!.includes(name));
}

const targetsOf = (group: TargetGroup, targets: readonly sdk.TargetDescription[]) =>
  targets.map(({ Id, Port, AvailabilityZone }) => ({
    id: Id!,
    port: Port ?? group.port,
    ...(AvailabilityZone && { zone: AvailabilityZone }),
  }));

/** Target groups, their attributes and their targets. */
export const groupOperations: Partial<Api<typeof sdk>> = {
  CreateTargetGroup: (input, { world }) => ({ TargetGroups: [shown(world, createGroup(world, input))] }),

  DescribeTargetGroups: (input, { world }) => {
    const { items, NextMarker } = page(wanted(world, input), input);
    return { TargetGroups: items.map((group) => shown(world, group)), NextMarker };
  },

  ModifyTargetGroup: (input, { world }) => {
    const group = needGroup(world, input.TargetGroupArn);
    group.healthCheck = healthCheckWith(input, group.targetType, group.healthCheck);
    applyGroup(world, group);
    return { TargetGroups: [shown(world, group)] };
  },

  DeleteTargetGroup: (input, { world }) => {
    if (hasLoadBalancer(world, input.TargetGroupArn)) {
      throw new ResourceInUseException({
        message: `Target group '${input.TargetGroupArn}' is currently in use by a listener or a rule`,
        $metadata: {},
      });
    }
    const { targetGroups, tags } = world.of(elbSlice);
    delete targetGroups[input.TargetGroupArn];
    delete tags[input.TargetGroupArn];
    return {};
  },

  DescribeTargetGroupAttributes: (input, { world }) => ({
    Attributes: attributeList(needGroup(world, input.TargetGroupArn).attributes),
  }),

  ModifyTargetGroupAttributes: (input, { world }) => {
    const group = needGroup(world, input.TargetGroupArn);
    changeAttributes(group.attributes, input.Attributes, 'Target group');
    applyGroup(world, group);
    return { Attributes: attributeList(group.attributes) };
  },

  RegisterTargets: (input, { world }) => {
    const group = needGroup(world, input.TargetGroupArn);
    checkTargets(world, group, input.Targets);
    registerTargets(world, group, targetsOf(group, input.Targets));
    return {};
  },

  DeregisterTargets: (input, { world }) => {
    const group = needGroup(world, input.TargetGroupArn);
    const targets = input.Targets.flatMap((target) =>
      target.Port === undefined
        ? group.targets.filter(({ id }) => id === target.Id)
        : [{ id: target.Id!, port: target.Port }],
    );
    if (targets.length === 0 && input.Targets.length === 0) refuse('ValidationError', 'A target must be specified');
    deregisterTargets(world, group, targets);
    return {};
  },

  DescribeTargetHealth: (input, { world }) => {
    const group = needGroup(world, input.TargetGroupArn);
    const targets = input.Targets?.length ? targetsOf(group, input.Targets) : group.targets;
    return {
      TargetHealthDescriptions: targets.map((target) => {
        const health = targetHealth(world, group, target);
        return {
          Target: { Id: target.id, Port: target.port, AvailabilityZone: target.zone },
          HealthCheckPort: String(group.healthCheck.port === 'traffic-port' ? target.port : group.healthCheck.port),
          TargetHealth: {
            State: health.state,
            Reason: health.reason as sdk.TargetHealthReasonEnum | undefined,
            Description: health.description,
          },
        };
      }),
    };
  },
};
