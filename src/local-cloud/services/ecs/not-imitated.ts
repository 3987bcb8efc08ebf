import { refuse } from '../../refuse.js';

/** Whether a wish says anything: `false`, zero, an empty list, and a block that is switched off or holds nothing else leave things as they are. */
function saysSomething(wish: unknown): boolean {
  if (!wish) return false;
  if (typeof wish !== 'object') return true;
  const { enabled, enable = enabled } = wish as { enabled?: unknown; enable?: unknown };
  return enable !== false && Object.values(wish).some(saysSomething);
}

/** Refuses wishes that the local cloud would do nothing about, as NotImplemented with the parameter's name; `at` stands before it. */
export function refuseOthers<T extends object>(
  input: T | undefined,
  names: readonly (keyof T & string)[],
  at = '',
): void {
  const found = names.find((name) => saysSomething(input?.[name]));
  if (found !== undefined) notImitated(`${at}${found}`);
}

/** Refuses one parameter, or one value of it, as NotImplemented. */
export function notImitated(what: string): never {
  refuse('NotImplemented', `The local cloud does not simulate ${what}`, 501);
}
