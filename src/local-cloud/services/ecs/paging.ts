/** One page of a list by ECS's nextToken and maxResults; 100 when not asked otherwise. */
export function paged<T>(
  all: readonly T[],
  { nextToken, maxResults }: { nextToken?: string | undefined; maxResults?: number | undefined },
): { items: T[]; nextToken: string | undefined } {
  const start = Number(nextToken ?? 0);
  const end = start + Math.min(maxResults ?? 100, 100);
  return { items: all.slice(start, end), nextToken: end < all.length ? String(end) : undefined };
}
