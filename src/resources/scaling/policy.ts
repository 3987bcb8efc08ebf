import {
  DeleteScalingPolicyCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { unlessMissing } from '../../aws/errors.js';
import type { Live, Resource } from '../../model/resource.js';
import { differences } from '../differences.js';
import { ofService } from './of-service.js';

export interface ScalingPolicyProps {
  /** The id of the scalable target. */
  readonly target: string;
  readonly cpuPercent: number;
  readonly scaleOutCooldownSeconds: number;
  readonly scaleInCooldownSeconds: number;
  /** How often the service's CPU is measured: 20 or 60. */
  readonly metricSeconds: 20 | 60;
}

export interface ScalingPolicyLive extends Live, Partial<Omit<ScalingPolicyProps, 'target'>> {
  readonly name: string;
  readonly target: string;
}

const metrics = {
  20: 'ECSServiceAverageCPUUtilizationHighResolution',
  60: 'ECSServiceAverageCPUUtilization',
} as const;

const policyOf = (name: string, props: ScalingPolicyProps) =>
  ofService(props.target, {
    PolicyName: name,
    PolicyType: 'TargetTrackingScaling' as const,
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: props.cpuPercent,
      PredefinedMetricSpecification: { PredefinedMetricType: metrics[props.metricSeconds] },
      ScaleOutCooldown: props.scaleOutCooldownSeconds,
      ScaleInCooldown: props.scaleInCooldownSeconds,
    },
  });

/** Keeps the CPU of a service's tasks near a percentage. Its two alarms are AWS's own: made, changed and deleted with it. */
export const scalingPolicy: Resource<ScalingPolicyProps, ScalingPolicyLive> = {
  type: 'scaling:policy',
  async find(aws, { name, props: { target } }) {
    if (!target) return undefined;
    const { ScalingPolicies } = await aws.scaling.send(
      new DescribeScalingPoliciesCommand(ofService(target, { PolicyNames: [name] })),
    );
    const it = ScalingPolicies?.find((one) => one.PolicyName === name);
    if (!it) return undefined;
    const tracking = it.TargetTrackingScalingPolicyConfiguration;
    const metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType;
    return {
      id: it.PolicyARN ?? '',
      name,
      target,
      cpuPercent: tracking?.TargetValue,
      scaleOutCooldownSeconds: tracking?.ScaleOutCooldown,
      scaleInCooldownSeconds: tracking?.ScaleInCooldown,
      metricSeconds: metric && (metric === metrics[20] ? 20 : 60),
    };
  },
  async create(aws, props, { name }) {
    const { PolicyARN } = await aws.scaling.send(new PutScalingPolicyCommand(policyOf(name, props)));
    return PolicyARN ?? '';
  },
  phase: () => 'ready',
  drift: (live, props) =>
    differences(live, props, ['cpuPercent', 'scaleOutCooldownSeconds', 'scaleInCooldownSeconds', 'metricSeconds']),
  async sync(aws, { name }, props) {
    await aws.scaling.send(new PutScalingPolicyCommand(policyOf(name, props)));
  },
  async remove(aws, { name, target }) {
    await unlessMissing(aws.scaling.send(new DeleteScalingPolicyCommand(ofService(target, { PolicyName: name }))));
  },
};
