import type { RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { type BalancerPlaneOptions, createBalancerPlane } from '../../../src/local-cloud/balancer/plane.js';
import type { BalancerSpec, HealthCheckSpec, TargetSpec } from '../../../src/local-cloud/data-plane.js';
import { serve, until } from '../../image/images.js';

/** Checks that are quick enough for a test. */
export const CHECK: HealthCheckSpec = {
  path: '/health',
  intervalSeconds: 0.02,
  timeoutSeconds: 1,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  matcher: '200',
};

/** A backend that is well unless its listener says otherwise. */
export async function openBackend(listener: RequestListener, health: RequestListener = (_q, r) => r.end()) {
  const seen: string[] = [];
  const { port, close } = await serve((request, response) => {
    if (request.headers['user-agent'] === 'ELB-HealthChecker/2.0') return health(request, response);
    seen.push(`${request.method} ${request.url}`);
    return listener(request, response);
  });
  return { port, seen, close, target: { id: '127.0.0.1', port, draining: false } satisfies TargetSpec };
}

// Each test has its own ports: fetch keeps connections by port.
let port = 28_080;

/** A balancer with one listener on port 80 before these targets; waits until its port is bound. */
export async function openBalancer(
  targets: readonly TargetSpec[],
  options: BalancerPlaneOptions & { check?: Partial<HealthCheckSpec>; stickySeconds?: number } = {},
) {
  port += 5;
  const plane = createBalancerPlane({ preferredPort: port, ...options });
  onTestFinished(() => plane.close());
  const apply = (next: readonly TargetSpec[], check = options.check, more: Partial<BalancerSpec> = {}) =>
    plane.apply({
      arn: 'arn:lb',
      name: 'lb',
      listeners: [{ port: 80, targetGroupArn: 'arn:tg' }],
      targetGroups: [
        {
          arn: 'arn:tg',
          healthCheck: { ...CHECK, ...check },
          targets: next,
          ...(options.stickySeconds !== undefined && { stickySeconds: options.stickySeconds }),
        },
      ],
      ...more,
    });
  apply(targets);
  const { dnsName } = await until(() => plane.look('arn:lb'));
  const sights = () => plane.look('arn:lb')!.targets['arn:tg']!;
  /** Waits until the targets are in these states, in order. */
  const settle = (...states: string[]) =>
    until(
      () =>
        sights()
          .map(({ state }) => state)
          .join() === states.join(),
    );
  return { plane, apply, sights, settle, url: `http://${dnsName}`, metrics: () => plane.metrics('arn:lb')! };
}
