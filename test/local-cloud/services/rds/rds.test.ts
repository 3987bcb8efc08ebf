import * as sdk from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeVpc, makeWorld } from '../stage.js';
import { makeDatabaseWorld, wish } from './database-world.js';

describe('a DB instance', () => {
  it('is stopped and started again, with its data, and tells so', async () => {
    const cloud = await makeDatabaseWorld({});
    const id = { DBInstanceIdentifier: 'demo' };
    await cloud.create();
    expect((await cloud.look()).DBInstanceStatus).toBe('available');
    await cloud.rds.send(new sdk.StopDBInstanceCommand(id));
    const stopped = await cloud.look();
    expect(stopped.DBInstanceStatus).toBe('stopped');
    expect(cloud.plane.databases.look('demo')).toBeUndefined();
    expect(await errorName(cloud.rds.send(new sdk.StopDBInstanceCommand(id)))).toBe('InvalidDBInstanceStateFault');
    await cloud.rds.send(new sdk.StartDBInstanceCommand(id));
    expect(await errorName(cloud.rds.send(new sdk.StartDBInstanceCommand(id)))).toBe('InvalidDBInstanceStateFault');
    expect(await cloud.look()).toMatchObject({ DBInstanceStatus: 'available', Endpoint: stopped.Endpoint });
    expect(cloud.plane.databaseSpecs.get('demo')?.password).toBe(wish.MasterUserPassword);
    await cloud.remove();
    const question = { SourceType: 'db-instance', SourceIdentifier: 'demo' } as const;
    const { Events } = await cloud.rds.send(new sdk.DescribeEventsCommand(question));
    expect(Events!.map((it) => it.Message)).toEqual([
      'DB instance created.',
      'Backing up DB instance.',
      'Finished DB Instance backup.',
      'DB instance stopped.',
      'DB instance started.',
      'DB instance deleted.',
    ]);
    await cloud.pass(3600, 600);
    expect((await cloud.rds.send(new sdk.DescribeEventsCommand({ ...question, Duration: 10 }))).Events).toEqual([]);
  });

  it('is created, backed up, available, deleted, and gone with its interface', async () => {
    const cloud = await makeDatabaseWorld();
    await cloud.create({ Tags: [{ Key: 'app', Value: 'demo' }] });
    const first = await cloud.look();
    expect(first).toMatchObject({
      DBInstanceStatus: 'creating',
      DBInstanceIdentifier: 'demo',
      EngineVersion: '8.4.7',
      StorageType: 'gp3',
      BackupRetentionPeriod: 1,
      PubliclyAccessible: false,
      DeletionProtection: false,
      TagList: [{ Key: 'app', Value: 'demo' }],
    });
    expect(first.Endpoint).toBeUndefined();
    expect(await cloud.interfaces()).toBe(1);
    const seen = new Set<string>();
    let endpointAt = 0;
    for (let seconds = 0; seconds <= 310; seconds += 5) {
      const { DBInstanceStatus, Endpoint } = await cloud.look();
      seen.add(DBInstanceStatus!);
      if (Endpoint && endpointAt === 0) endpointAt = seconds;
      await cloud.pass(5);
    }
    expect([...seen]).toEqual(['creating', 'backing-up', 'available']);
    expect(endpointAt).toBe(200);
    expect((await cloud.look()).Endpoint).toMatchObject({ Port: 3306 });
    await cloud.remove();
    expect(await cloud.look()).toMatchObject({ DBInstanceStatus: 'deleting' });
    await expect(cloud.remove()).rejects.toThrow('Instance demo is already being deleted.');
    expect(await errorName(cloud.create())).toBe('DBInstanceAlreadyExistsFault');
    await cloud.pass(120);
    expect(await errorName(cloud.look())).toBe('DBInstanceNotFoundFault');
    expect(await cloud.interfaces()).toBe(0);
    expect(cloud.plane.databaseSpecs.size).toBe(0);
  });

  it('gives its password to the data plane and to nobody else', async () => {
    const cloud = await makeDatabaseWorld({});
    await cloud.create();
    expect(cloud.plane.databaseSpecs.get('demo')).toMatchObject({ password: 'correct-horse-battery', user: 'admin' });
    await cloud.pass(5);
    await cloud.modify({ MasterUserPassword: 'another-long-password' });
    expect(cloud.plane.databaseSpecs.get('demo')).toMatchObject({ password: 'another-long-password' });
    expect(cloud.world.save()).not.toContain('correct-horse');
    expect(cloud.world.save()).not.toContain('another-long');
  });

  it('is changed only while it is available, at once only when told so', async () => {
    const cloud = await makeDatabaseWorld();
    await cloud.create({ BackupRetentionPeriod: 0 });
    expect(await errorName(cloud.modify({ BackupRetentionPeriod: 3 }))).toBe('InvalidDBInstanceStateFault');
    expect(await errorName(cloud.remove())).toBe('InvalidDBInstanceStateFault');
    await cloud.pass(305);
    expect(await cloud.look()).toMatchObject({ DBInstanceStatus: 'available' });
    await cloud.modify({ AllocatedStorage: 30 });
    expect(await cloud.look()).toMatchObject({ AllocatedStorage: 20, PendingModifiedValues: { AllocatedStorage: 30 } });
    await cloud.modify({ AllocatedStorage: 30, BackupRetentionPeriod: 3, ApplyImmediately: true });
    expect(await cloud.look()).toMatchObject({ DBInstanceStatus: 'modifying', AllocatedStorage: 20 });
    await cloud.pass(60);
    expect(await cloud.look()).toMatchObject({
      DBInstanceStatus: 'available',
      AllocatedStorage: 30,
      BackupRetentionPeriod: 3,
      PendingModifiedValues: {},
    });
  });

  it('with deletion protection stays until that is taken off', async () => {
    const cloud = await makeDatabaseWorld({});
    await cloud.create({ DeletionProtection: true });
    expect(await errorName(cloud.remove())).toBe('InvalidParameterCombination');
    await cloud.modify({ DeletionProtection: false, ApplyImmediately: true });
    await cloud.remove();
  });

  it('leaves a final snapshot when that is not skipped', async () => {
    const cloud = await makeDatabaseWorld({ 'rds.snapshot.create': 400, 'rds.instance.delete': 100 });
    await cloud.create();
    expect(await errorName(cloud.remove({}))).toBe('InvalidParameterCombination');
    const FinalDBSnapshotIdentifier = 'demo-final';
    expect(await errorName(cloud.remove({ SkipFinalSnapshot: true, FinalDBSnapshotIdentifier }))).toBe(
      'InvalidParameterCombination',
    );
    await cloud.remove({ FinalDBSnapshotIdentifier });
    await cloud.pass(450);
    expect(await cloud.look()).toMatchObject({ DBInstanceStatus: 'deleting' });
    await cloud.pass(60);
    expect(await errorName(cloud.look())).toBe('DBInstanceNotFoundFault');
    const { DBSnapshots } = await cloud.rds.send(new sdk.DescribeDBSnapshotsCommand({}));
    expect(DBSnapshots).toMatchObject([
      { DBSnapshotIdentifier: 'demo-final', Status: 'available', SnapshotType: 'manual' },
    ]);
    await cloud.create();
    await cloud.pass(5);
    expect(await errorName(cloud.remove({ FinalDBSnapshotIdentifier }))).toBe('DBSnapshotAlreadyExistsFault');
    await cloud.rds.send(new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'demo-final' }));
  });

  it('keeps its automated backups only when asked to', async () => {
    const cloud = await makeDatabaseWorld({});
    const backups = async () =>
      (await cloud.rds.send(new sdk.DescribeDBInstanceAutomatedBackupsCommand({}))).DBInstanceAutomatedBackups!;
    await cloud.create();
    expect(await backups()).toMatchObject([{ Status: 'active' }]);
    await cloud.remove({ SkipFinalSnapshot: true, DeleteAutomatedBackups: false });
    const [kept] = await backups();
    expect(kept).toMatchObject({ Status: 'retained', DBInstanceIdentifier: 'demo' });
    await cloud.rds.send(new sdk.DeleteDBInstanceAutomatedBackupCommand({ DbiResourceId: kept!.DbiResourceId }));
    expect(await backups()).toEqual([]);
  });
});

