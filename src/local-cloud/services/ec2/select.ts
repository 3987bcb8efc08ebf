import type { Filter } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import { wildcard } from '../../wildcard.js';
import { type Kind, need, type RecordOf, tableOf } from './kinds.js';
import type { Ec2 } from './store.js';

/** How each filter reads its values from an item; several values count when any fits. */
export type Fields<T> = Readonly<Record<string, (item: T) => FieldValue>>;

type FieldValue = string | undefined | readonly (string | undefined)[];

function reader<T>(
  name: string,
  fields: Fields<T>,
  tags: (item: T) => Record<string, string>,
): (item: T) => FieldValue {
  if (name.startsWith('tag:')) return (item) => tags(item)[name.slice('tag:'.length)];
  if (name === 'tag-key') return (item) => Object.keys(tags(item));
  if (name === 'tag-value') return (item) => Object.values(tags(item));
  return Object.hasOwn(fields, name)
    ? fields[name]!
    : refuse('InvalidParameterValue', `The filter '${name}' is invalid`);
}

/** The items that satisfy every filter. */
export function applyFilters<T>(
  items: readonly T[],
  filters: readonly Filter[] | undefined,
  fields: Fields<T>,
  tags: (item: T) => Record<string, string> = () => ({}),
): T[] {
  const tests = (filters ?? []).map(({ Name, Values }) => {
    const read = reader(Name ?? '', fields, tags);
    if (!Values) refuse('InvalidParameterValue', `The filter '${Name}' has no values`);
    const patterns = Values.map(wildcard);
    return (item: T) => {
      const found = [read(item)].flat().filter((value) => value !== undefined);
      return patterns.some((fits) => found.some((value) => fits(value)));
    };
  });
  return items.filter((item) => tests.every((fits) => fits(item)));
}

/** What every Describe call of EC2 may carry. */
export interface Paging {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of a list; EC2 takes 5 to 1000 at a time. */
export function paginate<T>(
  items: readonly T[],
  { MaxResults, NextToken }: Paging,
): { items: T[]; NextToken?: string } {
  if (MaxResults !== undefined && (MaxResults < 5 || MaxResults > 1000)) {
    const text = `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`;
    refuse('InvalidParameterValue', text);
  }
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0 || start > items.length) {
    refuse('InvalidParameterValue', `Value (${NextToken}) for parameter nextToken is invalid.`);
  }
  const end = start + (MaxResults ?? 1000);
  return {
    items: items.slice(start, end),
    ...(end < items.length && { NextToken: Buffer.from(String(end)).toString('base64') }),
  };
}

/** A Describe call: by ids (an unknown one is refused), through filters, page by page. */
export function select<K extends Kind>(
  data: Ec2,
  kind: K,
  ids: readonly string[] | undefined,
  filters: readonly Filter[] | undefined,
  fields: Fields<RecordOf<K>>,
  paging: Paging = {},
): { items: RecordOf<K>[]; NextToken?: string } {
  const all = ids?.length ? ids.map((id) => need(data, kind, id)) : Object.values(tableOf(data, kind));
  const tags = (item: RecordOf<K>) => data.tags[item.id] ?? {};
  return paginate(applyFilters(all, filters, fields, tags), paging);
}
