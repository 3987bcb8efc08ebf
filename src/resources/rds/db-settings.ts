import type { CreateDBInstanceMessage, ModifyDBInstanceMessage } from '@aws-sdk/client-rds';
import type { Change } from '../../model/resource.js';
import { differences } from '../differences.js';
import type { DbInstanceLive } from './db-live.js';

export interface DbInstanceProps {
  readonly subnetGroupName: string;
  readonly securityGroupIds: readonly string[];
  /** The name of the parameter that holds the password; the password itself is only ever on its way from there to AWS. */
  readonly passwordParameter: string;
  /** As much of it as is to be fixed: `8.4` is any 8.4. */
  readonly engineVersion: string;
  readonly instanceClass: string;
  readonly storageGiB: number;
  readonly storageType: 'gp2' | 'gp3';
  readonly databaseName: string;
  readonly user: string;
  readonly backupRetentionDays: number;
  readonly multiAz: boolean;
  readonly deletionProtection: boolean;
  /** What becomes of the data when it is removed; not compared. */
  readonly onDestroy: 'discard' | 'snapshot';
}

/** What a new instance is asked for, but for its name, its password and its tags. */
export const settingsOf = (props: DbInstanceProps): Omit<CreateDBInstanceMessage, 'DBInstanceIdentifier'> => ({
  Engine: 'mysql',
  EngineVersion: props.engineVersion,
  // The default agrees to be billed for Extended Support once the version is past its date.
  EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
  DBInstanceClass: props.instanceClass,
  AllocatedStorage: props.storageGiB,
  StorageType: props.storageType,
  DBName: props.databaseName,
  MasterUsername: props.user,
  DBSubnetGroupName: props.subnetGroupName,
  VpcSecurityGroupIds: [...props.securityGroupIds],
  PubliclyAccessible: false,
  MultiAZ: props.multiAz,
  BackupRetentionPeriod: props.backupRetentionDays,
  DeletionProtection: props.deletionProtection,
  CopyTagsToSnapshot: true,
});

// Versions may end in words (`8.4.3.R2.20241201`), so only the leading numbers are compared.
const numbersOf = (version: string) => version.split('.').map((part) => Number.parseInt(part, 10) || 0);

function versionDrift({ engineVersion: is }: DbInstanceLive, { engineVersion: want }: DbInstanceProps): Change[] {
  if (is === undefined || is === want || is.startsWith(`${want}.`)) return [];
  const [from, to] = [numbersOf(is), numbersOf(want)];
  const sameMajor = from[0] === to[0] && from[1] === to[1];
  const change = { path: 'engineVersion', is, want };
  return [sameMajor && (to[2] ?? 0) > (from[2] ?? 0) ? change : { ...change, frozen: true }];
}

function storageDrift(live: DbInstanceLive, props: DbInstanceProps): Change[] {
  const shrinking = (live.storageGiB ?? 0) > props.storageGiB;
  return differences(live, props, ['storageGiB'], shrinking ? 'frozen' : undefined);
}

// A stopped one is started; a full one is mended by more storage and by nothing else.
function stateDrift({ state, storageGiB = 0 }: DbInstanceLive, props: DbInstanceProps): Change[] {
  const full = state === 'storage-full' && storageGiB >= props.storageGiB;
  return state === 'stopped' || full ? [{ path: 'state', is: state, want: 'available' }] : [];
}

/** What differs, and of that what cannot be changed in place: AWS refuses it, or it would mean another database. */
export function driftOf(live: DbInstanceLive, props: DbInstanceProps): Change[] {
  return [
    ...stateDrift(live, props),
    ...versionDrift(live, props),
    ...storageDrift(live, props),
    ...differences(live, props, ['user', 'databaseName', 'subnetGroupName'], 'frozen'),
    ...differences(live, { ...props, publiclyAccessible: false }, [
      'instanceClass',
      'storageType',
      'backupRetentionDays',
      'multiAz',
      'deletionProtection',
      'securityGroupIds',
      'publiclyAccessible',
    ]),
  ];
}

type Modification = Omit<ModifyDBInstanceMessage, 'DBInstanceIdentifier'>;

const modifications: Readonly<Record<string, (props: DbInstanceProps) => Modification>> = {
  engineVersion: (it) => ({ EngineVersion: it.engineVersion }),
  storageGiB: (it) => ({ AllocatedStorage: it.storageGiB }),
  storageType: (it) => ({ StorageType: it.storageType }),
  instanceClass: (it) => ({ DBInstanceClass: it.instanceClass }),
  backupRetentionDays: (it) => ({ BackupRetentionPeriod: it.backupRetentionDays }),
  multiAz: (it) => ({ MultiAZ: it.multiAz }),
  deletionProtection: (it) => ({ DeletionProtection: it.deletionProtection }),
  securityGroupIds: (it) => ({ VpcSecurityGroupIds: [...it.securityGroupIds] }),
  publiclyAccessible: () => ({ PubliclyAccessible: false }),
};

/** All changes as one modification, because a second one is refused while the first is under way. */
export function modificationOf(props: DbInstanceProps, changes: readonly Change[]): Modification | undefined {
  const parts = changes.flatMap(({ path }) => modifications[path]?.(props) ?? []);
  return parts.length > 0 ? Object.assign({}, ...parts) : undefined;
}
