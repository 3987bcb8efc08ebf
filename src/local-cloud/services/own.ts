/** The entry of a table under a key that a caller chose, never one that every object inherits (`constructor`). */
export const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
