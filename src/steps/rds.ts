import { type Ensure, step } from '../model/step.js';
import { allOf } from '../model/together.js';
import { serviceLinkedRole } from '../resources/iam/service-linked-role.js';
import { dbInstance } from '../resources/rds/db-instance.js';
import { dbSubnetGroup } from '../resources/rds/db-subnet-group.js';
import { parameter } from '../resources/ssm/parameter.js';
import { mysqlPort } from './ports.js';

async function makeSubnetGroup(ensure: Ensure, subnetIds: string[]) {
  // The first RDS call of a fresh account fails without it.
  await ensure(serviceLinkedRole, 'rds-service-role', { service: 'rds.amazonaws.com' });
  return ensure(dbSubnetGroup, 'db-subnets', { description: 'Private subnets of the database', subnetIds });
}

/** The database in the private subnets, and the parameter that holds its password. */
export const rds = step({
  name: 'rds',
  needs: { network: 'made' },
  async ensure({ config: { database: wish }, inputs: { network }, ensure, surroundings: { region, account } }) {
    // The password stands before the instance does, so that no crash can leave a database that nobody has the password of.
    const [password, subnetGroup] = await allOf(
      ensure(parameter, 'db-password', {}),
      makeSubnetGroup(ensure, network.privateSubnetIds),
    );
    const instance = await ensure(dbInstance, 'db', {
      subnetGroupName: subnetGroup.id,
      securityGroupIds: [network.securityGroupIds.db],
      passwordParameter: password.id,
      engineVersion: wish.engineVersion,
      instanceClass: wish.instanceClass,
      storageGiB: wish.storageGiB,
      storageType: wish.storageType,
      databaseName: wish.name,
      user: wish.user,
      backupRetentionDays: wish.backupRetentionDays,
      multiAz: wish.multiAz,
      deletionProtection: wish.deletionProtection,
      onDestroy: wish.onDestroy,
    });
    return {
      host: instance.host ?? '',
      port: instance.port ?? mysqlPort,
      user: wish.user,
      database: wish.name,
      passwordParameterArn: password.arn ?? `arn:aws:ssm:${region}:${account}:parameter${password.id}`,
    };
  },
});
