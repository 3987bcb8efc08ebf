import type * as sdk from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { isNewer, leapOf } from './catalogue.js';
import { checkGroups, checkRetention, checkVersion } from './instance-checks.js';
import { checkAuthority, checkLicence, checkOptionGroup } from './instance-references.js';
import { chooseParameterGroup } from './parameter-groups.js';
import { checkLimit, readStorage } from './storage.js';
import type { Changeable, Instance } from './store.js';
import { needSubnetGroup } from './subnet-groups.js';
import { refuseExports, refuseInsights, refuseMonitoring, refuseUnimitated } from './unimitated.js';
import { readWindows } from './windows.js';

type Input = sdk.ModifyDBInstanceCommandInput;

const clash = (message: string): never => refuse('InvalidParameterCombination', message);
const notHere = (what: string): never => refuse('NotImplemented', `The local cloud does not ${what}`, 501);

/** Refuses what AWS would do and the local cloud would have to drop. */
function refuseDropped(world: World, instance: Instance, input: Input): void {
  refuseUnimitated(input);
  if (input.NewDBInstanceIdentifier !== undefined) notHere('rename DB instances');
  if (input.DBPortNumber !== undefined && input.DBPortNumber !== instance.port) {
    notHere('change the port of DB instances');
  }
  if (input.DBSubnetGroupName && needSubnetGroup(world, input.DBSubnetGroupName).name !== instance.subnetGroup) {
    notHere('move DB instances to another subnet group');
  }
  const { EngineLifecycleSupport: support } = input;
  if (support !== undefined && support !== instance.lifecycleSupport) {
    notHere('change the life cycle support of DB instances');
  }
  refuseMonitoring(input.MonitoringInterval ?? 0, input.MonitoringRoleArn);
  refuseInsights(input.EnablePerformanceInsights, input.DBInstanceClass ?? instance.class);
  refuseExports(input.CloudwatchLogsExportConfiguration?.EnableLogTypes, instance.engineVersion);
}

/** Storage as it is to be: how fast it is hangs on its type and its size. */
function readStorageWish(instance: Instance, wish: Partial<Changeable>, input: Input): Partial<Changeable> {
  const size = wish.allocatedStorage ?? instance.allocatedStorage;
  const type = wish.storageType ?? instance.storageType;
  if (size < instance.allocatedStorage) {
    clash(`Invalid storage size: requested ${size} GiB is less than the allocated ${instance.allocatedStorage} GiB`);
  }
  // The same limit as the size is how storage is told to grow no more.
  const stays = input.MaxAllocatedStorage === size;
  if (stays) wish.maxAllocatedStorage = undefined;
  else checkLimit(input.MaxAllocatedStorage ?? instance.maxAllocatedStorage, size);
  const asked = [input.AllocatedStorage, input.StorageType, input.Iops, input.StorageThroughput];
  if (asked.every((each) => each === undefined)) return {};
  // Below 400 GiB the speed is fixed, so there is none of its own to keep.
  const own = type === instance.storageType && instance.allocatedStorage >= 400 ? instance : undefined;
  const iops = input.Iops ?? own?.iops;
  const throughput = input.StorageThroughput ?? own?.throughput;
  return { iops: undefined, throughput: undefined, ...readStorage({ type, size, iops, throughput }) };
}

/** The version and the parameter group that go together. */
function readVersionWish(
  world: World,
  instance: Instance,
  wish: Partial<Changeable>,
  input: Input,
): Partial<Changeable> {
  const { engineVersion: from, parameterGroup: group } = instance;
  const to = checkVersion(wish.engineVersion ?? from, wish.class ?? instance.class, instance.lifecycleSupport);
  if (isNewer(from, to) || leapOf(from, to) > 1) clash(`Cannot upgrade mysql from ${from} to ${to}`);
  const leaps = leapOf(from, to) > 0;
  if (leaps && !input.AllowMajorVersionUpgrade) {
    clash('The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.');
  }
  if (leaps && wish.parameterGroup === undefined && !group.startsWith('default.')) {
    clash(
      `Current Parameter Group (${group}) is non-default. You need to explicitly specify a new Parameter Group in this case (default or custom)`,
    );
  }
  return {
    ...(wish.engineVersion !== undefined && { engineVersion: to }),
    ...((leaps || wish.parameterGroup !== undefined) && {
      parameterGroup: chooseParameterGroup(world, wish.parameterGroup, to),
    }),
  };
}

/** Holds what an instance is to become against RDS's rules, and completes it by what goes with it. */
export function completeWish(
  world: World,
  instance: Instance,
  wish: Partial<Changeable>,
  input: Input,
): Partial<Changeable> {
  refuseDropped(world, instance, input);
  checkAuthority(input.CACertificateIdentifier);
  checkRetention(wish.backupRetention ?? instance.backupRetention);
  const version = readVersionWish(world, instance, wish, input);
  const { engineVersion = instance.engineVersion } = version;
  checkLicence(input.LicenseModel, wish.class ?? instance.class, engineVersion);
  checkOptionGroup(input.OptionGroupName, engineVersion);
  const windows =
    wish.backupWindow === undefined && wish.maintenanceWindow === undefined
      ? {}
      : readWindows(wish.backupWindow ?? instance.backupWindow, wish.maintenanceWindow ?? instance.maintenanceWindow);
  if (wish.groupIds) checkGroups(world, wish.groupIds, needSubnetGroup(world, instance.subnetGroup).vpcId);
  const storage = readStorageWish(instance, wish, input);
  return { ...wish, ...storage, ...version, ...windows };
}
