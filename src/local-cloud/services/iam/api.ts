import { randomBytes } from 'node:crypto';
import { NoSuchEntityException, type Tag } from '@aws-sdk/client-iam';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import { lookUp, type World } from '../../world.js';
import { iamSlice, type Role } from './store.js';

/** Some of IAM's operations. */
export type IamApi = Partial<Api<typeof import('@aws-sdk/client-iam')>>;

/** The error for what is not there. */
export const missing = (what: string): NoSuchEntityException =>
  new NoSuchEntityException({ message: `${what} cannot be found.`, $metadata: {} });

/** The role of that name, or NoSuchEntity. */
export function needRole(world: World, name: string): Role {
  const role = lookUp(world.of(iamSlice).roles, name.toLowerCase());
  if (!role) throw new NoSuchEntityException({ message: `The role with name ${name} cannot be found.`, $metadata: {} });
  return role;
}

/** An id as IAM has them: a prefix that tells the kind, and 17 capitals and digits. */
export const newId = (prefix: string): string =>
  `${prefix}${[...randomBytes(17)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte % 32]).join('')}`;

/** A document as IAM hands it out: JSON text, percent-encoded. */
export const encodeDocument = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** Refuses a name that IAM does not take. */
export function checkName(member: string, name: string, longest: number): void {
  if (name.length > longest) {
    const why = `Member must have length less than or equal to ${longest}`;
    refuse(
      'ValidationError',
      `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: ${why}`,
    );
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    refuse(
      'ValidationError',
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
}

/** Tags in, as a record. */
export const readTags = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value!]));

/** Tags out, as a list. */
export const writeTags = (tags: Readonly<Record<string, string>>): Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** One page of a list; `Marker` is where the next one begins. */
export function paginate<T>(
  items: readonly T[],
  { Marker, MaxItems }: { Marker?: string | undefined; MaxItems?: number | undefined },
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) refuse('ValidationError', 'Invalid Marker.');
  const end = start + (MaxItems ?? 100);
  const more = end < items.length;
  return {
    items: items.slice(start, end),
    IsTruncated: more,
    ...(more && { Marker: Buffer.from(String(end)).toString('base64') }),
  };
}
