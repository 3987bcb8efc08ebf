import type { World } from '../../world.js';
import { ec2Slice } from '../ec2/store.js';
import { type End, endOf, letThrough } from '../ec2/walls.js';
import { rdsSlice } from './store.js';

/** Whether that name is the endpoint of an instance that security groups keep a caller from: its packets are dropped. */
export function isShutOff(world: World, host: string, caller: End): boolean {
  const instance = Object.values(world.of(rdsSlice).instances).find(({ id }) => {
    const sight = world.plane.databases.look(id);
    return sight?.state === 'available' && sight.address === host;
  });
  const door = world.of(ec2Slice).interfaces[instance?.interfaceId ?? ''];
  return instance !== undefined && door !== undefined && !letThrough(world, caller, endOf(door), instance.port);
}
