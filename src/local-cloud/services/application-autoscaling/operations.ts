import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-application-auto-scaling';
import { ResourceNotFoundException } from '@aws-sdk/client-application-auto-scaling';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { findAlarm } from '../cloudwatch/alarms.js';
import { ensureServiceLinkedRole } from '../iam/roles.js';
import { own } from '../own.js';
import { checkDimension, invalid, needTarget, notFound, notImitated, serviceOf } from './checks.js';
import { pullIntoBounds } from './desired-count.js';
import { alarmNames, putPolicyAlarms, removePolicy, removeTarget } from './policies.js';
import { checkPolicy } from './policy-checks.js';
import { type Policy, type ScalableTarget, scalingSlice } from './store.js';

const FIXED = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

const targetView = (world: World, target: ScalableTarget): sdk.ScalableTarget => ({
  ...FIXED,
  ResourceId: target.resourceId,
  MinCapacity: target.min,
  MaxCapacity: target.max,
  RoleARN: ensureServiceLinkedRole(world, 'ecs.application-autoscaling.amazonaws.com').arn,
  CreationTime: new Date(target.createdAt),
  SuspendedState: {
    DynamicScalingInSuspended: target.suspended.in,
    DynamicScalingOutSuspended: target.suspended.out,
    ScheduledScalingSuspended: target.suspended.scheduled,
  },
  ScalableTargetARN: target.arn,
});

const alarmViews = (world: World, { alarms }: Policy): sdk.Alarm[] =>
  [alarms.high, alarms.low].map((name) => ({ AlarmName: name, AlarmARN: findAlarm(world, name)?.arn ?? name }));

const policyView = (world: World, policy: Policy): sdk.ScalingPolicy => ({
  ...FIXED,
  PolicyARN: policy.arn,
  PolicyName: policy.name,
  ResourceId: policy.resourceId,
  PolicyType: 'TargetTrackingScaling',
  TargetTrackingScalingPolicyConfiguration: {
    TargetValue: policy.target,
    PredefinedMetricSpecification: { PredefinedMetricType: policy.metric as sdk.MetricType },
    ...(policy.shownCooldowns.out && { ScaleOutCooldown: policy.scaleOutCooldown }),
    ...(policy.shownCooldowns.in && { ScaleInCooldown: policy.scaleInCooldown }),
    DisableScaleIn: policy.noScaleIn,
  },
  Alarms: alarmViews(world, policy),
  CreationTime: new Date(policy.createdAt),
});

function registerTarget(world: World, input: sdk.RegisterScalableTargetCommandInput): ScalableTarget {
  checkDimension(input.ServiceNamespace, input.ScalableDimension);
  const resourceId = input.ResourceId!;
  const data = world.of(scalingSlice);
  const before = own(data.targets, resourceId);
  if (!serviceOf(world, resourceId)) invalid(`ECS service doesn't exist: ${resourceId}`);
  if (before && input.Tags && Object.keys(input.Tags).length > 0) {
    invalid('Tags cannot be specified when updating an existing scalable target. Use TagResource instead.');
  }
  const [min, max] = [input.MinCapacity ?? before?.min, input.MaxCapacity ?? before?.max];
  if (min === undefined || max === undefined) invalid('Both MinCapacity and MaxCapacity are required.');
  if (min < 0 || min > max) invalid('Maximum capacity cannot be less than minimum capacity');
  const wish = input.SuspendedState;
  ensureServiceLinkedRole(world, 'ecs.application-autoscaling.amazonaws.com');
  const target: ScalableTarget = {
    arn: before?.arn ?? world.arn('application-autoscaling', `scalable-target/0ec5${randomUUID().replaceAll('-', '')}`),
    resourceId,
    min,
    max,
    createdAt: before?.createdAt ?? world.now(),
    suspended: {
      in: wish?.DynamicScalingInSuspended ?? before?.suspended.in ?? false,
      out: wish?.DynamicScalingOutSuspended ?? before?.suspended.out ?? false,
      scheduled: wish?.ScheduledScalingSuspended ?? before?.suspended.scheduled ?? false,
    },
    tags: before?.tags ?? { ...input.Tags },
  };
  data.targets[resourceId] = target;
  pullIntoBounds(world, target);
  return target;
}

function putPolicy(world: World, input: sdk.PutScalingPolicyCommandInput): Policy {
  checkDimension(input.ServiceNamespace, input.ScalableDimension);
  const resourceId = input.ResourceId!;
  const name = input.PolicyName!;
  const data = world.of(scalingSlice);
  if (!own(data.targets, resourceId)) {
    notFound(
      `No scalable target registered for service namespace: ecs, resource ID: ${resourceId}, scalable dimension: ecs:service:DesiredCount`,
    );
  }
  const before = own(data.policies, `${resourceId}/${name}`);
  const wish = checkPolicy(input, before !== undefined);
  const id = `${randomUUID()}:resource/ecs/${resourceId}:policyName/${name}`;
  const policy: Policy = {
    arn: before?.arn ?? world.arn('autoscaling', `scalingPolicy:${id}`),
    name,
    resourceId,
    createdAt: before?.createdAt ?? world.now(),
    metric: wish.metric,
    target: wish.TargetValue!,
    scaleOutCooldown: wish.ScaleOutCooldown ?? 300,
    scaleInCooldown: wish.ScaleInCooldown ?? 300,
    shownCooldowns: { out: wish.ScaleOutCooldown !== undefined, in: wish.ScaleInCooldown !== undefined },
    noScaleIn: wish.DisableScaleIn ?? false,
    alarms: before?.alarms ?? alarmNames(resourceId),
    judged: before?.judged ?? { high: 0, low: 0 },
  };
  data.policies[`${resourceId}/${name}`] = policy;
  putPolicyAlarms(world, policy);
  return policy;
}

