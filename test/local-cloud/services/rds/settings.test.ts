import * as sdk from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeDatabaseWorld } from './database-world.js';

const made = async (changes: Partial<sdk.CreateDBInstanceCommandInput> = {}) => {
  const cloud = await makeDatabaseWorld({});
  await cloud.create({ BackupRetentionPeriod: 0, ...changes });
  await cloud.pass(5);
  return cloud;
};

type Refused<I> = [string, Partial<I>, string, string];

describe('CreateDBInstance refuses', () => {
  const refused: Refused<sdk.CreateDBInstanceCommandInput>[] = [
    [
      'speed of its own for little gp3',
      { StorageType: 'gp3', Iops: 5000 },
      'InvalidParameterCombination',
      "You can't specify IOPS or storage throughput for engine mysql and a storage size less than 400.",
    ],
    ['a speed for gp2', { StorageType: 'gp2', Iops: 5000 }, 'InvalidParameterCombination', 'storage type gp2'],
    [
      'speed beyond gp3',
      { AllocatedStorage: 400, StorageType: 'gp3', Iops: 5000 },
      'InvalidParameterCombination',
      '5000',
    ],
    ['io1, which IOPS alone mean', { Iops: 5000 }, 'NotImplemented', 'io1'],
    [
      'a limit without room',
      { MaxAllocatedStorage: 20 },
      'InvalidParameterCombination',
      'Max storage size must be greater',
    ],
    ['a limit with little room', { MaxAllocatedStorage: 21 }, 'InvalidParameterCombination', 'at least 10 percent'],
    [
      'another parameter group',
      { DBParameterGroupName: 'nope' },
      'DBParameterGroupNotFoundFault',
      'DBParameterGroup not found: nope',
    ],
    [
      'the parameter group of another family',
      { DBParameterGroupName: 'default.mysql8.0' },
      'InvalidParameterCombination',
      'Please use a Parameter Group with DBParameterGroupFamily mysql8.4',
    ],
    [
      'another option group',
      { OptionGroupName: 'nope' },
      'OptionGroupNotFoundFault',
      'Specified OptionGroupName: nope not found.',
    ],
    ['an old authority', { CACertificateIdentifier: 'rds-ca-2019' }, 'CertificateNotFoundFault', 'rds-ca-2019'],
    ['a key without encryption', { KmsKeyId: 'alias/own' }, 'InvalidParameterCombination', 'StorageEncrypted'],
    [
      'a key that is not there',
      { StorageEncrypted: true, KmsKeyId: 'alias/own' },
      'KMSKeyNotAccessibleFault',
      'alias/own',
    ],
    [
      'the licence of Oracle',
      { LicenseModel: 'license-included' },
      'InvalidParameterCombination',
      'LicenseModel=license-included',
    ],
    [
      'a zone of several',
      { MultiAZ: true, AvailabilityZone: 'ap-northeast-1a' },
      'InvalidParameterCombination',
      'Requesting a specific availability zone is not valid for Multi-AZ instances.',
    ],
    [
      'a backup window of one time',
      { PreferredBackupWindow: 'noon' },
      'InvalidParameterValue',
      'Invalid backup window format',
    ],
    ['a short backup window', { PreferredBackupWindow: '10:00-10:10' }, 'InvalidParameterValue', 'at least 30 minutes'],
    [
      'a maintenance window of no day',
      { PreferredMaintenanceWindow: 'so:10:00-so:11:00' },
      'InvalidParameterValue',
      'ddd:hh24:mi',
    ],
    [
      'a long maintenance window',
      { PreferredMaintenanceWindow: 'mon:10:00-tue:10:00' },
      'InvalidParameterValue',
      '24 hours',
    ],
    [
      'windows that overlap over midnight',
      { PreferredBackupWindow: '23:45-00:30', PreferredMaintenanceWindow: 'sun:23:00-mon:00:00' },
      'InvalidParameterValue',
      'The backup window and maintenance window must not overlap.',
    ],
    ['a reserved word as database', { DBName: 'select' }, 'InvalidParameterValue', 'reserved word'],
    ['a schema of its own as database', { DBName: 'mysql' }, 'InvalidParameterValue', 'reserved word'],
    [
      'a reserved word as user',
      { MasterUsername: 'Select' },
      'InvalidParameterValue',
      'MasterUsername Select cannot be used as it is a reserved word used by the engine',
    ],
    [
      'monitoring without a role',
      { MonitoringInterval: 60 },
      'InvalidParameterCombination',
      'A MonitoringRoleARN value is required',
    ],
    [
      'a role without monitoring',
      { MonitoringRoleArn: 'arn:aws:iam::0:role/m' },
      'InvalidParameterCombination',
      'MonitoringInterval value other than 0',
    ],
    ['an odd interval', { MonitoringInterval: 7 }, 'InvalidParameterValue', '7'],
    [
      'monitoring',
      { MonitoringInterval: 60, MonitoringRoleArn: 'arn:aws:iam::0:role/m' },
      'NotImplemented',
      'Monitoring',
    ],
    [
      'insight into the smallest',
      { EnablePerformanceInsights: true },
      'InvalidParameterCombination',
      'not supported for this configuration',
    ],
    [
      'insight',
      { EnablePerformanceInsights: true, DBInstanceClass: 'db.m7g.large' },
      'NotImplemented',
      'Performance Insights',
    ],
    [
      'logs of PostgreSQL',
      { EnableCloudwatchLogsExports: ['postgresql'] },
      'InvalidParameterCombination',
      'postgresql',
    ],
    ['the export of logs', { EnableCloudwatchLogsExports: ['slowquery'] }, 'NotImplemented', 'logs'],
    ['users of IAM', { EnableIAMDatabaseAuthentication: true }, 'NotImplemented', 'EnableIAMDatabaseAuthentication'],
    ['a password that AWS keeps', { ManageMasterUserPassword: true }, 'NotImplemented', 'ManageMasterUserPassword'],
    ['the advanced insights', { DatabaseInsightsMode: 'advanced' }, 'NotImplemented', 'DatabaseInsightsMode advanced'],
    ['IPv6', { NetworkType: 'DUAL' }, 'NotImplemented', 'NetworkType DUAL'],
  ];
  it.each(refused)('%s', async (_what, changes, name, message) => {
    const cloud = await makeDatabaseWorld({});
    const expected = { name, message: expect.stringContaining(message) };
    await expect(cloud.create(changes)).rejects.toMatchObject(expected);
    expect(cloud.plane.databaseSpecs.size).toBe(0);
    expect((await cloud.rds.send(new sdk.DescribeDBInstancesCommand({}))).DBInstances).toEqual([]);
  });
});

