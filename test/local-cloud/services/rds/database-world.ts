import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { CreateServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import * as sdk from '@aws-sdk/client-rds';
import { makeVpc, makeWorld, slow } from '../stage.js';

const TIMES = {
  'rds.instance.create': 300,
  'rds.instance.endpoint': 200,
  'rds.instance.modify': 60,
  'rds.instance.delete': 120,
  'rds.snapshot.create': 400,
} as const;

/** What CreateDBInstance takes as it is. */
export const wish = {
  DBInstanceIdentifier: 'Demo',
  DBInstanceClass: 'db.t4g.micro',
  Engine: 'mysql',
  EngineVersion: '8.4',
  MasterUsername: 'admin',
  MasterUserPassword: 'correct-horse-battery',
  AllocatedStorage: 20,
  DBName: 'meibo',
  DBSubnetGroupName: 'demo',
} satisfies sdk.CreateDBInstanceCommandInput;

/** A cloud with a VPC and the subnet group `demo`, and ways to make, change and look at the instance `demo`. */
export async function makeDatabaseWorld(times: Parameters<typeof slow>[0] = TIMES) {
  const cloud = makeWorld({ weather: slow(times) });
  const vpc = await makeVpc(cloud);
  await cloud.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'rds.amazonaws.com' }));
  const group = (SubnetIds: string[], DBSubnetGroupName = 'demo') =>
    cloud.rds.send(
      new sdk.CreateDBSubnetGroupCommand({ DBSubnetGroupName, DBSubnetGroupDescription: 'demo', SubnetIds }),
    );
  await group(vpc.privateSubnets);
  return {
    ...cloud,
    ...vpc,
    group,
    create: (changes: Partial<sdk.CreateDBInstanceCommandInput> = {}) =>
      cloud.rds.send(new sdk.CreateDBInstanceCommand({ ...wish, ...changes })),
    modify: (changes: Partial<sdk.ModifyDBInstanceCommandInput>) =>
      cloud.rds.send(new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: 'demo', ...changes })),
    remove: (changes: Partial<sdk.DeleteDBInstanceCommandInput> = { SkipFinalSnapshot: true }) =>
      cloud.rds.send(new sdk.DeleteDBInstanceCommand({ DBInstanceIdentifier: 'demo', ...changes })),
    look: async () =>
      (await cloud.rds.send(new sdk.DescribeDBInstancesCommand({ DBInstanceIdentifier: 'demo' }))).DBInstances![0]!,
    interfaces: async () => {
      const Filters = [{ Name: 'description', Values: ['RDSNetworkInterface'] }];
      return (await cloud.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces!.length;
    },
  };
}
