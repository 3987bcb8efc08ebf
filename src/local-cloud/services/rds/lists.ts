import { refuse } from '../../refuse.js';

/** What most lists of RDS take as MaxRecords (API reference of each operation). */
const USUAL_RANGE = { least: 20, most: 100 } as const;

/** One page of a list by RDS's Marker and MaxRecords; 100 when not asked otherwise. */
export function page<T>(
  all: readonly T[],
  { Marker, MaxRecords = 100 }: { Marker?: string | undefined; MaxRecords?: number | undefined },
  { least, most }: { readonly least: number; readonly most: number } = USUAL_RANGE,
): { items: T[]; Marker: string | undefined } {
  if (MaxRecords < least || MaxRecords > most) {
    refuse('InvalidParameterValue', `Invalid value ${MaxRecords} for MaxRecords. Must be between ${least} and ${most}`);
  }
  const start = Number(Marker ?? 0);
  const end = start + MaxRecords;
  return { items: all.slice(start, end), Marker: end < all.length ? String(end) : undefined };
}

/** How each filter of an operation reads its values from an item; one that stands for nothing here fits nothing. */
export type Filters<T> = Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>;

/** The items that satisfy every filter; refuses filters that the operation does not have, which for many is any. */
export function filter<T>(
  items: readonly T[],
  filters: readonly { Name: string | undefined; Values: string[] | undefined }[] | undefined,
  known: Filters<T> = {},
): T[] {
  const tests = (filters ?? []).map(({ Name = '', Values = [] }) => {
    if (!Object.hasOwn(known, Name)) refuse('InvalidParameterValue', `Unrecognized filter name: ${Name}`);
    return (item: T) => known[Name]!(item).some((value) => value !== undefined && Values.includes(value));
  });
  return items.filter((item) => tests.every((fits) => fits(item)));
}

/** Tags as they are kept. */
export const tagRecord = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** Tags in RDS's form. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
