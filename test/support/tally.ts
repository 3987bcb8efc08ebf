/** How often each thing befell, by its name; what was announced and never befell stays at nought. */
export interface Tally {
  /** Announces what is to befall at least once. */
  expect(whats: Iterable<string>): void;
  count(what: string): void;
  readonly counts: ReadonlyMap<string, number>;
  /** What was announced and never befell. */
  missing(): string[];
}

/** An empty one. */
export function makeTally(): Tally {
  const counts = new Map<string, number>();
  return {
    expect: (whats) => {
      for (const what of whats) counts.set(what, counts.get(what) ?? 0);
    },
    count: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    counts,
    missing: () => [...counts].filter(([, count]) => count === 0).map(([what]) => what),
  };
}
