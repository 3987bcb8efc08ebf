import { expect, it } from 'vitest';
import { makeNetwork } from './network.js';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('ec2', 'iam', 'rds');
const { aws } = stage;
const made = await makeNetwork(stage.endpoint);

judge(stage, ['rds'], () => {
  it('a parameter group', async () => {
    await aws.text(
      'rds create-db-parameter-group --db-parameter-group-name P --db-parameter-group-family mysql8.4 --description d',
    );
    const own = 'rds describe-db-parameter-groups --db-parameter-group-name p';
    expect(await aws.json(own)).toMatchObject({
      DBParameterGroups: [{ DBParameterGroupName: 'p', DBParameterGroupFamily: 'mysql8.4', Description: 'd' }],
    });
    await aws.text(
      'rds modify-db-parameter-group --db-parameter-group-name p --parameters ParameterName=max_connections,ParameterValue=99,ApplyMethod=immediate',
    );
    const values = `rds describe-db-parameters --db-parameter-group-name p --source user ${text} Parameters[].ParameterValue`;
    expect(await aws.text(values)).toBe('99');
    await aws.text('rds reset-db-parameter-group --db-parameter-group-name p --reset-all-parameters');
    expect(await aws.text(values)).toBe('');
    await aws.text('rds delete-db-parameter-group --db-parameter-group-name p');
    expect(await aws.refused(own)).toBe('DBParameterGroupNotFound');
    expect(await aws.refused('rds delete-db-parameter-group --db-parameter-group-name default.mysql8.4')).toBe(
      'InvalidDBParameterGroupState',
    );
  });

  it('an instance from its making to its end', async () => {
    const versions = `rds describe-db-engine-versions --engine mysql ${text} DBEngineVersions[].EngineVersion`;
    expect(await aws.text(versions)).toMatch(/8\.4\.\d+/);
    const majors = `rds describe-db-major-engine-versions --engine mysql --major-engine-version 8.0 ${text}`;
    expect(
      await aws.text(
        `${majors} DBMajorEngineVersions[].SupportedEngineLifecycles[].[LifecycleSupportName,LifecycleSupportEndDate]`,
      ),
    ).toMatch(/open-source-rds-standard-support\s+2026-07-31T.*\nopen-source-rds-extended-support\s+2029-07-31T/);
    const orderable = 'rds describe-orderable-db-instance-options --engine mysql --db-instance-class db.t4g.micro';
    expect(await aws.text(`${orderable} ${text} OrderableDBInstanceOptions[].StorageType`)).toContain('gp2');
    expect(
      await aws.text(`rds describe-db-parameter-groups ${text} DBParameterGroups[].DBParameterGroupName`),
    ).toContain('default.mysql8.4');
    const group = `rds create-db-subnet-group --db-subnet-group-name G --db-subnet-group-description d --subnet-ids ${made.subnets.join(' ')}`;
    // In a new account the first call only makes the service-linked role (terraform-aws-rds#364).
    expect(await aws.refused(group)).toBe('InvalidParameterValue');
    expect(await aws.text(`${group} ${text} DBSubnetGroup.DBSubnetGroupName`)).toBe('g');
    await aws.text(
      `rds modify-db-subnet-group --db-subnet-group-name g --db-subnet-group-description e --subnet-ids ${made.subnets.join(' ')}`,
    );
    expect(await aws.json('rds describe-db-subnet-groups --db-subnet-group-name g')).toMatchObject({
      DBSubnetGroups: [{ DBSubnetGroupDescription: 'e', SubnetGroupStatus: 'Complete', VpcId: made.vpc }],
    });
    const create =
      'rds create-db-instance --db-instance-identifier d --engine mysql --db-instance-class db.t4g.micro --allocated-storage 20 ' +
      `--master-username admin --master-user-password only-for-a-test --db-name meibo --db-subnet-group-name g --vpc-security-group-ids ${made.group}`;
    const arn = await aws.text(`${create} --tags Key=a,Value=b ${text} DBInstance.DBInstanceArn`);
    expect(await aws.refused(create)).toBe('DBInstanceAlreadyExists');
    await aws.text('rds wait db-instance-available --db-instance-identifier d');
    expect(await aws.json('rds describe-db-instances --db-instance-identifier d')).toMatchObject({
      DBInstances: [
        {
          DBInstanceStatus: 'available',
          Engine: 'mysql',
          MasterUsername: 'admin',
          DBName: 'meibo',
          Endpoint: { Port: 3306 },
          DBSubnetGroup: { DBSubnetGroupName: 'g' },
          VpcSecurityGroups: [{ VpcSecurityGroupId: made.group, Status: 'active' }],
          TagList: [{ Key: 'a', Value: 'b' }],
        },
      ],
    });
    await aws.text(`rds add-tags-to-resource --resource-name ${arn} --tags Key=c,Value=d`);
    await aws.text(`rds remove-tags-from-resource --resource-name ${arn} --tag-keys a`);
    expect(await aws.json(`rds list-tags-for-resource --resource-name ${arn}`)).toEqual({
      TagList: [{ Key: 'c', Value: 'd' }],
    });
    await aws.text('rds modify-db-instance --db-instance-identifier d --deletion-protection --apply-immediately');
    expect(await aws.refused('rds delete-db-instance --db-instance-identifier d --skip-final-snapshot')).toBe(
      'InvalidParameterCombination',
    );
    await aws.text('rds modify-db-instance --db-instance-identifier d --no-deletion-protection --apply-immediately');
    await aws.text('rds create-db-snapshot --db-instance-identifier d --db-snapshot-identifier s');
    await aws.text('rds wait db-snapshot-available --db-snapshot-identifier s');
    expect(
      await aws.text(
        `rds describe-db-snapshots --db-instance-identifier d --snapshot-type manual ${text} DBSnapshots[].Status`,
      ),
    ).toBe('available');
    expect(
      await aws.text(
        `rds describe-db-instance-automated-backups --db-instance-identifier d ${text} DBInstanceAutomatedBackups[].Status`,
      ),
    ).toBe('active');
    await aws.text('rds stop-db-instance --db-instance-identifier d');
    const status = `rds describe-db-instances --db-instance-identifier d ${text} DBInstances[].DBInstanceStatus`;
    expect(await aws.text(status)).toBe('stopped');
    await aws.text('rds start-db-instance --db-instance-identifier d');
    await aws.text('rds wait db-instance-available --db-instance-identifier d');
    const events = 'rds describe-events --source-type db-instance --source-identifier d';
    expect((await aws.text(`${events} ${text} Events[].Message`)).split('\t')).toEqual(
      expect.arrayContaining(['DB instance created.', 'DB instance stopped.', 'DB instance started.']),
    );
    expect(await aws.refused('rds delete-db-subnet-group --db-subnet-group-name g')).toBe(
      'InvalidDBSubnetGroupStateFault',
    );
    await aws.text('rds delete-db-instance --db-instance-identifier d --skip-final-snapshot');
    await aws.text('rds wait db-instance-deleted --db-instance-identifier d');
    await aws.text('rds delete-db-snapshot --db-snapshot-identifier s');
    expect(await aws.refused('rds delete-db-instance-automated-backup --dbi-resource-id db-NONE')).toBe(
      'DBInstanceAutomatedBackupNotFound',
    );
    await aws.text('rds delete-db-subnet-group --db-subnet-group-name g');
    expect(await aws.refused('rds describe-db-instances --db-instance-identifier d')).toBe('DBInstanceNotFound');
  });
});
