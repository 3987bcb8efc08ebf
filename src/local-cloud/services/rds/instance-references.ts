import { createHash } from 'node:crypto';
import { CertificateNotFoundFault, KMSKeyNotAccessibleFault, OptionGroupNotFoundFault } from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { majorOf } from './catalogue.js';

/** The certificate authorities that RDS signs with today; the first is the default. */
export const AUTHORITIES = ['rds-ca-rsa2048-g1', 'rds-ca-rsa4096-g1', 'rds-ca-ecc384-g1'] as const;

/** Refuses a certificate authority that RDS does not have. */
export function checkAuthority(name: string | undefined): void {
  if (name === undefined || AUTHORITIES.some((each) => each === name)) return;
  throw new CertificateNotFoundFault({ message: `Certificate ${name} not found`, $metadata: {} });
}

/** The option group of a version: there is none but the default one of each major version. */
export const optionGroupOf = (version: string): string => `default:mysql-${majorOf(version).replace('.', '-')}`;

/** Refuses an option group that is not the version's. */
export function checkOptionGroup(name: string | undefined, version: string): void {
  if (name === undefined || name === optionGroupOf(version)) return;
  throw new OptionGroupNotFoundFault({ message: `Specified OptionGroupName: ${name} not found.`, $metadata: {} });
}

/** Refuses a licence that MySQL does not come with. */
export function checkLicence(model: string | undefined, instanceClass: string, version: string): void {
  if (model === undefined || model === 'general-public-license') return;
  refuse(
    'InvalidParameterCombination',
    `RDS does not support creating a DB instance with the following combination: DBInstanceClass=${instanceClass}, Engine=mysql, EngineVersion=${version}, LicenseModel=${model}.`,
  );
}

const ALIAS = 'alias/aws/rds';

/** The key of the account that RDS encrypts with: the only one, for the local cloud has no KMS. */
function accountKey(world: World): string {
  const hex = createHash('sha256').update(`${world.account} ${world.region} ${ALIAS}`).digest('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  return world.arn('kms', `key/${id}`);
}

/** The ARN of the key that storage is encrypted with; undefined where it is not. */
export function readKey(world: World, encrypted: boolean | undefined, wish: string | undefined): string | undefined {
  if (wish !== undefined && !encrypted) {
    refuse('InvalidParameterCombination', 'You must enable StorageEncrypted when you specify KmsKeyId');
  }
  if (!encrypted) return undefined;
  const key = accountKey(world);
  const names = [ALIAS, world.arn('kms', ALIAS), key, key.slice(key.indexOf('/') + 1)];
  if (wish === undefined || names.includes(wish)) return key;
  throw new KMSKeyNotAccessibleFault({
    message: `The specified KMS key [${wish}] does not exist, is not enabled or you do not have permissions to access it.`,
    $metadata: {},
  });
}
