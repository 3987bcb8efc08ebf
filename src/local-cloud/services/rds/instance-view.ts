import type * as sdk from '@aws-sdk/client-rds';
import type { World } from '../../world.js';
import { optionGroupOf } from './instance-references.js';
import { tagList } from './lists.js';
import { type Changeable, type Instance, rdsSlice } from './store.js';
import { subnetGroupView } from './subnet-groups.js';

const pendingView = (changes: Partial<Changeable>): sdk.PendingModifiedValues => ({
  ...(changes.class !== undefined && { DBInstanceClass: changes.class }),
  ...(changes.allocatedStorage !== undefined && { AllocatedStorage: changes.allocatedStorage }),
  ...(changes.iops !== undefined && { Iops: changes.iops }),
  ...(changes.throughput !== undefined && { StorageThroughput: changes.throughput }),
  ...(changes.storageType !== undefined && { StorageType: changes.storageType }),
  ...(changes.engineVersion !== undefined && { EngineVersion: changes.engineVersion }),
  ...(changes.multiAz !== undefined && { MultiAZ: changes.multiAz }),
  ...(changes.backupRetention !== undefined && { BackupRetentionPeriod: changes.backupRetention }),
});

function parameterStatus({ pending, awaitsStart }: Instance): string {
  if (pending?.parameterGroup !== undefined) return 'applying';
  return awaitsStart ? 'pending-reboot' : 'in-sync';
}

/** A DB instance as RDS shows it. */
export function instanceView(world: World, instance: Instance): sdk.DBInstance {
  const group = world.of(rdsSlice).subnetGroups[instance.subnetGroup];
  const born = instance.status !== 'creating' && instance.status !== 'failed';
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceArn: instance.arn,
    DbiResourceId: instance.resourceId,
    DBInstanceClass: instance.class,
    DBInstanceStatus: instance.status,
    Engine: instance.engine,
    EngineVersion: instance.engineVersion,
    EngineLifecycleSupport: instance.lifecycleSupport,
    LicenseModel: 'general-public-license',
    MasterUsername: instance.user,
    DBName: instance.database,
    ...(instance.endpoint && {
      Endpoint: { Address: instance.endpoint.address, Port: instance.endpoint.port, HostedZoneId: 'Z24O6O9L7SGTNB' },
    }),
    DbInstancePort: 0,
    AllocatedStorage: instance.allocatedStorage,
    StorageType: instance.storageType,
    Iops: instance.iops,
    StorageThroughput: instance.throughput,
    StorageEncrypted: instance.encrypted,
    KmsKeyId: instance.key,
    MaxAllocatedStorage: instance.maxAllocatedStorage,
    ...(born && { InstanceCreateTime: new Date(instance.createdAt) }),
    PreferredBackupWindow: instance.backupWindow,
    BackupRetentionPeriod: instance.backupRetention,
    BackupTarget: 'region',
    PreferredMaintenanceWindow: instance.maintenanceWindow,
    PendingModifiedValues: {
      ...pendingView({ ...instance.deferred, ...instance.pending }),
      ...((instance.status === 'creating' || instance.awaitsPassword) && { MasterUserPassword: '****' }),
    },
    DBSecurityGroups: [],
    VpcSecurityGroups: instance.groupIds.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
    DBParameterGroups: [
      { DBParameterGroupName: instance.parameterGroup, ParameterApplyStatus: parameterStatus(instance) },
    ],
    OptionGroupMemberships: [
      {
        OptionGroupName: optionGroupOf(instance.engineVersion),
        Status: 'in-sync',
      },
    ],
    ...(born && { AvailabilityZone: instance.zone }),
    ...(group && { DBSubnetGroup: subnetGroupView(world, group) }),
    MultiAZ: instance.multiAz,
    AutoMinorVersionUpgrade: instance.autoMinorVersionUpgrade,
    ReadReplicaDBInstanceIdentifiers: [],
    PubliclyAccessible: instance.publicly,
    CopyTagsToSnapshot: instance.copyTagsToSnapshot,
    MonitoringInterval: 0,
    IAMDatabaseAuthenticationEnabled: false,
    PerformanceInsightsEnabled: false,
    DeletionProtection: instance.deletionProtection,
    AssociatedRoles: [],
    DomainMemberships: [],
    TagList: tagList(instance.tags),
    CACertificateIdentifier: instance.caCertificate,
    NetworkType: 'IPV4',
    DedicatedLogVolume: false,
    StatusInfos: instance.failure
      ? [{ StatusType: 'local cloud', Normal: false, Status: 'error', Message: instance.failure }]
      : [],
  };
}
