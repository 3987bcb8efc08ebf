/** One page of a listing and the marker of the next. */
interface Page<T> {
  readonly items: readonly T[] | undefined;
  readonly next: string | undefined;
}

/** Everything of a listing that comes in pages; the SDK's own paginators want a whole client. */
export async function allPages<T>(ask: (marker: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let marker: string | undefined;
  do {
    const page = await ask(marker);
    all.push(...(page.items ?? []));
    marker = page.next || undefined;
  } while (marker);
  return all;
}
