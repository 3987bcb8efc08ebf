/** One page of a list by ELB's Marker and PageSize; 400 at most. */
export function page<T>(
  all: readonly T[],
  { Marker, PageSize }: { Marker?: string | undefined; PageSize?: number | undefined },
): { items: readonly T[]; NextMarker: string | undefined } {
  const start = Number(Marker ?? 0);
  const end = start + Math.min(PageSize ?? 400, 400);
  return { items: all.slice(start, end), NextMarker: end < all.length ? String(end) : undefined };
}
