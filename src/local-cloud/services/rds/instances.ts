import { randomBytes } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-rds';
import {
  DBInstanceAlreadyExistsFault,
  DBInstanceNotFoundFault,
  DBSnapshotAlreadyExistsFault,
  InstanceQuotaExceededFault,
  InvalidDBInstanceStateFault,
  InvalidVPCNetworkStateFault,
} from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { addNetworkInterface, defaultSecurityGroup, findSubnet } from '../ec2/lookups.js';
import { hasServiceLinkedRole } from '../iam/lookups.js';
import { ensureServiceLinkedRole } from '../iam/roles.js';
import { own } from '../own.js';
import { mostOf } from '../service-quotas/store.js';
import { checkCreation, checkGroups, checkRetention, checkVersion } from './instance-checks.js';
import { AUTHORITIES, checkAuthority, checkLicence, checkOptionGroup, readKey } from './instance-references.js';
import { tagRecord } from './lists.js';
import { chooseParameterGroup } from './parameter-groups.js';
import { addSnapshot } from './snapshots.js';
import { checkLimit, readStorage } from './storage.js';
import { type Instance, rdsSlice } from './store.js';
import { needSubnetGroup } from './subnet-groups.js';
import { refuseExports, refuseInsights, refuseMonitoring } from './unimitated.js';
import { readWindows } from './windows.js';

/** The DB instance of that identifier; throws DBInstanceNotFound. */
export function needInstance(world: World, id: string): Instance {
  const found = own(world.of(rdsSlice).instances, id.toLowerCase());
  if (found) return found;
  throw new DBInstanceNotFoundFault({ message: `DBInstance ${id.toLowerCase()} not found.`, $metadata: {} });
}

const wrongState = (message: string) => new InvalidDBInstanceStateFault({ message, $metadata: {} });

function needLinkedRole(world: World): void {
  if (hasServiceLinkedRole(world, 'rds.amazonaws.com')) return;
  ensureServiceLinkedRole(world, 'rds.amazonaws.com');
  refuse(
    'InvalidParameterValue',
    'Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later',
  );
}

/** Where in its subnet group a new instance stands. */
function placeIn(
  world: World,
  subnetIds: readonly string[],
  zone: string | undefined,
): { subnetId: string; zone: string } {
  const fitting = subnetIds.find((id) => zone === undefined || findSubnet(world, id)?.zone === zone);
  if (!fitting) {
    const message = `DB instance cannot be created in the Availability Zone ${zone}: the subnet group has no subnet there.`;
    throw new InvalidVPCNetworkStateFault({ message, $metadata: {} });
  }
  return { subnetId: fitting, zone: findSubnet(world, fitting)?.zone ?? '' };
}

/** Refuses what a new instance is to refer to and is not there, and what is there on AWS only. */
function checkWishes(input: sdk.CreateDBInstanceCommandInput, version: string): void {
  checkLicence(input.LicenseModel, input.DBInstanceClass!, version);
  checkAuthority(input.CACertificateIdentifier);
  checkOptionGroup(input.OptionGroupName, version);
  refuseMonitoring(input.MonitoringInterval ?? 0, input.MonitoringRoleArn);
  refuseInsights(input.EnablePerformanceInsights, input.DBInstanceClass!);
  refuseExports(input.EnableCloudwatchLogsExports, version);
}

/** The share of the creation after which RDS begins its first backup. */
const BACKUP_SHARE = 0.9;

