import * as sdk from '@aws-sdk/client-application-auto-scaling';
import { writeConstraint } from '../enumerations.js';
import { own } from '../own.js';
import { invalid, notImitated } from './checks.js';
import { trackedMetrics } from './policies.js';

/** The metrics of an ECS service that AWS itself tracks (PredefinedMetricSpecification). */
const isOfEcs = (metric: string): boolean => metric.startsWith('ECSService') || metric === 'ALBRequestCountPerTarget';

function checkType(type: string | undefined, isThere: boolean): void {
  const types = Object.values<string>(sdk.PolicyType);
  if (type === undefined && !isThere) invalid('PolicyType is required to create a scaling policy.');
  if (type === undefined || type === 'TargetTrackingScaling') return;
  if (!types.includes(type)) invalid(writeConstraint('PolicyType', type, types));
  notImitated(`scaling policies of type ${type}`);
}

function checkMetric({ PredefinedMetricType: metric, ResourceLabel }: sdk.PredefinedMetricSpecification): string {
  const metrics = Object.values<string>(sdk.MetricType);
  if (!metric) invalid('PredefinedMetricType is required.');
  if (!metrics.includes(metric)) {
    const path = 'TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType';
    invalid(writeConstraint(path, metric, metrics));
  }
  if (!isOfEcs(metric)) invalid(`Unsupported predefined metric type for the service namespace ecs: ${metric}`);
  if (!own(trackedMetrics, metric)) notImitated(`the metric ${metric}`);
  if (ResourceLabel) invalid(`A resource label cannot be specified for the metric type ${metric}.`);
  return metric;
}

/** A wish for a policy as far as the local cloud can follow it; `isThere`: it only changes one. What AWS refuses is refused in its name, the rest as not imitated. */
export function checkPolicy(input: sdk.PutScalingPolicyCommandInput, isThere: boolean) {
  checkType(input.PolicyType, isThere);
  if (input.StepScalingPolicyConfiguration || input.PredictiveScalingPolicyConfiguration) {
    invalid('Only the configuration of the policy type TargetTrackingScaling can be specified.');
  }
  const wish = input.TargetTrackingScalingPolicyConfiguration;
  if (!wish) invalid('TargetTrackingScalingPolicyConfiguration is required for the policy type TargetTrackingScaling.');
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = wish;
  if (predefined && customized) invalid('Specify either a predefined or a customized metric, not both.');
  if (customized) notImitated('TargetTrackingScalingPolicyConfiguration.CustomizedMetricSpecification');
  if (!predefined) invalid('Specify either a predefined or a customized metric.');
  const metric = checkMetric(predefined);
  if (!(wish.TargetValue! > 0)) invalid('TargetValue must be greater than 0');
  return { ...wish, metric };
}
