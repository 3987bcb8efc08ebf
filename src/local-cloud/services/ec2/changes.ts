import { type Service, wrapOperations } from '../../service.js';
import type { World } from '../../world.js';

const counts = new WeakMap<World, number>();

/** Whether an operation of EC2 changes nothing. */
export const isReading = (name: string): boolean => /^(Describe|Get)/.test(name);

/** How many calls have changed something of EC2 in this process: before there was another one, what groups and subnets say of others stays as it is. */
export const changesOf = (world: World): number => counts.get(world) ?? 0;

/** Counts the calls of EC2 that are not mere reads, whether they succeed or not. */
export const withCount = (service: Service): Service =>
  wrapOperations(service, (name, operation) =>
    isReading(name)
      ? operation
      : (input, ctx) => {
          counts.set(ctx.world, changesOf(ctx.world) + 1);
          return operation(input, ctx);
        },
  );
