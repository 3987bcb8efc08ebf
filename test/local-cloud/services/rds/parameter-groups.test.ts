import * as sdk from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeDatabaseWorld } from './database-world.js';

const DBParameterGroupName = 'Own';
const LIMIT = { ParameterName: 'max_connections', ParameterValue: '200', ApplyMethod: 'immediate' as const };
const NAMES = { ParameterName: 'lower_case_table_names', ParameterValue: '1', ApplyMethod: 'pending-reboot' as const };

async function makeGroup(times: Parameters<typeof makeDatabaseWorld>[0] = {}) {
  const cloud = await makeDatabaseWorld(times);
  const create = (changes: Partial<sdk.CreateDBParameterGroupCommandInput> = {}) =>
    cloud.rds.send(
      new sdk.CreateDBParameterGroupCommand({
        DBParameterGroupName,
        DBParameterGroupFamily: 'mysql8.4',
        Description: 'of our own',
        ...changes,
      }),
    );
  const made = await create({ Tags: [{ Key: 'app', Value: 'demo' }] });
  return {
    ...cloud,
    createGroup: create,
    group: made.DBParameterGroup!,
    change: (Parameters: sdk.Parameter[], name = DBParameterGroupName) =>
      cloud.rds.send(new sdk.ModifyDBParameterGroupCommand({ DBParameterGroupName: name, Parameters })),
    parameters: async (Source?: string) =>
      (await cloud.rds.send(new sdk.DescribeDBParametersCommand({ DBParameterGroupName, Source }))).Parameters!,
    drop: (name = DBParameterGroupName) =>
      cloud.rds.send(new sdk.DeleteDBParameterGroupCommand({ DBParameterGroupName: name })),
    status: async () => (await cloud.look()).DBParameterGroups,
  };
}

