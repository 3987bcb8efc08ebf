/**
 * Runs work on all items at once and waits for every one before the first failure is thrown. `Promise.all` would throw while
 * siblings are still changing things, and what they make then would be written down by nobody.
 */
export async function together<T, R>(items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const settled = await Promise.allSettled(items.map((item, index) => work(item, index)));
  const failure = settled.find((it) => it.status === 'rejected');
  if (failure) throw failure.reason;
  return settled.map((it) => (it as PromiseFulfilledResult<R>).value);
}

/** The same for work of different kinds: `const [a, b] = await allOf(makeA(), makeB())`. */
export async function allOf<T extends readonly (Promise<unknown> | undefined)[]>(
  ...work: T
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  return (await together(work, async (it) => it)) as { -readonly [I in keyof T]: Awaited<T[I]> };
}
