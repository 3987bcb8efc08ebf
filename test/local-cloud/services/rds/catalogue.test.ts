import * as sdk from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { errorName, makeCloud } from '../../../support/cloud.js';
import { makeDatabaseWorld } from './database-world.js';

describe('what RDS has to offer', () => {
  const { rds } = makeCloud();

  it('5.7 is among it, for Extended Support and without Graviton', async () => {
    const { DBEngineVersions } = await rds.send(new sdk.DescribeDBEngineVersionsCommand({ Engine: 'mysql' }));
    expect([...new Set(DBEngineVersions!.map((each) => each.MajorEngineVersion))]).toEqual([
      '5.7',
      '8.0',
      '8.4',
      '9.7',
    ]);
    const order = { Engine: 'mysql', EngineVersion: '5.7' };
    const { OrderableDBInstanceOptions } = await rds.send(new sdk.DescribeOrderableDBInstanceOptionsCommand(order));
    const classes = OrderableDBInstanceOptions!.map((each) => each.DBInstanceClass);
    expect([...new Set(classes)]).toEqual(['db.t3.micro', 'db.t3.small']);
    const world = await makeDatabaseWorld({});
    expect(await errorName(world.create({ EngineVersion: '5.7' }))).toBe('InvalidParameterCombination');
    const old = { EngineVersion: '5.7', DBInstanceClass: 'db.t3.micro' };
    const disabled = { EngineLifecycleSupport: 'open-source-rds-extended-support-disabled' };
    expect(await errorName(world.create({ ...old, ...disabled }))).toBe('InvalidParameterCombination');
    const { DBInstance } = await world.create(old);
    expect(DBInstance).toMatchObject({ EngineVersion: expect.stringMatching(/^5\.7\.44-rds\.\d{8}$/) });
    await world.pass(5);
    const leap = { EngineVersion: '8.4', AllowMajorVersionUpgrade: true };
    await expect(world.modify(leap)).rejects.toThrow(/Cannot upgrade mysql from 5\.7/);
  });

  it('tells until when each major version is supported, where that is known', async () => {
    const wanted = new sdk.DescribeDBMajorEngineVersionsCommand({ Engine: 'mysql' });
    const { DBMajorEngineVersions } = await rds.send(wanted);
    expect(DBMajorEngineVersions!.map((each) => each.MajorEngineVersion)).toEqual(['5.7', '8.0', '8.4', '9.7']);
    expect(DBMajorEngineVersions![1]!.SupportedEngineLifecycles).toEqual([
      {
        LifecycleSupportName: 'open-source-rds-standard-support',
        LifecycleSupportStartDate: new Date('2018-10-23T00:00:00Z'),
        LifecycleSupportEndDate: new Date('2026-07-31T23:59:59.999Z'),
      },
      {
        LifecycleSupportName: 'open-source-rds-extended-support',
        LifecycleSupportStartDate: new Date('2026-08-01T00:00:00Z'),
        LifecycleSupportEndDate: new Date('2029-07-31T23:59:59.999Z'),
      },
    ]);
    const one = await rds.send(new sdk.DescribeDBMajorEngineVersionsCommand({ MajorEngineVersion: '9.7' }));
    expect(one.DBMajorEngineVersions).toMatchObject([{ Engine: 'mysql', MajorEngineVersion: '9.7' }]);
    const others = await rds.send(new sdk.DescribeDBMajorEngineVersionsCommand({ Engine: 'postgres' }));
    expect(others.DBMajorEngineVersions).toEqual([]);
  });

  it('9.7 asks for TLS by default, which the local database says it does not', async () => {
    const shown = async (DBParameterGroupName: string) => {
      const Filters = [{ Name: 'parameter-name', Values: ['require_secure_transport'] }];
      const wanted = new sdk.DescribeDBParametersCommand({ DBParameterGroupName, Filters });
      return (await rds.send(wanted)).Parameters;
    };
    expect(await shown('default.mysql9.7')).toMatchObject([
      { ParameterValue: '1', Source: 'system', Description: expect.stringContaining('without TLS') },
    ]);
    const [before] = (await shown('default.mysql8.4')) ?? [];
    expect(before).toMatchObject({ Source: 'engine-default' });
    expect(before!.ParameterValue).toBeUndefined();
  });
});

