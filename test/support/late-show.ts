import { isRead } from '../../src/aws/looking.js';
import type { AnyOperation, Service, ServiceName } from '../../src/local-cloud/service.js';
import { scalingSlice } from '../../src/local-cloud/services/application-autoscaling/store.js';
import { ecsSlice } from '../../src/local-cloud/services/ecs/store.js';
import { elbSlice } from '../../src/local-cloud/services/elbv2/store.js';
import { iamSlice } from '../../src/local-cloud/services/iam/store.js';
import { logsSlice } from '../../src/local-cloud/services/logs/store.js';
import { rdsSlice } from '../../src/local-cloud/services/rds/store.js';
import { ssmSlice } from '../../src/local-cloud/services/ssm/store.js';
import type { World } from '../../src/local-cloud/world.js';

type Table = Record<string, object>;

/** Where the services keep what a reader may see late, by kind. EC2's lateness is the local cloud's own; no story has an image of its own. */
const shelves: Partial<Record<ServiceName, (world: World) => Record<string, Table>>> = {
  iam: (world) => ({ 'a role': world.of(iamSlice).roles }),
  logs: (world) => ({ 'a log group': world.of(logsSlice).groups }),
  ssm: (world) => ({ 'a parameter': world.of(ssmSlice).parameters }),
  rds: (world) => {
    const { instances, subnetGroups } = world.of(rdsSlice);
    return { 'a database': instances, 'a database subnet group': subnetGroups };
  },
  elbv2: (world) => {
    const { loadBalancers, targetGroups, listeners } = world.of(elbSlice);
    return { 'a load balancer': loadBalancers, 'a target group': targetGroups, 'a listener': listeners };
  },
  ecs: (world) => {
    const { clusters, services, taskDefinitions } = world.of(ecsSlice);
    return { 'a cluster': clusters, 'a service': services, 'a task definition': taskDefinitions };
  },
  'application-autoscaling': (world) => {
    const { targets, policies } = world.of(scalingSlice);
    return { 'a scalable target': targets, 'a scaling policy': policies };
  },
};

/** The kinds that are seen late. */
export const lateKinds: readonly string[] = [
  'a role',
  'a log group',
  'a parameter',
  'a database',
  'a database subnet group',
  'a load balancer',
  'a target group',
  'a listener',
  'a cluster',
  'a service',
  'a task definition',
  'a scalable target',
  'a scaling policy',
];

/**
 * The services, each with readers that see what was made only after a while: `delay` is asked once for each new thing, in
 * milliseconds, and `tell` hears of each answer from which something was missing that stood already.
 */
export function showLate(
  services: readonly Service[],
  delay: () => number,
  tell: (kind: string) => void,
): readonly Service[] {
  const until = new WeakMap<object, number>();
  const read =
    (open: (world: World) => Record<string, Table>, operation: AnyOperation): AnyOperation =>
    (input, ctx) => {
      const { world } = ctx;
      const hidden = Object.entries(open(world)).flatMap(([kind, table]) =>
        Object.entries(table)
          .filter(([, it]) => (until.get(it) ?? 0) > world.now())
          .map(([key, it]) => ({ kind, table, key, it })),
      );
      if (hidden.length === 0) return operation(input, ctx);
      for (const { table, key } of hidden) delete table[key];
      try {
        return operation(input, ctx);
      } finally {
        for (const { kind, table, key, it } of hidden) {
          table[key] = it;
          tell(kind);
        }
      }
    };
  const change =
    (open: (world: World) => Record<string, Table>, operation: AnyOperation): AnyOperation =>
    (input, ctx) => {
      const { world } = ctx;
      const before = Object.values(open(world)).map((table) => new Set(Object.keys(table)));
      const output = operation(input, ctx);
      for (const [index, table] of Object.values(open(world)).entries()) {
        for (const key of Object.keys(table)) {
          const it = table[key];
          if (it && !before[index]?.has(key)) until.set(it, world.now() + delay());
        }
      }
      return output;
    };
  return services.map((service) => {
    const open = shelves[service.name];
    if (!open) return service;
    const operations = Object.entries(service.operations).map(
      ([name, operation]) => [name, (isRead(name) ? read : change)(open, operation)] as const,
    );
    return { ...service, operations: Object.fromEntries(operations) };
  });
}
