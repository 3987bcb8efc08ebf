import {
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
  type TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { scalingPolicy } from '../../../src/resources/scaling/policy.js';
import { scalableTarget } from '../../../src/resources/scaling/scalable-target.js';
import { answer, type ContractCase, call, name, ours, refusal } from './contract-case.js';

const ResourceId = 'service/shop-cluster/shop-service';
const of = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount', ResourceId } as const;
const aTarget: ScalableTarget = { ...of, MinCapacity: 2, MaxCapacity: 4, RoleARN: 'arn:r', CreationTime: new Date(0) };
const targets = (...ScalableTargets: ScalableTarget[]) => answer(DescribeScalableTargetsCommand, { ScalableTargets });
const tracking: TargetTrackingScalingPolicyConfiguration = {
  TargetValue: 70,
  PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
  ScaleOutCooldown: 60,
  ScaleInCooldown: 300,
};
const policies = (...configurations: TargetTrackingScalingPolicyConfiguration[]) =>
  answer(DescribeScalingPoliciesCommand, {
    ScalingPolicies: configurations.map((TargetTrackingScalingPolicyConfiguration) => ({
      ...of,
      PolicyARN: 'arn:p',
      PolicyName: name,
      PolicyType: 'TargetTrackingScaling',
      CreationTime: new Date(0),
      TargetTrackingScalingPolicyConfiguration,
    })),
  });
const gone = refusal('ObjectNotFoundException');
const put = (more: object) => call(PutScalingPolicyCommand, { ...of, PolicyName: name, ...more });

/** The contract of auto scaling. */
export const scalingCases: readonly ContractCase[] = [
  {
    resource: scalableTarget,
    id: ResourceId,
    untagged: true,
    props: { cluster: 'shop-cluster', service: 'shop-service', min: 2, max: 4 },
    absent: [targets()],
    create: {
      call: call(RegisterScalableTargetCommand, { ...of, MinCapacity: 2, MaxCapacity: 4, Tags: { ...ours } }),
      answers: [],
    },
    present: [targets(aTarget)],
    drifts: [
      {
        what: 'gets other bounds, without tags, which AWS would refuse',
        shows: [targets({ ...aTarget, MaxCapacity: 3 })],
        paths: ['max'],
        calls: [call(RegisterScalableTargetCommand, { ...of, MinCapacity: 2, MaxCapacity: 4, Tags: undefined })],
      },
    ],
    remove: {
      calls: [call(DeregisterScalableTargetCommand, of)],
      gone: [answer(DeregisterScalableTargetCommand, gone)],
    },
  },
  {
    resource: scalingPolicy,
    id: 'arn:p',
    untagged: true,
    props: {
      target: ResourceId,
      cpuPercent: 70,
      scaleOutCooldownSeconds: 60,
      scaleInCooldownSeconds: 300,
      metricSeconds: 60,
    },
    absent: [policies()],
    create: {
      call: put({ PolicyType: 'TargetTrackingScaling', TargetTrackingScalingPolicyConfiguration: tracking }),
      answers: [answer(PutScalingPolicyCommand, { PolicyARN: 'arn:p' })],
    },
    present: [policies(tracking)],
    drifts: [
      {
        what: 'goes back to the free metric and its own percentage',
        shows: [
          policies({
            ...tracking,
            TargetValue: 50,
            PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilizationHighResolution' },
          }),
        ],
        paths: ['cpuPercent', 'metricSeconds'],
        calls: [put({ TargetTrackingScalingPolicyConfiguration: tracking })],
      },
      {
        what: 'scales out faster',
        shows: [policies({ ...tracking, ScaleOutCooldown: 300 })],
        paths: ['scaleOutCooldownSeconds'],
        calls: [put({ TargetTrackingScalingPolicyConfiguration: tracking })],
      },
    ],
    remove: {
      calls: [call(DeleteScalingPolicyCommand, { ...of, PolicyName: name })],
      gone: [answer(DeleteScalingPolicyCommand, gone)],
    },
  },
];
