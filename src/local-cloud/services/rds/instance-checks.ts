import type * as sdk from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { findSecurityGroup } from '../ec2/lookups.js';
import { hasClass, needsExtendedSupport, resolveVersion } from './catalogue.js';
import { isReservedWord } from './reserved-words.js';
import { refuseUnimitated } from './unimitated.js';

const bad = (message: string): never => refuse('InvalidParameterValue', message);

/** Schemas that every MySQL has. */
const SCHEMAS = ['mysql', 'sys', 'information_schema', 'performance_schema'];

function checkDatabase(name: string): void {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(name)) {
    bad('DBName must begin with a letter and contain only alphanumeric characters.');
  }
  if (SCHEMAS.includes(name.toLowerCase()) || isReservedWord(name)) {
    bad(`DBName ${name} cannot be used. It is a reserved word for this engine`);
  }
}

/** Names that MySQL on RDS keeps for itself. */
const RESERVED = ['root', 'rdsadmin', 'mysql', 'rdsrepladmin', 'rds_superuser_role', 'mysql.sys', 'sys'];

/** Refuses a password that RDS does not take; the message never holds the password. */
export function checkPassword(password: string | undefined): void {
  if (password === undefined) bad('The parameter MasterUserPassword must be provided and must not be blank.');
  else if (password.length < 8) {
    bad('The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.');
  } else if (password.length > 41) {
    bad('The parameter MasterUserPassword is not a valid password because it is longer than 41 characters.');
  } else if (!/^[\x21-\x7e]+$/.test(password) || /[/@"]/.test(password)) {
    bad(
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    );
  }
}

function checkUser(user: string | undefined): void {
  if (!user || !/^[A-Za-z][A-Za-z0-9_]{0,15}$/.test(user)) {
    bad('The parameter MasterUsername is not valid: 1 to 16 letters, digits or underscores, and first a letter.');
  } else if (RESERVED.includes(user.toLowerCase()) || isReservedWord(user)) {
    bad(`MasterUsername ${user} cannot be used as it is a reserved word used by the engine`);
  }
}

/** Refuses an identifier that RDS does not take; `longest` in characters. */
export function checkIdentifier(parameter: string, id: string, longest = 63): void {
  if (id.length <= longest && /^[A-Za-z](?!.*--)[A-Za-z0-9-]*(?<!-)$/.test(id)) return;
  bad(
    `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
  );
}

/** Refuses a combination of class and version that RDS does not have, and gives the full version. */
export function checkVersion(wish: string | undefined, instanceClass: string, lifecycleSupport: string): string {
  const version = resolveVersion(wish);
  if (!version) return refuse('InvalidParameterCombination', `Cannot find version ${wish} for mysql`);
  if (!/^db\.[a-z0-9]+\.[a-z0-9]+$/.test(instanceClass)) bad(`Invalid DB Instance class: ${instanceClass}`);
  const tooOld = needsExtendedSupport(version) && lifecycleSupport.endsWith('-disabled');
  if (!hasClass(instanceClass, version) || tooOld) {
    refuse(
      'InvalidParameterCombination',
      `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${instanceClass}, Engine=mysql, EngineVersion=${version}, LicenseModel=general-public-license.`,
    );
  }
  return version;
}

/** Refuses a retention of backups out of range; days. */
export function checkRetention(retention: number): void {
  if (retention >= 0 && retention <= 35) return;
  bad(`Invalid backup retention period: ${retention}. Retention period must be between 0 and 35`);
}

/** Refuses security groups that are not of the instance's VPC. */
export function checkGroups(world: World, ids: readonly string[], vpcId: string): void {
  for (const id of ids) {
    const group = findSecurityGroup(world, id);
    if (!group) bad(`Invalid security group , groupId= ${id}, groupName=.`);
    else if (group.vpcId !== vpcId) {
      refuse(
        'InvalidParameterCombination',
        `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${vpcId} and the EC2 security group is in ${group.vpcId}`,
      );
    }
  }
}

/** Holds what a new instance is asked to be against RDS's rules, but for what hangs on other resources. */
export function checkCreation(input: sdk.CreateDBInstanceCommandInput): void {
  checkIdentifier('DBInstanceIdentifier', input.DBInstanceIdentifier!);
  if (input.Engine !== 'mysql') refuse('NotImplemented', 'The local cloud runs the engine mysql only', 501);
  refuseUnimitated(input);
  checkUser(input.MasterUsername);
  checkPassword(input.MasterUserPassword);
  if (input.DBName !== undefined) checkDatabase(input.DBName);
  const port = input.Port ?? 3306;
  if (input.MultiAZ && input.AvailabilityZone) {
    refuse(
      'InvalidParameterCombination',
      'Requesting a specific availability zone is not valid for Multi-AZ instances.',
    );
  }
  if (port < 1150 || port > 65_535) bad(`Invalid Port: ${port}. The port must be between 1150 and 65535`);
}