/** Makes a DB instance and hands its password to the data plane, which alone keeps it. */
export function createInstance(world: World, input: sdk.CreateDBInstanceCommandInput): Instance {
  const id = input.DBInstanceIdentifier!.toLowerCase();
  const { instances } = world.of(rdsSlice);
  // Whatever the other parameters are.
  if (own(instances, id))
    throw new DBInstanceAlreadyExistsFault({ message: 'DB instance already exists', $metadata: {} });
  checkCreation(input);
  if (Object.keys(instances).length >= mostOf(world, 'databases')) {
    const message = 'Cannot create more than the allowed number of DB instances.';
    throw new InstanceQuotaExceededFault({ message, $metadata: {} });
  }
  needLinkedRole(world);
  const lifecycleSupport = input.EngineLifecycleSupport ?? 'open-source-rds-extended-support';
  const engineVersion = checkVersion(input.EngineVersion, input.DBInstanceClass!, lifecycleSupport);
  checkWishes(input, engineVersion);
  const storageType = input.StorageType ?? (input.Iops === undefined ? 'gp3' : 'io1');
  const { AllocatedStorage: size, Iops: iops, StorageThroughput: throughput } = input;
  const speed = readStorage({ type: storageType, size, iops, throughput });
  checkLimit(input.MaxAllocatedStorage, size!);
  const backupRetention = input.BackupRetentionPeriod ?? 1;
  checkRetention(backupRetention);
  const windows = readWindows(input.PreferredBackupWindow, input.PreferredMaintenanceWindow);
  const key = readKey(world, input.StorageEncrypted, input.KmsKeyId);
  const parameterGroup = chooseParameterGroup(world, input.DBParameterGroupName, engineVersion);
  if (!input.DBSubnetGroupName) {
    const message = 'No default VPC for this user. Specify a DB subnet group.';
    throw new InvalidVPCNetworkStateFault({ message, $metadata: {} });
  }
  const group = needSubnetGroup(world, input.DBSubnetGroupName);
  const usual = defaultSecurityGroup(world, group.vpcId);
  const groupIds = input.VpcSecurityGroupIds?.length ? [...input.VpcSecurityGroupIds] : usual ? [usual] : [];
  checkGroups(world, groupIds, group.vpcId);
  const { subnetId, zone } = placeIn(world, group.subnetIds, input.AvailabilityZone);
  const now = world.now();
  const nextAt = now + world.weather.delay('rds.instance.create');
  const instance: Instance = {
    id,
    arn: world.arn('rds', `db:${id}`),
    resourceId: `db-${randomBytes(13).toString('hex').toUpperCase()}`,
    status: 'creating',
    class: input.DBInstanceClass!,
    engine: 'mysql',
    engineVersion,
    lifecycleSupport,
    user: input.MasterUsername!,
    ...(input.DBName !== undefined && { database: input.DBName }),
    port: input.Port ?? 3306,
    subnetGroup: group.name,
    zone,
    allocatedStorage: input.AllocatedStorage!,
    storageType,
    ...speed,
    ...(input.MaxAllocatedStorage !== undefined && { maxAllocatedStorage: input.MaxAllocatedStorage }),
    ...(key !== undefined && { key }),
    encrypted: input.StorageEncrypted ?? false,
    multiAz: input.MultiAZ ?? false,
    publicly: input.PubliclyAccessible ?? false,
    backupRetention,
    ...windows,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    deletionProtection: input.DeletionProtection ?? false,
    copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    groupIds,
    parameterGroup,
    caCertificate: input.CACertificateIdentifier ?? AUTHORITIES[0],
    createdAt: now,
    endpointAt: Math.min(nextAt, now + world.weather.delay('rds.instance.endpoint')),
    backupAt: now + (nextAt - now) * BACKUP_SHARE,
    nextAt,
    tags: tagRecord(input.Tags),
  };
  instance.interfaceId = addNetworkInterface(world, {
    subnetId,
    groupIds,
    description: 'RDSNetworkInterface',
    requesterId: 'amazon-rds',
    requesterManaged: true,
    publicIp: instance.publicly,
  }).id;
  instances[id] = instance;
  world.plane.databases.start({ ...databaseSpec(instance), password: input.MasterUserPassword! });
  return instance;
}

/** What the data plane is told of an instance, without its password. */
export const databaseSpec = ({ id, engine, port, user, database }: Instance) => ({
  id,
  engine,
  port,
  user,
  ...(database !== undefined && { database }),
});

/** Begins to delete an instance, after its final snapshot if one is asked for. */
export function deleteInstance(world: World, input: sdk.DeleteDBInstanceCommandInput): Instance {
  const instance = needInstance(world, input.DBInstanceIdentifier!);
  const { id, status } = instance;
  if (status === 'deleting') throw wrongState(`Instance ${id} is already being deleted.`);
  if (instance.deletionProtection) {
    refuse(
      'InvalidParameterCombination',
      'Cannot delete protected DB Instance, please disable deletion protection and try again.',
    );
  }
  const skip = input.SkipFinalSnapshot ?? false;
  const snapshot = input.FinalDBSnapshotIdentifier;
  if (!skip && snapshot === undefined) {
    refuse(
      'InvalidParameterCombination',
      'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
    );
  }
  if (skip && snapshot !== undefined) {
    refuse(
      'InvalidParameterCombination',
      'FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is true',
    );
  }
  if (status !== 'available' && status !== 'stopped' && !(status === 'failed' && skip)) {
    throw wrongState(`Instance ${id} is currently ${status} - try again later.`);
  }
  let from = world.now();
  if (snapshot !== undefined) {
    if (own(world.of(rdsSlice).snapshots, snapshot.toLowerCase())) {
      const message = `Cannot create the snapshot because a snapshot with the identifier ${snapshot} already exists.`;
      throw new DBSnapshotAlreadyExistsFault({ message, $metadata: {} });
    }
    from = addSnapshot(world, instance, snapshot, {}).readyAt;
  }
  instance.status = 'deleting';
  instance.nextAt = from + world.weather.delay('rds.instance.delete');
  instance.keepsBackups = input.DeleteAutomatedBackups === false && instance.backupRetention > 0;
  delete instance.pending;
  return instance;
}
