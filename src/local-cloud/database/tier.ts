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

/** By what the data of the instances below a folder were made. */
export function tiersIn(folder: string): DatabaseRecord['tier'][] {
  let ids: string[] = [];
  try {
    ids = readdirSync(folder);
  } catch {
    // No instance was ever made.
  }
  return ids.flatMap((id) => readRecord<DatabaseRecord>(recordFileOf(join(folder, id)))?.tier ?? []);
}
