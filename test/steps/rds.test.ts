import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/schema.js';
import { rds } from '../../src/steps/rds.js';
import { accountWith, recording } from './recording.js';

const config = {
  database: {
    engineVersion: '8.4',
    instanceClass: 'db.t4g.micro',
    storageGiB: 20,
    storageType: 'gp2',
    name: 'meibo',
    user: 'admin',
    backupRetentionDays: 1,
    multiAz: false,
    deletionProtection: true,
    onDestroy: 'snapshot',
  },
} as unknown as Config;

const network = {
  vpcId: 'vpc-1',
  publicSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetIds: ['subnet-3', 'subnet-4'],
  securityGroupIds: { alb: 'sg-1', app: 'sg-2', db: 'sg-3' },
};

const run = async (more: Readonly<Record<string, object>>) => {
  const record = recording(more);
  const surroundings = accountWith([]);
  const outputs = await rds.ensure({ config, inputs: { network }, ensure: record.ensure, surroundings });
  return { ...record, outputs };
};

describe('rds', () => {
  it('asks for the password before the instance, and for both without it', async () => {
    const { asked, props } = await run({});
    expect([...asked.keys()]).toEqual(['db-password', 'rds-service-role', 'db-subnets', 'db']);
    expect(props('db-password')).toEqual({});
    expect(props('db-subnets')).toMatchObject({ subnetIds: ['subnet-3', 'subnet-4'] });
    expect(props('db')).toEqual({
      subnetGroupName: 'db-subnets',
      securityGroupIds: ['sg-3'],
      passwordParameter: 'db-password',
      engineVersion: '8.4',
      instanceClass: 'db.t4g.micro',
      storageGiB: 20,
      storageType: 'gp2',
      databaseName: 'meibo',
      user: 'admin',
      backupRetentionDays: 1,
      multiAz: false,
      deletionProtection: true,
      onDestroy: 'snapshot',
    });
  });

  it('tells where the database is and where its password is kept', async () => {
    const { outputs } = await run({
      db: { host: 'db.example', port: 3307 },
      'db-password': { id: '/meibo-infra/shop/db-password' },
    });
    expect(outputs).toEqual({
      host: 'db.example',
      port: 3307,
      user: 'admin',
      database: 'meibo',
      passwordParameterArn: 'arn:aws:ssm:ap-northeast-1:123456789012:parameter/meibo-infra/shop/db-password',
    });
  });

  it('takes the address of the password as AWS writes it', async () => {
    const { outputs } = await run({ 'db-password': { arn: 'arn:aws-cn:ssm:x' } });
    expect(outputs.passwordParameterArn).toBe('arn:aws-cn:ssm:x');
  });
});
