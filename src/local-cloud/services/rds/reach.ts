import type { World } from '../../world.js';
import { admits } from '../ec2/lookups.js';
import { rdsSlice } from './store.js';

/** Whether that name is the endpoint of an instance whose security groups turn those of a caller away: its packets are dropped. */
export function isShutOff(world: World, host: string, groupIds: readonly string[]): boolean {
  const instance = Object.values(world.of(rdsSlice).instances).find(({ id }) => {
    const sight = world.plane.databases.look(id);
    return sight?.state === 'available' && sight.address === host;
  });
  return instance !== undefined && !admits(world, instance.groupIds, instance.port, groupIds);
}