describe('CreateDBInstance refuses', () => {
  const refused: [string, Partial<sdk.CreateDBInstanceCommandInput>, string][] = [
    ['a password with a slash', { MasterUserPassword: 'with/slash-in-it' }, 'InvalidParameterValue'],
    ['a password with a space', { MasterUserPassword: 'with space in it' }, 'InvalidParameterValue'],
    ['a short password', { MasterUserPassword: 'short' }, 'InvalidParameterValue'],
    ['a reserved user', { MasterUsername: 'root' }, 'InvalidParameterValue'],
    ['a database name with a hyphen', { DBName: 'my-db' }, 'InvalidParameterValue'],
    ['too little storage', { AllocatedStorage: 5 }, 'InvalidParameterValue'],
    ['a long retention', { BackupRetentionPeriod: 36 }, 'InvalidParameterValue'],
    ['an unknown version', { EngineVersion: '8.4.99' }, 'InvalidParameterCombination'],
    ['an unknown class', { DBInstanceClass: 'db.t9.micro' }, 'InvalidParameterCombination'],
    [
      'an outdated version without Extended Support',
      { EngineVersion: '8.0', EngineLifecycleSupport: 'open-source-rds-extended-support-disabled' },
      'InvalidParameterCombination',
    ],
    ['an unknown subnet group', { DBSubnetGroupName: 'nope' }, 'DBSubnetGroupNotFoundFault'],
    ['an unknown security group', { VpcSecurityGroupIds: ['sg-0'] }, 'InvalidParameterValue'],
    ['a bad identifier', { DBInstanceIdentifier: 'a--b' }, 'InvalidParameterValue'],
  ];
  it.each(refused)('%s', async (_name, changes, code) => {
    const cloud = await makeDatabaseWorld({});
    expect(await errorName(cloud.create(changes))).toBe(code);
    expect(cloud.plane.databaseSpecs.size).toBe(0);
  });

  it('without saying the password', async () => {
    const cloud = await makeDatabaseWorld({});
    const problem = await cloud
      .create({ MasterUserPassword: 'with/slash-in-it' })
      .catch((thrown: Error) => thrown.message);
    expect(problem).toContain('Only printable ASCII characters');
    expect(problem).not.toContain('slash-in-it');
  });
});

