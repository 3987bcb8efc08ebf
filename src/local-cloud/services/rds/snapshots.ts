import type * as sdk from '@aws-sdk/client-rds';
import {
  DBInstanceAutomatedBackupNotFoundFault,
  DBInstanceNotFoundFault,
  DBSnapshotAlreadyExistsFault,
  DBSnapshotNotFoundFault,
  InvalidDBInstanceStateFault,
} from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { own } from '../own.js';
import { checkIdentifier } from './instance-checks.js';
import { type Filters, filter, page, tagList, tagRecord } from './lists.js';
import { type Instance, type RetainedBackup, rdsSlice, type Snapshot } from './store.js';

/** Begins a snapshot of an instance. */
export function addSnapshot(world: World, instance: Instance, name: string, tags: Record<string, string>): Snapshot {
  checkIdentifier('DBSnapshotIdentifier', name);
  const id = name.toLowerCase();
  const data = world.of(rdsSlice);
  const snapshot: Snapshot = {
    id,
    arn: world.arn('rds', `snapshot:${id}`),
    instanceId: instance.id,
    createdAt: world.now(),
    readyAt: world.now() + world.weather.delay('rds.snapshot.create'),
    engine: instance.engine,
    engineVersion: instance.engineVersion,
    allocatedStorage: instance.allocatedStorage,
    storageType: instance.storageType,
    port: instance.port,
    user: instance.user,
    zone: instance.zone,
    vpcId: data.subnetGroups[instance.subnetGroup]?.vpcId ?? '',
    ...(instance.key !== undefined && { key: instance.key }),
    type: 'manual',
    tags: { ...(instance.copyTagsToSnapshot && instance.tags), ...tags },
  };
  data.snapshots[id] = snapshot;
  return snapshot;
}

function shown(world: World, snapshot: Snapshot): sdk.DBSnapshot {
  const ready = world.now() >= snapshot.readyAt;
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBSnapshotArn: snapshot.arn,
    DBInstanceIdentifier: snapshot.instanceId,
    ...(ready && { SnapshotCreateTime: new Date(snapshot.readyAt) }),
    Status: ready ? 'available' : 'creating',
    PercentProgress: ready ? 100 : 0,
    SnapshotType: snapshot.type,
    Engine: snapshot.engine,
    EngineVersion: snapshot.engineVersion,
    AllocatedStorage: snapshot.allocatedStorage,
    StorageType: snapshot.storageType,
    Port: snapshot.port,
    MasterUsername: snapshot.user,
    AvailabilityZone: snapshot.zone,
    VpcId: snapshot.vpcId,
    LicenseModel: 'general-public-license',
    Encrypted: snapshot.key !== undefined,
    KmsKeyId: snapshot.key,
    TagList: tagList(snapshot.tags),
  };
}

function needSnapshot(world: World, name: string): Snapshot {
  const found = own(world.of(rdsSlice).snapshots, name.toLowerCase());
  if (found) return found;
  throw new DBSnapshotNotFoundFault({ message: `DBSnapshot ${name} not found.`, $metadata: {} });
}

const snapshotFilters = (world: World): Filters<Snapshot> => ({
  'db-instance-id': ({ instanceId }) => [instanceId, world.arn('rds', `db:${instanceId}`)],
  'db-snapshot-id': ({ id }) => [id, world.arn('rds', `snapshot:${id}`)],
  'dbi-resource-id': () => refuse('NotImplemented', 'The local cloud does not find snapshots by dbi-resource-id', 501),
  'snapshot-type': ({ type }) => [type],
  engine: ({ engine }) => [engine],
});

const backupFilters: Filters<Pick<RetainedBackup, 'resourceId' | 'instanceId' | 'instanceArn'> & { status: string }> = {
  status: ({ status }) => [status],
  'db-instance-id': ({ instanceId, instanceArn }) => [instanceId, instanceArn],
  'dbi-resource-id': ({ resourceId }) => [resourceId],
};

