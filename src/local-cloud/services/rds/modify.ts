import type * as sdk from '@aws-sdk/client-rds';
import { InvalidDBInstanceStateFault } from '@aws-sdk/client-rds';
import type { World } from '../../world.js';
import { ec2Slice } from '../ec2/store.js';
import { checkPassword } from './instance-checks.js';
import { needInstance } from './instances.js';
import { completeWish } from './modify-checks.js';
import type { Changeable, Instance } from './store.js';

function wishOf(input: sdk.ModifyDBInstanceCommandInput): Partial<Changeable> {
  const all: Partial<Record<keyof Changeable, unknown>> = {
    class: input.DBInstanceClass,
    allocatedStorage: input.AllocatedStorage,
    storageType: input.StorageType,
    maxAllocatedStorage: input.MaxAllocatedStorage,
    engineVersion: input.EngineVersion,
    multiAz: input.MultiAZ,
    publicly: input.PubliclyAccessible,
    backupRetention: input.BackupRetentionPeriod,
    backupWindow: input.PreferredBackupWindow,
    maintenanceWindow: input.PreferredMaintenanceWindow,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade,
    deletionProtection: input.DeletionProtection,
    copyTagsToSnapshot: input.CopyTagsToSnapshot,
    groupIds: input.VpcSecurityGroupIds,
    parameterGroup: input.DBParameterGroupName,
    caCertificate: input.CACertificateIdentifier,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Changeable>;
}

/** Changes that wait for the maintenance window unless they are to apply immediately. */
const DEFERRABLE: readonly (keyof Changeable)[] = [
  'class',
  'allocatedStorage',
  'storageType',
  'iops',
  'throughput',
  'engineVersion',
  'multiAz',
];

/** Changes that need no time and no `modifying`. */
const AT_ONCE: readonly (keyof Changeable)[] = [
  'deletionProtection',
  'copyTagsToSnapshot',
  'autoMinorVersionUpgrade',
  'maxAllocatedStorage',
];

const differs = (instance: Instance, wish: Partial<Changeable>): [string, unknown][] =>
  Object.entries(wish).filter(
    ([key, value]) => JSON.stringify(instance[key as keyof Changeable]) !== JSON.stringify(value),
  );

/** Puts changes into effect, and the security groups onto the network interface. */
export function applyChanges(world: World, instance: Instance, changes: Partial<Changeable>): void {
  Object.assign(instance, changes);
  // A new version or class brings a restart with it; a new group waits for one.
  if (changes.engineVersion !== undefined || changes.class !== undefined) delete instance.awaitsStart;
  else if (changes.parameterGroup !== undefined) instance.awaitsStart = true;
  const found = world.of(ec2Slice).interfaces[instance.interfaceId ?? ''];
  if (changes.groupIds && found) found.groupIds = [...changes.groupIds];
}

/** Changes an available instance; what takes time leaves it `modifying`, what may wait does unless ApplyImmediately. */
export function modifyInstance(world: World, input: sdk.ModifyDBInstanceCommandInput): Instance {
  const instance = needInstance(world, input.DBInstanceIdentifier!);
  if (instance.status !== 'available') {
    throw new InvalidDBInstanceStateFault({
      message: `Database instance is not in available state.`,
      $metadata: {},
    });
  }
  const wish = completeWish(world, instance, wishOf(input), input);
  if (input.MasterUserPassword !== undefined) {
    checkPassword(input.MasterUserPassword);
    world.plane.databases.changePassword(instance.id, input.MasterUserPassword);
    instance.awaitsPassword = true;
  }
  const changes = differs(instance, wish);
  const pick = (wanted: (key: keyof Changeable) => boolean) =>
    Object.fromEntries(changes.filter(([key]) => wanted(key as keyof Changeable))) as Partial<Changeable>;
  applyChanges(
    world,
    instance,
    pick((key) => AT_ONCE.includes(key)),
  );
  const waits = (key: keyof Changeable) =>
    DEFERRABLE.includes(key) || (key === 'parameterGroup' && wish.engineVersion !== undefined);
  const deferred = pick(waits);
  const now = input.ApplyImmediately ?? false;
  const timed = {
    ...pick((key) => !AT_ONCE.includes(key) && !waits(key)),
    ...(now && { ...instance.deferred, ...deferred }),
  };
  if (now) delete instance.deferred;
  else if (Object.keys(deferred).length > 0) instance.deferred = { ...instance.deferred, ...deferred };
  if (Object.keys(timed).length > 0 || input.MasterUserPassword !== undefined) {
    instance.pending = timed;
    instance.status = 'modifying';
    instance.nextAt = world.now() + world.weather.delay('rds.instance.modify');
  }
  return instance;
}
