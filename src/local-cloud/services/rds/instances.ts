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
import { checkCreation, checkGroups, checkSizes, checkVersion } from './instance-checks.js';
import { tagRecord } from './lists.js';
import { addSnapshot } from './snapshots.js';
import { type Instance, rdsSlice } from './store.js';
import { needSubnetGroup } from './subnet-groups.js';

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

/** The share of the creation after which RDS begins its first backup. */
const BACKUP_SHARE = 0.9;

/** Makes a DB instance and hands its password to the data plane, which alone keeps it. */
export function createInstance(world: World, input: sdk.CreateDBInstanceCommandInput): Instance {
  checkCreation(input);
  const id = input.DBInstanceIdentifier!.toLowerCase();
  const { instances } = world.of(rdsSlice);
  if (own(instances, id))
    throw new DBInstanceAlreadyExistsFault({ message: 'DB instance already exists', $metadata: {} });
  if (Object.keys(instances).length >= mostOf(world, 'databases')) {
    const message = 'Cannot create more than the allowed number of DB instances.';
    throw new InstanceQuotaExceededFault({ message, $metadata: {} });
  }
  needLinkedRole(world);
  const lifecycleSupport = input.EngineLifecycleSupport ?? 'open-source-rds-extended-support';
  const engineVersion = checkVersion(input.EngineVersion, input.DBInstanceClass!, lifecycleSupport);
  const storageType = input.StorageType ?? 'gp3';
  const backupRetention = input.BackupRetentionPeriod ?? 1;
  checkSizes(input.AllocatedStorage, storageType, backupRetention);
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
  const parameterGroup = input.DBParameterGroupName ?? `default.mysql${engineVersion.split('.').slice(0, 2).join('.')}`;
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
    ...(storageType === 'gp3' && { iops: 3000, throughput: 125 }),
    encrypted: input.StorageEncrypted ?? false,
    multiAz: input.MultiAZ ?? false,
    publicly: input.PubliclyAccessible ?? false,
    backupRetention,
    backupWindow: input.PreferredBackupWindow ?? '17:00-17:30',
    maintenanceWindow: input.PreferredMaintenanceWindow ?? 'sun:18:00-sun:18:30',
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    deletionProtection: input.DeletionProtection ?? false,
    copyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    groupIds,
    parameterGroup,
    caCertificate: input.CACertificateIdentifier ?? 'rds-ca-rsa2048-g1',
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
