import {
  CreateDBInstanceCommand,
  CreateDBSubnetGroupCommand,
  type DBInstance,
  type DBSubnetGroup,
  DeleteDBInstanceCommand,
  DeleteDBSubnetGroupCommand,
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
  DescribeEventsCommand,
  ListTagsForResourceCommand,
  ModifyDBInstanceCommand,
  ModifyDBSubnetGroupCommand,
  StartDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { expect } from 'vitest';
import { dbInstance } from '../../../src/resources/rds/db-instance.js';
import type { DbInstanceProps } from '../../../src/resources/rds/db-settings.js';
import { dbSubnetGroup } from '../../../src/resources/rds/db-subnet-group.js';
import { answer, type ContractCase, call, type Drift, name, ours, refusal, tagList, theirs } from './contract-case.js';

const groupGone = refusal('DBSubnetGroupNotFoundFault');
const groups = (...items: DBSubnetGroup[]) =>
  answer(DescribeDBSubnetGroupsCommand, ({ DBSubnetGroupName }) => {
    const found = items.filter((it) => !DBSubnetGroupName || it.DBSubnetGroupName === DBSubnetGroupName);
    return found.length === 0 ? groupGone : { DBSubnetGroups: found };
  });
const aGroup: DBSubnetGroup = {
  DBSubnetGroupName: name,
  DBSubnetGroupArn: 'arn:ours',
  SubnetGroupStatus: 'Complete',
  Subnets: [{ SubnetIdentifier: 'subnet-2' }, { SubnetIdentifier: 'subnet-1' }],
};

const dbSubnetGroupCase: ContractCase = {
  resource: dbSubnetGroup,
  id: name,
  props: { description: 'Database', subnetIds: ['subnet-1', 'subnet-2'] },
  absent: [groups()],
  create: {
    call: call(CreateDBSubnetGroupCommand, {
      DBSubnetGroupName: name,
      DBSubnetGroupDescription: 'Database',
      SubnetIds: ['subnet-1', 'subnet-2'],
      Tags: tagList(ours),
    }),
    answers: [],
  },
  present: [
    groups(aGroup),
    answer(ListTagsForResourceCommand, ({ ResourceName }) => ({
      TagList: tagList(ResourceName === 'arn:ours' ? ours : theirs),
    })),
  ],
  drifts: [
    {
      what: 'gets a third subnet',
      shows: [groups({ ...aGroup, Subnets: [{ SubnetIdentifier: 'subnet-1' }] })],
      paths: ['subnetIds'],
      calls: [call(ModifyDBSubnetGroupCommand, { DBSubnetGroupName: name, SubnetIds: ['subnet-1', 'subnet-2'] })],
    },
  ],
  remove: {
    calls: [call(DeleteDBSubnetGroupCommand, { DBSubnetGroupName: name })],
    gone: [answer(DeleteDBSubnetGroupCommand, groupGone)],
  },
  list: [
    groups(
      aGroup,
      { ...aGroup, DBSubnetGroupName: 'shop-not-ours', DBSubnetGroupArn: 'arn:theirs' },
      {
        ...aGroup,
        DBSubnetGroupName: 'other-thing',
      },
    ),
  ],
};

const gone = refusal('DBInstanceNotFoundFault', 'gone', 'DBInstanceNotFound');
const instances = (...items: DBInstance[]) =>
  answer(DescribeDBInstancesCommand, ({ DBInstanceIdentifier }) => {
    const found = items.filter((it) => !DBInstanceIdentifier || it.DBInstanceIdentifier === DBInstanceIdentifier);
    return found.length === 0 ? gone : { DBInstances: found };
  });

const props: DbInstanceProps = {
  subnetGroupName: 'shop-db-subnets',
  securityGroupIds: ['sg-1'],
  passwordParameter: '/meibo-infra/shop/db-password',
  engineVersion: '8.4',
  instanceClass: 'db.t4g.micro',
  storageGiB: 20,
  storageType: 'gp2',
  databaseName: 'meibo',
  user: 'admin',
  backupRetentionDays: 1,
  multiAz: false,
  deletionProtection: false,
  onDestroy: 'discard',
};
const anInstance: DBInstance = {
  DBInstanceIdentifier: name,
  DBInstanceStatus: 'available',
  Endpoint: { Address: 'db.example', Port: 3306 },
  MasterUsername: 'admin',
  DBName: 'meibo',
  EngineVersion: '8.4.7',
  DBInstanceClass: 'db.t4g.micro',
  AllocatedStorage: 20,
  StorageType: 'gp2',
  BackupRetentionPeriod: 1,
  MultiAZ: false,
  DeletionProtection: false,
  PubliclyAccessible: false,
  DBSubnetGroup: { DBSubnetGroupName: 'shop-db-subnets' },
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
  TagList: tagList(ours),
};

const kept = (what: string, difference: DBInstance, path: string): Drift => ({
  what,
  shows: [instances({ ...anInstance, ...difference })],
  paths: [path],
});
const mended = (what: string, difference: DBInstance, path: string, modification: object): Drift => ({
  ...kept(what, difference, path),
  calls: [call(ModifyDBInstanceCommand, { DBInstanceIdentifier: name, ApplyImmediately: true, ...modification })],
});
const inState = (DBInstanceStatus: string, phase: 'pending' | 'ready' | 'failed' | 'leaving' | undefined) => ({
  shows: [instances({ ...anInstance, DBInstanceStatus })],
  phase,
});

const dbInstanceCase: ContractCase = {
  resource: dbInstance,
  id: name,
  props,
  absent: [instances()],
  create: {
    call: call(CreateDBInstanceCommand, {
      DBInstanceIdentifier: name,
      Engine: 'mysql',
      EngineVersion: '8.4',
      EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
      DBInstanceClass: 'db.t4g.micro',
      AllocatedStorage: 20,
      StorageType: 'gp2',
      DBName: 'meibo',
      MasterUsername: 'admin',
      MasterUserPassword: 'the-password',
      DBSubnetGroupName: 'shop-db-subnets',
      VpcSecurityGroupIds: ['sg-1'],
      PubliclyAccessible: false,
      MultiAZ: false,
      BackupRetentionPeriod: 1,
      CopyTagsToSnapshot: true,
      Tags: tagList(ours),
    }),
    answers: [
      answer(GetParameterCommand, ({ Name, WithDecryption }) => ({
        Parameter: { Value: Name === props.passwordParameter && WithDecryption ? 'the-password' : undefined },
      })),
    ],
  },
  present: [instances(anInstance)],
  drifts: [
    mended('gets another class', { DBInstanceClass: 'db.t4g.small' }, 'instanceClass', {
      DBInstanceClass: 'db.t4g.micro',
    }),
    mended('grows', { AllocatedStorage: 10 }, 'storageGiB', { AllocatedStorage: 20 }),
    mended('keeps backups', { BackupRetentionPeriod: 0 }, 'backupRetentionDays', { BackupRetentionPeriod: 1 }),
    mended('loses its protection', { DeletionProtection: true }, 'deletionProtection', { DeletionProtection: false }),
    mended('leaves its second zone', { MultiAZ: true }, 'multiAz', { MultiAZ: false }),
    mended('gets other storage', { StorageType: 'gp3' }, 'storageType', { StorageType: 'gp2' }),
    mended('is hidden again', { PubliclyAccessible: true }, 'publiclyAccessible', { PubliclyAccessible: false }),
    mended(
      'gets its group',
      {
        VpcSecurityGroups: [
          { VpcSecurityGroupId: 'sg-9', Status: 'active' },
          { VpcSecurityGroupId: 'sg-1', Status: 'removing' },
        ],
      },
      'securityGroupIds',
      { VpcSecurityGroupIds: ['sg-1'] },
    ),
    {
      what: 'changes twice in one call',
      shows: [instances({ ...anInstance, MultiAZ: true, BackupRetentionPeriod: 7 })],
      paths: ['backupRetentionDays', 'multiAz'],
      calls: [call(ModifyDBInstanceCommand, { DBInstanceIdentifier: name, MultiAZ: false, BackupRetentionPeriod: 1 })],
    },
    {
      what: 'is not asked twice for what is under way',
      shows: [instances({ ...anInstance, MultiAZ: true, PendingModifiedValues: { MultiAZ: false } })],
      paths: [],
      calls: [],
    },
    {
      what: 'is started',
      shows: [instances({ ...anInstance, DBInstanceStatus: 'stopped' })],
      paths: ['state'],
      calls: [call(StartDBInstanceCommand, { DBInstanceIdentifier: name })],
    },
    {
      what: 'is full, and nothing was granted',
      shows: [instances({ ...anInstance, DBInstanceStatus: 'storage-full' })],
      paths: ['state'],
      calls: [],
    },
    mended('is full, and grows', { DBInstanceStatus: 'storage-full', AllocatedStorage: 10 }, 'storageGiB', {
      AllocatedStorage: 20,
    }),
    kept('does not shrink', { AllocatedStorage: 40 }, 'storageGiB'),
    kept('keeps its user', { MasterUsername: 'someone' }, 'user'),
    kept('keeps its database', { DBName: 'other' }, 'databaseName'),
    kept('keeps its major version', { EngineVersion: '8.0.41' }, 'engineVersion'),
  ],
  phases: [
    inState('creating', 'pending'),
    inState('backing-up', 'pending'),
    inState('modifying', 'pending'),
    inState('storage-optimization', 'ready'),
    inState('failed', 'failed'),
    inState('incompatible-network', 'failed'),
    inState('deleting', 'leaving'),
    inState('deleted', undefined),
  ],
  remove: {
    calls: [
      call(DeleteDBInstanceCommand, {
        DBInstanceIdentifier: name,
        SkipFinalSnapshot: true,
        FinalDBSnapshotIdentifier: undefined,
        DeleteAutomatedBackups: true,
      }),
    ],
    gone: [answer(DeleteDBInstanceCommand, gone)],
  },
  guarded: [instances({ ...anInstance, DeletionProtection: true })],
  explained: {
    shows: [
      instances({
        ...anInstance,
        DBInstanceStatus: 'incompatible-network',
        StatusInfos: [{ Message: 'no addresses' }],
      }),
      answer(DescribeEventsCommand, { Events: [{ Date: new Date(0), Message: 'gave up' }] }),
    ],
    evidence: [
      { kind: 'state', state: 'incompatible-network', message: 'no addresses' },
      { kind: 'event', at: '1970-01-01T00:00:00.000Z', message: 'gave up' },
    ],
  },
  list: [instances(anInstance, { ...anInstance, DBInstanceIdentifier: 'other-thing', TagList: tagList(theirs) })],
};

const snapshotCase: ContractCase = {
  ...dbInstanceCase,
  when: 'without a word about its data',
  drifts: [],
  phases: [],
  remove: {
    ...dbInstanceCase.remove,
    props: {},
    calls: [
      call(DeleteDBInstanceCommand, {
        DBInstanceIdentifier: name,
        SkipFinalSnapshot: false,
        FinalDBSnapshotIdentifier: expect.stringMatching(/^shop-thing-final-\d{14}$/),
      }),
    ],
  },
};

const minorCase: ContractCase = {
  ...dbInstanceCase,
  when: 'of a fixed version',
  props: { ...props, engineVersion: '8.4.8' },
  present: [instances({ ...anInstance, EngineVersion: '8.4.8' })],
  phases: [],
  create: { ...dbInstanceCase.create, call: call(CreateDBInstanceCommand, { EngineVersion: '8.4.8' }) },
  drifts: [
    mended('goes up', { EngineVersion: '8.4.7' }, 'engineVersion', { EngineVersion: '8.4.8' }),
    kept('does not go down', { EngineVersion: '8.4.9' }, 'engineVersion'),
  ],
};

/** The kinds of RDS. */
export const rdsCases: readonly ContractCase[] = [dbSubnetGroupCase, dbInstanceCase, snapshotCase, minorCase];