describe('a new DB instance', () => {
  it('shows what it was told', async () => {
    const cloud = await made({
      DBName: 'my_db',
      MaxAllocatedStorage: 100,
      StorageEncrypted: true,
      KmsKeyId: 'alias/aws/rds',
      CACertificateIdentifier: 'rds-ca-ecc384-g1',
      DBParameterGroupName: 'default.mysql8.4',
      OptionGroupName: 'default:mysql-8-4',
      LicenseModel: 'general-public-license',
      MonitoringInterval: 0,
      EnableIAMDatabaseAuthentication: false,
      EnablePerformanceInsights: false,
      PreferredMaintenanceWindow: 'Tue:10:00-Tue:10:30',
    });
    expect(await cloud.look()).toMatchObject({
      DBName: 'my_db',
      Iops: 3000,
      StorageThroughput: 125,
      MaxAllocatedStorage: 100,
      KmsKeyId: expect.stringMatching(/^arn:aws:kms:ap-northeast-1:\d+:key\/[0-9a-f-]{36}$/),
      CACertificateIdentifier: 'rds-ca-ecc384-g1',
      PreferredMaintenanceWindow: 'tue:10:00-tue:10:30',
    });
    expect([...cloud.plane.databaseSpecs.values()]).toMatchObject([{ database: 'my_db' }]);
  });

  it('is faster with much gp3, and as fast as it was told', async () => {
    const usual = await made({ AllocatedStorage: 400 });
    expect(await usual.look()).toMatchObject({ Iops: 12_000, StorageThroughput: 500 });
    const told = await made({ AllocatedStorage: 400, StorageType: 'gp3', Iops: 20_000, StorageThroughput: 1000 });
    expect(await told.look()).toMatchObject({ Iops: 20_000, StorageThroughput: 1000 });
  });

  it('chooses the window that was not said out of the way of the other', async () => {
    const cloud = await made({ PreferredMaintenanceWindow: 'sat:16:00-sat:18:00' });
    expect((await cloud.look()).PreferredBackupWindow).toBe('13:00-13:30');
    const other = await made({ PreferredBackupWindow: '18:00-19:00' });
    expect((await other.look()).PreferredMaintenanceWindow).toBe('mon:14:00-mon:14:30');
  });
});

