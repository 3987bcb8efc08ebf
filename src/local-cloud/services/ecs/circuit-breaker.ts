import type * as sdk from '@aws-sdk/client-ecs';
import { invalid } from './errors.js';
import type { Breaker, Deployment, Service } from './store.js';

const types = ['COUNT', 'BOUNDED_PERCENT', 'UNBOUNDED_PERCENT'];

/** What ECS takes when it is told nothing (API_ThresholdConfiguration). */
const usualThreshold = { type: 'BOUNDED_PERCENT', value: 50 } as const;

/** The least and greatest threshold of a bounded percentage, in failed tasks (ThresholdType). */
const [LEAST, GREATEST] = [3, 200];

/** A circuit breaker as it is told; refuses a threshold that is none. */
export function checkBreaker(wish: sdk.DeploymentCircuitBreaker): Breaker {
  const { enable = false, rollback = false, resetOnHealthyTask, thresholdConfiguration } = wish;
  const breaker: Breaker = { enable, rollback, ...(resetOnHealthyTask !== undefined && { resetOnHealthyTask }) };
  if (!thresholdConfiguration) return breaker;
  const { type, value } = thresholdConfiguration;
  if (type === undefined || !types.includes(type)) {
    invalid(`Invalid thresholdConfiguration type '${type ?? 'null'}'. Must be one of [${types.join(',')}]`);
  }
  if (value === undefined || value < 1) invalid('The value of thresholdConfiguration must be a positive integer.');
  return { ...breaker, threshold: { type, value } };
}

/** A circuit breaker as ECS shows it. */
export const breakerView = ({ threshold, ...breaker }: Breaker): sdk.DeploymentCircuitBreaker => ({
  ...breaker,
  ...(threshold && { thresholdConfiguration: { ...threshold } }),
});

/** How many failed tasks end a deployment: a percentage is of what is wanted now. */
function thresholdOf({ breaker, desired }: Service): number {
  const { type, value } = breaker.threshold ?? usualThreshold;
  if (type === 'COUNT') return value;
  const share = Math.ceil((desired * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? Math.max(1, share) : Math.min(GREATEST, Math.max(LEAST, share));
}

/** Whether a deployment has failed too often: in a row, or in all when healthy tasks are not to make up for failed ones. */
export function isBroken(service: Service, { failures, failedTasks }: Deployment): boolean {
  const { enable, resetOnHealthyTask = true } = service.breaker;
  return enable && (resetOnHealthyTask ? failures : failedTasks) >= thresholdOf(service);
}