describe('lists', () => {
  const { rds } = makeCloud();
  const Filters = [{ Name: 'x', Values: ['y'] }];
  type Ask = (input: { MaxRecords?: number; Filters?: sdk.Filter[] }) => Promise<unknown>;
  const lists: [string, number, Ask][] = [
    ['DescribeDBInstances', 100, (input) => rds.send(new sdk.DescribeDBInstancesCommand(input))],
    ['DescribeDBSnapshots', 100, (input) => rds.send(new sdk.DescribeDBSnapshotsCommand(input))],
    ['DescribeDBSubnetGroups', 100, (input) => rds.send(new sdk.DescribeDBSubnetGroupsCommand(input))],
    ['DescribeDBParameterGroups', 100, (input) => rds.send(new sdk.DescribeDBParameterGroupsCommand(input))],
    ['DescribeEvents', 100, (input) => rds.send(new sdk.DescribeEventsCommand(input))],
    ['DescribeDBEngineVersions', 100, (input) => rds.send(new sdk.DescribeDBEngineVersionsCommand(input))],
    [
      'DescribeDBParameters',
      100,
      (input) => rds.send(new sdk.DescribeDBParametersCommand({ DBParameterGroupName: 'default.mysql8.4', ...input })),
    ],
    [
      'DescribeOrderableDBInstanceOptions',
      1000,
      (input) => rds.send(new sdk.DescribeOrderableDBInstanceOptionsCommand({ Engine: 'mysql', ...input })),
    ],
  ];
  it.each(lists)('%s takes pages of 20 to %d and no filter that it does not have', async (_, most, ask) => {
    const refusal = (value: number) => `Invalid value ${value} for MaxRecords. Must be between 20 and ${most}`;
    for (const MaxRecords of [5, most + 1]) {
      await expect(ask({ MaxRecords })).rejects.toMatchObject({
        name: 'InvalidParameterValue',
        message: refusal(MaxRecords),
      });
    }
    await ask({ MaxRecords: 20 });
    await ask({ MaxRecords: most });
    await expect(ask({ Filters })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: 'Unrecognized filter name: x',
    });
  });

  it('comes page by page', async () => {
    const first = await rds.send(
      new sdk.DescribeOrderableDBInstanceOptionsCommand({ Engine: 'mysql', MaxRecords: 20 }),
    );
    expect(first.OrderableDBInstanceOptions).toHaveLength(20);
    const next = { Engine: 'mysql', MaxRecords: 20, Marker: first.Marker! };
    const second = await rds.send(new sdk.DescribeOrderableDBInstanceOptionsCommand(next));
    expect(second.OrderableDBInstanceOptions![0]).not.toEqual(first.OrderableDBInstanceOptions![0]);
  });

  it('snapshots, backups and instances are found by the filters that they have', async () => {
    const world = await makeDatabaseWorld({});
    const { DBInstance } = await world.create();
    await world.pass(5);
    await world.rds.send(new sdk.CreateDBSnapshotCommand({ DBInstanceIdentifier: 'demo', DBSnapshotIdentifier: 's' }));
    const by = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });
    const arn = DBInstance!.DBInstanceArn!;
    const { DBSnapshots } = await world.rds.send(new sdk.DescribeDBSnapshotsCommand(by('db-instance-id', arn)));
    expect(DBSnapshots).toHaveLength(1);
    const none = await world.rds.send(new sdk.DescribeDBSnapshotsCommand(by('snapshot-type', 'automated')));
    expect(none.DBSnapshots).toEqual([]);
    const kept = new sdk.DescribeDBInstanceAutomatedBackupsCommand(by('status', 'retained'));
    expect((await world.rds.send(kept)).DBInstanceAutomatedBackups).toEqual([]);
    const cluster = await world.rds.send(new sdk.DescribeDBInstancesCommand(by('db-cluster-id', 'c')));
    expect(cluster.DBInstances).toEqual([]);
    const both = new sdk.DescribeDBInstancesCommand(by('engine', 'postgres', 'mysql'));
    expect((await world.rds.send(both)).DBInstances).toHaveLength(1);
  });
});
