import type { Slice, World } from '../../world.js';

const speedSlice: Slice<{ factor: number }> = { name: 'scaling-speed', initial: () => ({ factor: 1 }) };

/** How many times faster than on AWS task metrics are published, target-tracking alarms judged and cooldowns over; 1 = as on AWS. */
export const scalingSpeed = (world: World): number => world.of(speedSlice).factor;

/** Sets the factor of scalingSpeed; throws a RangeError unless it is positive. */
export function setScalingSpeed(world: World, factor: number): void {
  if (!(factor > 0)) throw new RangeError(`not a speed: ${factor}`);
  world.of(speedSlice).factor = factor;
}
