import type { Config } from '../config/schema.js';

/** What there is to know of AWS's free offers before `up` (aws-behaviour.md section 4a); `beyond-…` names what a config takes out of them. */
export type FreeTierNote =
  | 'credits'
  | 'legacy'
  | 'never-free'
  | 'beyond-class'
  | 'beyond-storage'
  | 'beyond-storage-type'
  | 'beyond-multi-az'
  | 'beyond-backup';

const freeClasses = ['db.t3.micro', 'db.t4g.micro'];
const freeGiB = 20;
/** A free-plan account takes no more days. */
const freeBackupDays = 1;

/** The notes that concern a config, the general ones first. */
export function freeTierNotes({ database }: Config): readonly FreeTierNote[] {
  const beyond: readonly (FreeTierNote | false)[] = [
    !freeClasses.includes(database.instanceClass) && 'beyond-class',
    database.storageGiB > freeGiB && 'beyond-storage',
    database.storageType !== 'gp2' && 'beyond-storage-type',
    database.multiAz && 'beyond-multi-az',
    database.backupRetentionDays > freeBackupDays && 'beyond-backup',
  ];
  return ['credits', 'legacy', 'never-free', ...beyond.filter((it) => it !== false)];
}
