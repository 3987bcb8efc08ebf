import { InvalidNextToken, ParameterNotFound, type Tag } from '@aws-sdk/client-ssm';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { parameterArn } from './lookups.js';
import { type Parameter, ssmSlice } from './store.js';

/** Some of SSM's operations. */
export type SsmApi = Partial<Api<typeof import('@aws-sdk/client-ssm')>>;

/** The name in a name or ARN, without a trailing `:version`. */
export function nameIn(world: World, nameOrArn: string): { name: string; version?: number } {
  const prefix = parameterArn(world, '/').slice(0, -1);
  const plain = nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn;
  const [name = '', version] = plain.split(':');
  const { parameters } = world.of(ssmSlice);
  // The ARN of `a/b` and of `/a/b` is the same text.
  const known = Object.hasOwn(parameters, name) ? name : name.replace(/^\//, '');
  return { name: Object.hasOwn(parameters, known) ? known : name, ...(version && { version: Number(version) }) };
}

/** The parameter of a name or ARN, if there is one (of that version). */
export function find(world: World, nameOrArn: string): Parameter | undefined {
  const { name, version } = nameIn(world, nameOrArn);
  const { parameters } = world.of(ssmSlice);
  const found = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return version === undefined || found?.version === version ? found : undefined;
}

/** The error for what is not there. */
export const missing = (name: string): ParameterNotFound =>
  new ParameterNotFound({ message: `Parameter ${name} not found.`, $metadata: {} });

/** Tags in, as a record. */
export const readTags = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value!]));

/** One page of a list. */
export function paginate<T>(
  items: readonly T[],
  { MaxResults = 10, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  most: number,
): { items: T[]; NextToken?: string } {
  if (MaxResults < 1 || MaxResults > most) {
    const why = `Member must have value less than or equal to ${most}`;
    const text = `1 validation error detected: Value '${MaxResults}' at 'maxResults' failed to satisfy constraint: ${why}`;
    refuse('ValidationException', text);
  }
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) {
    throw new InvalidNextToken({ message: 'The specified token is not valid.', $metadata: {} });
  }
  const end = start + MaxResults;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { NextToken: Buffer.from(String(end)).toString('base64') }),
  };
}
