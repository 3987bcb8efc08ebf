import type { TargetSight } from '../data-plane.js';

/** How a health check failed: by a status code, by silence, or before there was an answer. */
export type Failure = number | 'timeout' | 'failed';

/** ELB's reason and words for a target whose last health checks failed like that. */
export function explain(failure: Failure): Required<Pick<TargetSight, 'reason' | 'description'>> {
  if (failure === 'timeout') return { reason: 'Target.Timeout', description: 'Request timed out' };
  if (failure === 'failed') return { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  return {
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${failure}]`,
  };
}