describe('a DB subnet group', () => {
  it('needs the service-linked role, which the first try brings about', async () => {
    const cloud = makeWorld();
    const vpc = await makeVpc(cloud);
    const create = () =>
      cloud.rds.send(
        new sdk.CreateDBSubnetGroupCommand({
          DBSubnetGroupName: 'Demo',
          DBSubnetGroupDescription: 'demo',
          SubnetIds: vpc.privateSubnets,
        }),
      );
    await expect(create()).rejects.toThrow('Missing necessary credentials');
    expect((await create()).DBSubnetGroup!.DBSubnetGroupName).toBe('demo');
    expect(await errorName(create())).toBe('DBSubnetGroupAlreadyExistsFault');
  });

  it('needs two zones, and stays while even a dying instance uses it', async () => {
    const cloud = await makeDatabaseWorld({ 'rds.instance.delete': 100 });
    expect(await errorName(cloud.group([cloud.privateSubnets[0]!], 'one'))).toBe('DBSubnetGroupDoesNotCoverEnoughAZs');
    await cloud.create();
    await cloud.remove();
    const remove = () => cloud.rds.send(new sdk.DeleteDBSubnetGroupCommand({ DBSubnetGroupName: 'demo' }));
    expect(await errorName(remove())).toBe('InvalidDBSubnetGroupStateFault');
    await cloud.pass(100);
    await remove();
    expect(await errorName(remove())).toBe('DBSubnetGroupNotFoundFault');
  });
});

it('offers versions and classes that it then takes', async () => {
  const { rds } = makeWorld();
  const versions = await rds.send(new sdk.DescribeDBEngineVersionsCommand({ Engine: 'mysql', DefaultOnly: true }));
  expect(versions.DBEngineVersions!.map(({ EngineVersion }) => EngineVersion)).toEqual(['8.4.7']);
  const options = await rds.send(
    new sdk.DescribeOrderableDBInstanceOptionsCommand({
      Engine: 'mysql',
      EngineVersion: '8.4',
      DBInstanceClass: 'db.t4g.micro',
    }),
  );
  expect(options.OrderableDBInstanceOptions!.map(({ StorageType }) => StorageType)).toEqual(['gp2', 'gp3']);
});
