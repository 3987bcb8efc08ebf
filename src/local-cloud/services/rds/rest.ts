import type * as sdk from '@aws-sdk/client-rds';
import { InvalidDBInstanceStateFault } from '@aws-sdk/client-rds';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { noteEvent } from './events.js';
import { instanceView } from './instance-view.js';
import { databaseSpec, needInstance } from './instances.js';
import type { Instance } from './store.js';

function move(world: World, id: string, from: Instance['status'], to: Instance['status']): Instance {
  const instance = needInstance(world, id);
  if (instance.status !== from) {
    const message = `Instance ${instance.id} is not in ${from} state.`;
    throw new InvalidDBInstanceStateFault({ message, $metadata: {} });
  }
  instance.status = to;
  instance.nextAt = world.now() + world.weather.delay('rds.instance.modify');
  return instance;
}

/** Stopping an instance and starting it again; its data and its address stay. */
export const restOperations: Partial<Api<typeof sdk>> = {
  StopDBInstance: (input, { world }) => {
    const instance = move(world, input.DBInstanceIdentifier, 'available', 'stopping');
    world.plane.databases.stop(instance.id);
    return { DBInstance: instanceView(world, instance) };
  },

  StartDBInstance: (input, { world }) => {
    const instance = move(world, input.DBInstanceIdentifier, 'stopped', 'starting');
    delete instance.awaitsStart;
    world.plane.databases.start(databaseSpec(instance));
    noteEvent(world, instance, 'notification', 'DB instance started.');
    return { DBInstance: instanceView(world, instance) };
  },
};
