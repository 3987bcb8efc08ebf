import type { World } from '../../world.js';
import { ec2Slice } from '../ec2/store.js';
import { noteEvent } from './events.js';
import { databaseSpec } from './instances.js';
import { applyChanges } from './modify.js';
import { type Instance, rdsSlice } from './store.js';

/** RDS takes its network interface away together with the instance, unlike ECS and ELB. */
function bury(world: World, instance: Instance): void {
  const data = world.of(rdsSlice);
  world.plane.databases.remove(instance.id);
  noteEvent(world, instance, 'deletion', 'DB instance deleted.');
  if (instance.interfaceId) delete world.of(ec2Slice).interfaces[instance.interfaceId];
  if (instance.keepsBackups) {
    const { resourceId, id, arn, engine, engineVersion, allocatedStorage, zone, createdAt } = instance;
    const rest = { engine, engineVersion, allocatedStorage, zone, createdAt };
    data.retained[resourceId] = { resourceId, instanceId: id, instanceArn: arn, ...rest };
  }
  delete data.instances[instance.id];
}

/** Keeps the endpoint as the data plane has it; true when that changed anything. */
function lookAtPlane(world: World, instance: Instance): boolean {
  const sight = world.plane.databases.look(instance.id);
  // A data plane that was started anew knows nothing: the instance is started again on its data.
  if (!sight) world.plane.databases.start(databaseSpec(instance));
  if (sight?.state === 'failed' && instance.status !== 'failed') {
    instance.status = 'failed';
    instance.failure = sight.reason;
    noteEvent(world, instance, 'failure', sight.reason);
    return true;
  }
  if (sight?.state !== 'available' || world.now() < instance.endpointAt) return false;
  const { address, port } = sight;
  if (instance.status === 'failed') {
    instance.status = 'available';
    delete instance.failure;
    instance.endpoint = { address, port };
    noteEvent(world, instance, 'recovery', 'Recovery of the DB instance is complete.');
    return true;
  }
  if (instance.endpoint?.address === address && instance.endpoint.port === port) return false;
  instance.endpoint = { address, port };
  return true;
}

function advance(world: World, instance: Instance): boolean {
  const now = world.now();
  if (instance.status === 'deleting') {
    if (now < instance.nextAt) return false;
    bury(world, instance);
    return true;
  }
  if (instance.status === 'stopped') return false;
  if (instance.status === 'stopping') {
    if (now < instance.nextAt) return false;
    instance.status = 'stopped';
    noteEvent(world, instance, 'notification', 'DB instance stopped.');
    return true;
  }
  const seen = lookAtPlane(world, instance);
  const { status } = instance;
  if (status === 'creating' && instance.endpoint && instance.backupRetention > 0 && now >= instance.backupAt) {
    instance.status = 'backing-up';
    noteEvent(world, instance, 'creation', 'DB instance created.');
    noteEvent(world, instance, 'backup', 'Backing up DB instance.');
    return true;
  }
  if (status === 'available' || status === 'failed' || !instance.endpoint || now < instance.nextAt) return seen;
  if (status === 'modifying') {
    applyChanges(world, instance, instance.pending ?? {});
    delete instance.pending;
    delete instance.awaitsPassword;
  }
  if (status === 'creating') noteEvent(world, instance, 'creation', 'DB instance created.');
  if (status === 'backing-up') noteEvent(world, instance, 'backup', 'Finished DB Instance backup.');
  instance.status = 'available';
  return true;
}

/** Moves every DB instance on as far as the time and the data plane allow; true when one changed. */
export function live(world: World): boolean {
  let changed = false;
  for (const instance of Object.values(world.of(rdsSlice).instances)) changed = advance(world, instance) || changed;
  return changed;
}
