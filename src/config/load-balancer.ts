import * as z from 'zod';
import { check, form, whole } from './checks.js';
import { cidr } from './network.js';

function isMatcher(matcher: string): boolean {
  return matcher.split(',').every((part) => {
    const [, first = 0, last = first] =
      (/^(\d{3})(?:-(\d{3}))?$/.exec(part)?.map((it) => it && Number(it)) as number[] | null) ?? [];
    return first >= 200 && first <= last && last <= 499;
  });
}

const healthCheck = z
  .strictObject({
    path: z
      .string()
      .check(
        form(
          'health-path',
          (it) => it.length <= 1024 && /^\/[!-~]*$/.test(it),
          (found) => ({ found }),
          '/health',
        ),
      )
      .default('/health')
      .describe('Path that is asked; it must answer with matcher.'),
    intervalSeconds: whole(5, 300).default(10).describe('Seconds between two checks.'),
    timeoutSeconds: whole(2, 120).default(5).describe('Seconds until a check without an answer counts as failed.'),
    healthyThreshold: whole(2, 10).default(2).describe('Checks in a row until a container counts as healthy.'),
    unhealthyThreshold: whole(2, 10).default(2).describe('Failed checks in a row until it counts as unhealthy.'),
    matcher: z
      .string()
      .check(form('matcher', isMatcher, (found) => ({ found }), '200-299'))
      .default('200')
      .describe('Status codes that count as healthy: 200, 200,204 or 200-299.'),
  })
  .check(
    check<{ timeoutSeconds: number; intervalSeconds: number }>(
      ({ timeoutSeconds: timeout, intervalSeconds: interval }, say) => {
        if (timeout >= interval)
          say({
            code: 'timeout-not-below-interval',
            facts: { timeout, interval },
            example: String(Math.max(2, interval - 1)),
            at: ['timeoutSeconds'],
          });
      },
      ['timeoutSeconds', 'intervalSeconds'],
    ),
  );

/** The load balancer in front of the containers. */
export const loadBalancerSchema = z.strictObject({
  port: whole(1, 65535).default(80).describe('Port the load balancer listens on (HTTP).'),
  allowFrom: z
    .array(cidr('203.0.113.0/24'))
    .min(1)
    .default(['0.0.0.0/0'])
    .describe('Who may reach the load balancer: IPv4 CIDRs.'),
  healthCheck: healthCheck.prefault({}).describe('How the load balancer finds out which containers are healthy.'),
  deregistrationDelaySeconds: whole(0, 3600)
    .default(15)
    .describe('Seconds a container leaving the load balancer may take to finish its requests.'),
});
