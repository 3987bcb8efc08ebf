import type * as sdk from '@aws-sdk/client-rds';
import { InvalidDBInstanceStateFault } from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { ec2Slice } from '../ec2/store.js';
import { checkGroups, checkPassword, checkSizes, checkVersion } from './instance-checks.js';
import { needInstance } from './instances.js';
import type { Changeable, Instance } from './store.js';
import { needSubnetGroup } from './subnet-groups.js';

function wishOf(input: sdk.ModifyDBInstanceCommandInput): Partial<Changeable> {
  const all: Partial<Record<keyof Changeable, unknown>> = {
    class: input.DBInstanceClass,
    allocatedStorage: input.AllocatedStorage,
    storageType: input.StorageType,
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
  'engineVersion',
  'multiAz',
];

/** Changes that need no time and no `modifying`. */
const AT_ONCE: readonly (keyof Changeable)[] = ['deletionProtection', 'copyTagsToSnapshot', 'autoMinorVersionUpgrade'];

function check(world: World, instance: Instance, wish: Partial<Changeable>): void {
  const storage = wish.allocatedStorage ?? instance.allocatedStorage;
  checkSizes(storage, wish.storageType ?? instance.storageType, wish.backupRetention ?? instance.backupRetention);
  if (storage < instance.allocatedStorage) {
    refuse(
      'InvalidParameterCombination',
      `Invalid storage size: requested ${storage} GiB is less than the allocated ${instance.allocatedStorage} GiB`,
    );
  }
  const version = wish.engineVersion ?? instance.engineVersion;
  const full = checkVersion(version, wish.class ?? instance.class, instance.lifecycleSupport);
  if (wish.engineVersion !== undefined) wish.engineVersion = full;
  if (wish.groupIds) checkGroups(world, wish.groupIds, needSubnetGroup(world, instance.subnetGroup).vpcId);
}

const differs = (instance: Instance, wish: Partial<Changeable>): [string, unknown][] =>
  Object.entries(wish).filter(
    ([key, value]) => JSON.stringify(instance[key as keyof Changeable]) !== JSON.stringify(value),
  );

/** Puts changes into effect, and the security groups onto the network interface. */
export function applyChanges(world: World, instance: Instance, changes: Partial<Changeable>): void {
  Object.assign(instance, changes);
  const found = world.of(ec2Slice).interfaces[instance.interfaceId ?? ''];
  if (changes.groupIds && found) found.groupIds = [...changes.groupIds];
}

/** Changes an available instance; what takes time leaves it `modifying`, what may wait does unless ApplyImmediately. */
export function modifyInstance(world: World, input: sdk.ModifyDBInstanceCommandInput): Instance {
  const instance = needInstance(world, input.DBInstanceIdentifier!);
  if (input.NewDBInstanceIdentifier !== undefined) {
    refuse('NotImplemented', 'The local cloud does not rename DB instances', 501);
  }
  if (instance.status !== 'available') {
    throw new InvalidDBInstanceStateFault({
      message: `Database instance is not in available state.`,
      $metadata: {},
    });
  }
  const wish = wishOf(input);
  check(world, instance, wish);
  if (input.MasterUserPassword !== undefined) {
    checkPassword(input.MasterUserPassword);
    world.plane.databases.changePassword(instance.id, input.MasterUserPassword);
  }
  const changes = differs(instance, wish);
  const pick = (wanted: (key: keyof Changeable) => boolean) =>
    Object.fromEntries(changes.filter(([key]) => wanted(key as keyof Changeable))) as Partial<Changeable>;
  applyChanges(
    world,
    instance,
    pick((key) => AT_ONCE.includes(key)),
  );
  const deferred = pick((key) => DEFERRABLE.includes(key));
  const now = input.ApplyImmediately ?? false;
  const timed = {
    ...pick((key) => !AT_ONCE.includes(key) && !DEFERRABLE.includes(key)),
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
