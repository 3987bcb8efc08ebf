import type { DBInstance } from '@aws-sdk/client-rds';
import type { Live } from '../../model/resource.js';
import type { DbInstanceProps } from './db-settings.js';
import { tagsFrom } from './tags.js';

type Shown = Omit<DbInstanceProps, 'passwordParameter' | 'onDestroy' | 'storageType'>;

/** Its settings as they will be once what AWS has accepted is applied. */
export interface DbInstanceLive extends Live, Partial<Shown> {
  readonly storageType?: string;
  readonly host?: string;
  readonly port?: number;
  readonly publiclyAccessible?: boolean;
  readonly notes?: readonly string[];
}

/** What is about to be applied counts as applied: asking for it twice would only restart the change. */
export function liveOf(it: DBInstance): DbInstanceLive {
  const coming = it.PendingModifiedValues;
  return {
    id: it.DBInstanceIdentifier ?? '',
    tags: tagsFrom(it.TagList),
    // A full one that is given more keeps its word until RDS gets to it.
    state: it.DBInstanceStatus === 'storage-full' && coming?.AllocatedStorage ? 'modifying' : it.DBInstanceStatus,
    host: it.Endpoint?.Address,
    port: it.Endpoint?.Port,
    user: it.MasterUsername,
    databaseName: it.DBName,
    engineVersion: coming?.EngineVersion ?? it.EngineVersion,
    instanceClass: coming?.DBInstanceClass ?? it.DBInstanceClass,
    storageGiB: coming?.AllocatedStorage ?? it.AllocatedStorage,
    storageType: coming?.StorageType ?? it.StorageType,
    backupRetentionDays: coming?.BackupRetentionPeriod ?? it.BackupRetentionPeriod,
    multiAz: coming?.MultiAZ ?? it.MultiAZ,
    deletionProtection: it.DeletionProtection,
    publiclyAccessible: it.PubliclyAccessible,
    subnetGroupName: it.DBSubnetGroup?.DBSubnetGroupName,
    securityGroupIds: it.VpcSecurityGroups?.filter((g) => g.Status !== 'removing').flatMap(
      (g) => g.VpcSecurityGroupId ?? [],
    ),
    notes: it.StatusInfos?.flatMap((info) => info.Message ?? []),
  };
}
