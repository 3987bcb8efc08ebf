import { refuse } from '../../refuse.js';
import { majorOf } from './catalogue.js';

/** What CreateDBInstance and ModifyDBInstance may say that would have an effect, and has none here. */
const MEMBERS = [
  'AdditionalStorageVolumes',
  'AutomationMode',
  'AwsBackupRecoveryPointArn',
  'CharacterSetName',
  'CustomIamInstanceProfile',
  'DBClusterIdentifier',
  'DBSecurityGroups',
  'DBSystemId',
  'DedicatedLogVolume',
  'DisableDomain',
  'Domain',
  'DomainAuthSecretArn',
  'DomainDnsIps',
  'DomainFqdn',
  'DomainIAMRoleName',
  'DomainOu',
  'EnableCustomerOwnedIp',
  'EnableIAMDatabaseAuthentication',
  'ManageMasterUserPassword',
  'MasterUserSecretKmsKeyId',
  'MultiTenant',
  'NcharCharacterSetName',
  'PerformanceInsightsKMSKeyId',
  'PerformanceInsightsRetentionPeriod',
  'ProcessorFeatures',
  'ReplicaMode',
  'ResumeFullAutomationModeMinutes',
  'RotateMasterUserPassword',
  'TagSpecifications',
  'TdeCredentialArn',
  'TdeCredentialPassword',
  'Timezone',
] as const;

/** Members that say nothing new with one value. */
const USUAL: Readonly<Record<string, string>> = {
  BackupTarget: 'region',
  DatabaseInsightsMode: 'standard',
  MasterUserAuthenticationType: 'password',
  NetworkType: 'IPV4',
};

const saysNothing = (value: unknown): boolean =>
  value === undefined || value === false || value === 0 || (Array.isArray(value) && value.length === 0);

const notHere = (what: string): never =>
  refuse('NotImplemented', `The local cloud does not imitate ${what} of RDS`, 501);

/** Refuses what the local cloud would have to drop. */
export function refuseUnimitated(input: object): void {
  const said = input as Readonly<Record<string, unknown>>;
  const found = MEMBERS.find((member) => !saysNothing(said[member]));
  if (found !== undefined) notHere(found);
  for (const [member, usual] of Object.entries(USUAL)) {
    if (said[member] !== undefined && said[member] !== usual) notHere(`${member} ${String(said[member])}`);
  }
}

/** The intervals of Enhanced Monitoring, in seconds. */
const INTERVALS = [0, 1, 5, 10, 15, 30, 60];

/** Refuses monitoring: with RDS's words where RDS would, as not imitated otherwise; 0 seconds are none. */
export function refuseMonitoring(interval: number, role: string | undefined): void {
  if (!INTERVALS.includes(interval)) {
    refuse(
      'InvalidParameterValue',
      `Invalid MonitoringInterval: ${interval}. Valid values are: ${INTERVALS.join(', ')}`,
    );
  }
  if (interval !== 0 && !role) {
    refuse(
      'InvalidParameterCombination',
      'A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.',
    );
  }
  if (interval === 0 && role) {
    refuse(
      'InvalidParameterCombination',
      'You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.',
    );
  }
  if (interval !== 0) notHere('Enhanced Monitoring');
}

/** Refuses Performance Insights, which RDS has not for the smallest classes either. */
export function refuseInsights(wanted: boolean | undefined, instanceClass: string): void {
  if (!wanted) return;
  if (/\.(micro|small)$/.test(instanceClass)) {
    refuse(
      'InvalidParameterCombination',
      'Performance Insights not supported for this configuration, please disable this feature.',
    );
  }
  notHere('Performance Insights');
}

/** The logs of MySQL that RDS can export. */
const LOGS = ['audit', 'error', 'general', 'slowquery', 'iam-db-auth-error'];

/** Refuses the export of logs: of those that MySQL does not have in RDS's words, of others as not imitated. */
export function refuseExports(types: readonly string[] | undefined, version: string): void {
  if (!types?.length) return;
  const odd = types.filter((type) => !LOGS.includes(type));
  if (odd.length > 0) {
    refuse(
      'InvalidParameterCombination',
      `You cannot use the log types '${odd.join(',')}' with engine version mysql ${majorOf(version)}. For supported log types, see the documentation.`,
    );
  }
  notHere('the export of logs');
}
