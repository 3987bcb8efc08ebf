import { isRead } from '../../src/aws/looking.js';
import type { Call, Interference } from '../../src/local-cloud/cloud.js';
import { Refusal } from '../../src/local-cloud/refuse.js';

/** How many requests at once, and how many a second after that. */
type Bucket = readonly [capacity: number, perSecond: number];

/** Buckets of single operations that differ from their service's (EC2 developer guide, «Request token bucket sizes and refill rates»). */
const special: Readonly<Record<string, Bucket>> = { CreateVpcEndpoint: [4, 0.3] };

const bucketOf = ({ service, operation }: Call): Bucket | undefined =>
  service === 'ec2' ? (special[operation] ?? (isRead(operation) ? [100, 20] : [50, 5])) : undefined;

/**
 * EC2's request rates as its developer guide has them: a bucket for each operation, per account and region. The other services do
 * not publish theirs. `throttled` counts what was turned away.
 */
export function requestRates(now: () => number) {
  const left = new Map<string, { tokens: number; at: number }>();
  const rates = {
    throttled: 0,
    interfere(call: Call): Interference | undefined {
      const bucket = bucketOf(call);
      if (!bucket) return undefined;
      const [capacity, perSecond] = bucket;
      const { tokens, at } = left.get(call.operation) ?? { tokens: capacity, at: now() };
      const there = Math.min(capacity, tokens + ((now() - at) / 1000) * perSecond);
      const passes = there >= 1;
      left.set(call.operation, { tokens: passes ? there - 1 : there, at: now() });
      if (passes) return undefined;
      rates.throttled += 1;
      return new Refusal('RequestLimitExceeded', 'Request limit exceeded.', 503);
    },
  };
  return rates;
}