function targetOfArn(world: World, arn: string): ScalableTarget {
  const found = Object.values(world.of(scalingSlice).targets).find((target) => target.arn === arn);
  if (found) return found;
  const message = `The resource doesn't exist: ${arn}`;
  throw new ResourceNotFoundException({ message, ResourceName: arn, $metadata: {} });
}

/** One page by NextToken and MaxResults. */
function paged<T>(all: readonly T[], { NextToken, MaxResults }: { NextToken?: string; MaxResults?: number }) {
  const start = Number(NextToken ?? 0);
  const end = start + (MaxResults ?? 50);
  return { items: all.slice(start, end), NextToken: end < all.length ? String(end) : undefined };
}

/** Scalable targets, target-tracking policies, and what they did. */
export const scalingOperations: Partial<Api<typeof sdk>> = {
  RegisterScalableTarget: (input, { world }) => ({ ScalableTargetARN: registerTarget(world, input).arn }),

  DescribeScalableTargets: (input, { world }) => {
    checkDimension(input.ServiceNamespace, input.ScalableDimension);
    const all = Object.values(world.of(scalingSlice).targets).filter(
      ({ resourceId }) => !input.ResourceIds?.length || input.ResourceIds.includes(resourceId),
    );
    const { items, NextToken } = paged(all, input);
    return { ScalableTargets: items.map((target) => targetView(world, target)), NextToken };
  },

  DeregisterScalableTarget: (input, { world }) => {
    checkDimension(input.ServiceNamespace, input.ScalableDimension);
    removeTarget(world, needTarget(world, input.ResourceId).resourceId);
    return {};
  },

  PutScalingPolicy: (input, { world }) => {
    const policy = putPolicy(world, input);
    return { PolicyARN: policy.arn, Alarms: alarmViews(world, policy) };
  },

  DescribeScalingPolicies: (input, { world }) => {
    checkDimension(input.ServiceNamespace, input.ScalableDimension);
    const all = Object.values(world.of(scalingSlice).policies).filter(
      ({ name, resourceId }) =>
        (input.ResourceId === undefined || resourceId === input.ResourceId) &&
        (!input.PolicyNames?.length || input.PolicyNames.includes(name)),
    );
    const { items, NextToken } = paged(all, input);
    return { ScalingPolicies: items.map((policy) => policyView(world, policy)), NextToken };
  },

  DeleteScalingPolicy: (input, { world }) => {
    checkDimension(input.ServiceNamespace, input.ScalableDimension);
    const policy = world.of(scalingSlice).policies[`${input.ResourceId}/${input.PolicyName}`];
    removePolicy(
      world,
      policy ??
        notFound(
          `No scaling policy found for service namespace: ecs, resource ID: ${input.ResourceId}, scalable dimension: ecs:service:DesiredCount, policy name: ${input.PolicyName}`,
        ),
    );
    return {};
  },

  DescribeScalingActivities: (input, { world }) => {
    checkDimension(input.ServiceNamespace, input.ScalableDimension);
    if (input.IncludeNotScaledActivities) notImitated('IncludeNotScaledActivities');
    const all = world
      .of(scalingSlice)
      .activities.filter(({ resourceId }) => input.ResourceId === undefined || resourceId === input.ResourceId);
    const { items, NextToken } = paged(all, input);
    return {
      ScalingActivities: items.map((activity) => ({
        ...FIXED,
        ActivityId: activity.id,
        ResourceId: activity.resourceId,
        Description: activity.description,
        Cause: activity.cause,
        StartTime: new Date(activity.startedAt),
        ...(activity.endedAt !== undefined && { EndTime: new Date(activity.endedAt) }),
        StatusCode: activity.endedAt === undefined ? ('InProgress' as const) : ('Successful' as const),
        StatusMessage:
          activity.endedAt === undefined
            ? `Successfully set desired count to ${activity.wanted}. Waiting for change to be fulfilled by ecs.`
            : `Successfully set desired count to ${activity.wanted}. Change successfully fulfilled by ecs.`,
      })),
      NextToken,
    };
  },

  DescribeScheduledActions: () => ({ ScheduledActions: [] }),

  TagResource: (input, { world }) => {
    Object.assign(targetOfArn(world, input.ResourceARN).tags, input.Tags);
    return {};
  },

  UntagResource: (input, { world }) => {
    const { tags } = targetOfArn(world, input.ResourceARN);
    for (const key of input.TagKeys) delete tags[key];
    return {};
  },

  ListTagsForResource: (input, { world }) => ({ Tags: { ...targetOfArn(world, input.ResourceARN).tags } }),
};
