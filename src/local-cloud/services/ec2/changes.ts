import type { Service } from '../../service.js';
import type { World } from '../../world.js';

const counts = new WeakMap<World, number>();

/** How many calls have changed something of EC2 in this process: before there was another one, what groups and subnets say of others stays as it is. */
export const changesOf = (world: World): number => counts.get(world) ?? 0;

/** Counts the calls of EC2 that are not mere reads, whether they succeed or not. */
export function withCount(service: Service): Service {
  const operations = Object.entries(service.operations).map(([name, operation]) => {
    if (/^(Describe|Get)/.test(name)) return [name, operation] as const;
    const counting: typeof operation = (input, ctx) => {
      counts.set(ctx.world, changesOf(ctx.world) + 1);
      return operation(input, ctx);
    };
    return [name, counting] as const;
  });
  return { ...service, operations: Object.fromEntries(operations) };
}
