/** Reads a listing to its end; `read` answers one page and the marker of the next. */
export async function everyPage<T>(
  read: (marker: string | undefined) => Promise<{ readonly items?: readonly T[]; readonly next?: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const { items, next } = await read(marker);
    all.push(...(items ?? []));
    marker = next;
  } while (marker);
  return all;
}
