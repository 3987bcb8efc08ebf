import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from './address.js';
import { readRecord } from './running.js';

/** What a database is run by. `auto` takes an installed server when there is one, else the embedded one. */
export type DatabaseWish =
  | { readonly tier: 'auto' | 'installed' | 'embedded' }
  | { readonly tier: 'container'; readonly image: string };

/** What is remembered of an instance beside its data. */
export type DatabaseRecord = Exclude<DatabaseWish, { tier: 'auto' }> & { readonly place?: Address };

/** Where a local cloud keeps its instances. */
export const databasesOf = (folder: string): string => join(folder, 'databases');

/** Where an instance's folder says by what its data were made. */
export const recordFileOf = (folder: string): string => join(folder, 'instance.json');

/** The folders of the instances below a folder; none where no instance was ever made. */
export function instancesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((id) => join(folder, id));
  } catch {
    return [];
  }
}

/** By what the data of an instance were made; undefined when that was never written down. */
export const tierOf = (instance: string): DatabaseRecord['tier'] | undefined =>
  readRecord<DatabaseRecord>(recordFileOf(instance))?.tier;
