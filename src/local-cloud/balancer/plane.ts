import { type Clock, systemClock } from '../../model/clock.js';
import type { BalancerPlane } from '../data-plane.js';
import { type Balancer, createBalancer } from './balancer.js';
import type { BalancerMetrics } from './metrics.js';
import { createPortMemory, type PortMemory } from './ports.js';

/** Settings of the load balancer plane; all have a default. */
export interface BalancerPlaneOptions {
  /** A loopback address; 127.0.0.1 by default. */
  readonly host?: string;
  /** Where the search for a port starts; 8080 by default. */
  readonly preferredPort?: number;
  /** Milliseconds of silence before 504 where a load balancer's own spec says nothing; ELB's 60 s by default. */
  readonly idleTimeout?: number;
  readonly clock?: Clock;
  readonly remember?: PortMemory;
  /** Milliseconds between looks at a new target until it is well; as on AWS when absent. */
  readonly firstLooks?: number;
}

/** Real HTTP load balancers on loopback ports; `look` shows a new one as soon as its port is bound, one turn of the loop later. */
export function createBalancerPlane(options: BalancerPlaneOptions = {}): BalancerPlane & {
  metrics(arn: string): BalancerMetrics | undefined;
  close(): Promise<void>;
} {
  const settings = {
    host: options.host ?? '127.0.0.1',
    preferredPort: options.preferredPort ?? 8080,
    idleTimeout: options.idleTimeout ?? 60_000,
    clock: options.clock ?? systemClock,
    remember: options.remember ?? createPortMemory(),
    ...(options.firstLooks !== undefined && { firstLooks: options.firstLooks }),
  };
  if (!/^127\.\d+\.\d+\.\d+$/.test(settings.host)) throw new Error(`not a loopback address: ${settings.host}`);
  const balancers = new Map<string, Balancer>();
  const closing = new Set<Promise<void>>();
  return {
    apply(spec) {
      const running = balancers.get(spec.arn);
      if (running) running.apply(spec);
      else balancers.set(spec.arn, createBalancer(spec, settings));
    },
    look: (arn) => balancers.get(arn)?.look(),
    metrics: (arn) => balancers.get(arn)?.metrics,
    remove(arn) {
      const balancer = balancers.get(arn);
      balancers.delete(arn);
      if (!balancer) return;
      const closed = balancer.close().finally(() => closing.delete(closed));
      closing.add(closed);
    },
    async close() {
      const all = [...balancers.values()].map((balancer) => balancer.close());
      balancers.clear();
      await Promise.all([...all, ...closing]);
    },
  };
}