describe('ModifyDBInstance', () => {
  const refused: Refused<sdk.ModifyDBInstanceCommandInput>[] = [
    ['another parameter group', { DBParameterGroupName: 'nope' }, 'DBParameterGroupNotFoundFault', 'nope'],
    ['speed of its own', { Iops: 5000 }, 'InvalidParameterCombination', 'less than 400'],
    ['less storage', { AllocatedStorage: 20 }, 'InvalidParameterCombination', 'less than the allocated 30'],
    ['a limit below the storage', { MaxAllocatedStorage: 25 }, 'InvalidParameterCombination', 'Max storage size'],
    ['more storage than its limit', { AllocatedStorage: 120 }, 'InvalidParameterCombination', 'Max storage size'],
    [
      'an older version',
      { EngineVersion: '8.0.44' },
      'InvalidParameterCombination',
      'Cannot upgrade mysql from 8.4.7 to 8.0.44',
    ],
    ['a leap unasked for', { EngineVersion: '9.7' }, 'InvalidParameterCombination', 'AllowMajorVersionUpgrade'],
    ['an old authority', { CACertificateIdentifier: 'rds-ca-2019' }, 'CertificateNotFoundFault', 'rds-ca-2019'],
    ['another option group', { OptionGroupName: 'nope' }, 'OptionGroupNotFoundFault', 'nope'],
    [
      'a backup at the time of maintenance',
      { PreferredBackupWindow: '18:00-18:30' },
      'InvalidParameterValue',
      'overlap',
    ],
    ['another port', { DBPortNumber: 3307 }, 'NotImplemented', 'port'],
    ['another name', { NewDBInstanceIdentifier: 'other' }, 'NotImplemented', 'rename'],
    ['an unknown subnet group', { DBSubnetGroupName: 'nope' }, 'DBSubnetGroupNotFoundFault', 'nope'],
    ['users of IAM', { EnableIAMDatabaseAuthentication: true }, 'NotImplemented', 'EnableIAMDatabaseAuthentication'],
    [
      'the export of logs',
      { CloudwatchLogsExportConfiguration: { EnableLogTypes: ['error'] } },
      'NotImplemented',
      'logs',
    ],
  ];
  it.each(refused)('refuses %s', async (_what, changes, name, message) => {
    const cloud = await made({ AllocatedStorage: 30, MaxAllocatedStorage: 100 });
    const before = await cloud.look();
    const expected = { name, message: expect.stringContaining(message) };
    await expect(cloud.modify({ ...changes, ApplyImmediately: true })).rejects.toMatchObject(expected);
    expect(await cloud.look()).toEqual(before);
  });

  it('changes how fast storage is together with it, and takes its limit away', async () => {
    const cloud = await made({ MaxAllocatedStorage: 1000 });
    await cloud.modify({ AllocatedStorage: 400, Iops: 15_000, ApplyImmediately: true });
    await cloud.pass(5);
    expect(await cloud.look()).toMatchObject({ AllocatedStorage: 400, Iops: 15_000, StorageThroughput: 500 });
    await cloud.modify({ StorageType: 'gp2', MaxAllocatedStorage: 400, ApplyImmediately: true });
    await cloud.pass(5);
    const now = await cloud.look();
    expect([now.StorageType, now.Iops, now.StorageThroughput, now.MaxAllocatedStorage]).toEqual([
      'gp2',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('leaps to a new major version with its parameter group when it may', async () => {
    const cloud = await made();
    const leap = { EngineVersion: '9.7', AllowMajorVersionUpgrade: true };
    await cloud.modify(leap);
    expect(await cloud.look()).toMatchObject({
      EngineVersion: '8.4.7',
      DBParameterGroups: [{ DBParameterGroupName: 'default.mysql8.4' }],
      PendingModifiedValues: { EngineVersion: '9.7.0' },
    });
    await cloud.modify({ ...leap, ApplyImmediately: true });
    await cloud.pass(5);
    expect(await cloud.look()).toMatchObject({
      EngineVersion: '9.7.0',
      DBParameterGroups: [{ DBParameterGroupName: 'default.mysql9.7', ParameterApplyStatus: 'in-sync' }],
    });
    expect(await errorName(cloud.modify({ DBParameterGroupName: 'default.mysql8.4' }))).toBe(
      'InvalidParameterCombination',
    );
  });
});

it('a taken identifier is refused first, whatever else is wrong', async () => {
  const cloud = await made();
  const wrong = { MasterUserPassword: 'x', DBSubnetGroupName: 'none', EngineVersion: '1' };
  expect(await errorName(cloud.create(wrong))).toBe('DBInstanceAlreadyExistsFault');
});

it('a password that is on its way shows as stars', async () => {
  const cloud = await makeDatabaseWorld();
  const { DBInstance } = await cloud.create({ BackupRetentionPeriod: 0 });
  expect(DBInstance!.PendingModifiedValues).toEqual({ MasterUserPassword: '****' });
  await cloud.pass(310);
  expect((await cloud.look()).PendingModifiedValues).toEqual({});
  const changed = await cloud.modify({ MasterUserPassword: 'another-password', ApplyImmediately: true });
  expect(changed.DBInstance!.PendingModifiedValues).toEqual({ MasterUserPassword: '****' });
  await cloud.pass(70);
  expect(await cloud.look()).toMatchObject({ DBInstanceStatus: 'available', PendingModifiedValues: {} });
});
