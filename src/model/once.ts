/** Takes work that clears something away when the run is over. */
export type AtEnd = (work: () => Promise<void>) => void;

/** Does something once per run: who asks again by the same key gets the first answer, a failure too. */
export type Once = <T>(key: string, work: (atEnd: AtEnd) => Promise<T>) => Promise<T>;

/** What a run remembers; `end` waits for what is under way and clears it away, last first. */
export function createMemory(): { readonly once: Once; end(): Promise<void> } {
  const answers = new Map<string, Promise<unknown>>();
  const endings: (() => Promise<void>)[] = [];
  return {
    once<T>(key: string, work: (atEnd: AtEnd) => Promise<T>): Promise<T> {
      const known = answers.get(key) as Promise<T> | undefined;
      if (known) return known;
      const answer = work((ending) => endings.push(ending));
      answers.set(key, answer);
      return answer;
    },
    async end() {
      await Promise.allSettled(answers.values());
      answers.clear();
      for (const ending of endings.splice(0).reverse()) await ending();
    },
  };
}
