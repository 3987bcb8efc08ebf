/** One page of a list by RDS's Marker and MaxRecords; 100 when not asked otherwise. */
export function page<T>(
  all: readonly T[],
  { Marker, MaxRecords }: { Marker?: string | undefined; MaxRecords?: number | undefined },
): { items: T[]; Marker: string | undefined } {
  const start = Number(Marker ?? 0);
  const end = start + (MaxRecords ?? 100);
  return { items: all.slice(start, end), Marker: end < all.length ? String(end) : undefined };
}

/** Tags as they are kept. */
export const tagRecord = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> => Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** Tags in RDS's form. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