/** Snapshots and automated backups. */
export const snapshotOperations: Partial<Api<typeof sdk>> = {
  CreateDBSnapshot: (input, { world }) => {
    const { instances, snapshots } = world.of(rdsSlice);
    const instance = own(instances, input.DBInstanceIdentifier.toLowerCase());
    if (!instance) {
      const message = `DBInstance ${input.DBInstanceIdentifier} not found.`;
      throw new DBInstanceNotFoundFault({ message, $metadata: {} });
    }
    if (instance.status !== 'available') {
      const message = 'Cannot create a snapshot because the database instance is not currently in the available state.';
      throw new InvalidDBInstanceStateFault({ message, $metadata: {} });
    }
    if (own(snapshots, input.DBSnapshotIdentifier.toLowerCase())) {
      const message = `Cannot create the snapshot because a snapshot with the identifier ${input.DBSnapshotIdentifier} already exists.`;
      throw new DBSnapshotAlreadyExistsFault({ message, $metadata: {} });
    }
    return {
      DBSnapshot: shown(world, addSnapshot(world, instance, input.DBSnapshotIdentifier, tagRecord(input.Tags))),
    };
  },

  DescribeDBSnapshots: (input, { world }) => {
    const name = input.DBSnapshotIdentifier;
    const all = name ? [needSnapshot(world, name)] : Object.values(world.of(rdsSlice).snapshots);
    const wanted = all.filter(
      ({ instanceId, type }) =>
        (!input.DBInstanceIdentifier || instanceId === input.DBInstanceIdentifier.toLowerCase()) &&
        (!input.SnapshotType || type === input.SnapshotType),
    );
    const { items, Marker } = page(filter(wanted, input.Filters, snapshotFilters(world)), input);
    return { DBSnapshots: items.map((snapshot) => shown(world, snapshot)), Marker };
  },

  DeleteDBSnapshot: (input, { world }) => {
    const snapshot = needSnapshot(world, input.DBSnapshotIdentifier);
    delete world.of(rdsSlice).snapshots[snapshot.id];
    return { DBSnapshot: { ...shown(world, snapshot), Status: 'deleted' } };
  },

  DescribeDBInstanceAutomatedBackups: (input, { world }) => {
    const { instances, retained } = world.of(rdsSlice);
    const active = Object.values(instances)
      .filter(({ backupRetention, status }) => backupRetention > 0 && status !== 'creating')
      .map((instance) => ({ ...instance, instanceId: instance.id, instanceArn: instance.arn, status: 'active' }));
    const kept = Object.values(retained).map((backup) => ({ ...backup, status: 'retained' }));
    const wanted = [...active, ...kept].filter(
      ({ instanceId, resourceId }) =>
        (!input.DBInstanceIdentifier || instanceId === input.DBInstanceIdentifier.toLowerCase()) &&
        (!input.DbiResourceId || resourceId === input.DbiResourceId),
    );
    // The API reference gives no least number here.
    const { items, Marker } = page(filter(wanted, input.Filters, backupFilters), input, { least: 1, most: 100 });
    return {
      DBInstanceAutomatedBackups: items.map((backup) => ({
        DBInstanceIdentifier: backup.instanceId,
        DBInstanceArn: backup.instanceArn,
        DbiResourceId: backup.resourceId,
        Region: world.region,
        Status: backup.status,
        Engine: backup.engine,
        EngineVersion: backup.engineVersion,
        AllocatedStorage: backup.allocatedStorage,
        AvailabilityZone: backup.zone,
        InstanceCreateTime: new Date(backup.createdAt),
      })),
      Marker,
    };
  },

  DeleteDBInstanceAutomatedBackup: (input, { world }) => {
    const { retained } = world.of(rdsSlice);
    const backup = own(retained, input.DbiResourceId ?? '');
    if (!backup) {
      const message = `Automated backup ${input.DbiResourceId} not found.`;
      throw new DBInstanceAutomatedBackupNotFoundFault({ message, $metadata: {} });
    }
    delete retained[backup.resourceId];
    return { DBInstanceAutomatedBackup: { DbiResourceId: backup.resourceId, Status: 'deleting' } };
  },
};
