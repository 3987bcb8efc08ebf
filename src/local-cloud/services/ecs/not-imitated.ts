import { refuse } from '../../refuse.js';

/** Whether a wish says anything: `false`, an empty list and a block whose members are all of this kind leave things as they are. */
function saysSomething(wish: unknown): boolean {
  if (wish === undefined || wish === null || wish === false) return false;
  return typeof wish !== 'object' || Object.values(wish).some(saysSomething);
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