describe('a DB parameter group', () => {
  it('is made once, found by its name, tagged, and deleted', async () => {
    const { rds, createGroup, group, drop } = await makeGroup();
    expect(group).toMatchObject({ DBParameterGroupName: 'own', DBParameterGroupFamily: 'mysql8.4' });
    expect(await errorName(createGroup())).toBe('DBParameterGroupAlreadyExistsFault');
    expect(await errorName(createGroup({ DBParameterGroupName: 'a--b' }))).toBe('InvalidParameterValue');
    const family = createGroup({ DBParameterGroupName: 'other', DBParameterGroupFamily: 'postgres16' });
    await expect(family).rejects.toThrow('ParameterGroupFamily postgres16 is not a valid parameter group family');
    const all = await rds.send(new sdk.DescribeDBParameterGroupsCommand({}));
    expect(all.DBParameterGroups!.map((each) => each.DBParameterGroupName)).toEqual([
      'default.mysql5.7',
      'default.mysql8.0',
      'default.mysql8.4',
      'default.mysql9.7',
      'own',
    ]);
    const found = await rds.send(new sdk.DescribeDBParameterGroupsCommand({ DBParameterGroupName: 'OWN' }));
    expect(found.DBParameterGroups).toEqual([group]);
    const { TagList } = await rds.send(new sdk.ListTagsForResourceCommand({ ResourceName: group.DBParameterGroupArn }));
    expect(TagList).toEqual([{ Key: 'app', Value: 'demo' }]);
    await drop();
    expect(await errorName(drop())).toBe('DBParameterGroupNotFoundFault');
  });

  it('has the parameters that were changed as those of the user, until they are reset', async () => {
    const { rds, change, parameters } = await makeGroup();
    await change([LIMIT, NAMES]);
    expect(await parameters('user')).toMatchObject([
      { ParameterName: 'lower_case_table_names', ParameterValue: '1', ApplyType: 'static' },
      { ParameterName: 'max_connections', ParameterValue: '200', ApplyType: 'dynamic', ApplyMethod: 'immediate' },
    ]);
    expect((await parameters()).length).toBeGreaterThan(20);
    await rds.send(new sdk.ResetDBParameterGroupCommand({ DBParameterGroupName, Parameters: [NAMES] }));
    expect((await parameters('user')).map((each) => each.ParameterName)).toEqual(['max_connections']);
    await rds.send(new sdk.ResetDBParameterGroupCommand({ DBParameterGroupName, ResetAllParameters: true }));
    expect(await parameters('user')).toEqual([]);
  });

  it('takes no value that the parameter does not have, and changes nothing then', async () => {
    const { change, parameters } = await makeGroup();
    expect(await errorName(change([LIMIT, { ...NAMES, ParameterValue: '7' }]))).toBe('InvalidParameterValue');
    await expect(change([{ ...NAMES, ApplyMethod: 'immediate' }])).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
      message: 'cannot use immediate apply method for static parameter',
    });
    expect(await errorName(change([{ ...LIMIT, ParameterName: 'constructor' }]))).toBe('NotImplemented');
    expect(await parameters('user')).toEqual([]);
    expect(await errorName(change([LIMIT], 'nope'))).toBe('DBParameterGroupNotFoundFault');
  });

  it('of RDS itself can be neither changed nor deleted', async () => {
    const { change, drop } = await makeGroup();
    expect(await errorName(change([LIMIT], 'default.mysql8.4'))).toBe('InvalidDBParameterGroupStateFault');
    await expect(drop('default.mysql8.4')).rejects.toMatchObject({
      name: 'InvalidDBParameterGroupStateFault',
      message: 'Default DBParameterGroup cannot be deleted: default.mysql8.4',
    });
  });

  it('stays while an instance has it, even a dying one', async () => {
    const cloud = await makeGroup({ 'rds.instance.delete': 100 });
    await cloud.create({ DBParameterGroupName, BackupRetentionPeriod: 0 });
    await cloud.pass(5);
    expect(await cloud.status()).toEqual([{ DBParameterGroupName: 'own', ParameterApplyStatus: 'in-sync' }]);
    const stays =
      'One or more database instances are still members of this parameter group own, so the group cannot be deleted';
    await expect(cloud.drop()).rejects.toThrow(stays);
    await cloud.remove();
    await expect(cloud.drop()).rejects.toThrow(stays);
    await cloud.pass(105);
    await cloud.drop();
  });

  it('waits for the next start of the instance that is given it', async () => {
    const cloud = await makeGroup({ 'rds.instance.modify': 60 });
    await cloud.create({ BackupRetentionPeriod: 0 });
    await cloud.pass(5);
    await cloud.modify({ DBParameterGroupName });
    expect(await cloud.status()).toEqual([
      { DBParameterGroupName: 'default.mysql8.4', ParameterApplyStatus: 'applying' },
    ]);
    expect(await errorName(cloud.drop())).toBe('InvalidDBParameterGroupStateFault');
    await cloud.pass(65);
    expect(await cloud.status()).toEqual([{ DBParameterGroupName: 'own', ParameterApplyStatus: 'pending-reboot' }]);
    await cloud.rds.send(new sdk.StopDBInstanceCommand({ DBInstanceIdentifier: 'demo' }));
    await cloud.pass(65);
    await cloud.rds.send(new sdk.StartDBInstanceCommand({ DBInstanceIdentifier: 'demo' }));
    await cloud.pass(65);
    expect(await cloud.status()).toEqual([{ DBParameterGroupName: 'own', ParameterApplyStatus: 'in-sync' }]);
    await cloud.change([LIMIT]);
    expect(await cloud.status()).toMatchObject([{ ParameterApplyStatus: 'in-sync' }]);
    await cloud.change([NAMES]);
    expect(await cloud.status()).toMatchObject([{ ParameterApplyStatus: 'pending-reboot' }]);
    const leap = cloud.modify({ EngineVersion: '9.7', AllowMajorVersionUpgrade: true });
    await expect(leap).rejects.toThrow('Current Parameter Group (own) is non-default.');
  });
});
