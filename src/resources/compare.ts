import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../model/resource.js';

const orderless = (value: unknown) => (Array.isArray(value) ? [...value].sort() : value);

/** What differs, member by member: lists compare as sets, and what an answer does not show is no difference. */
export function compare<W extends object>(is: { readonly [M in keyof W]?: unknown }, want: W): Change[] {
  return (Object.keys(want) as (keyof W & string)[])
    .filter((path) => is[path] !== undefined && want[path] !== undefined)
    .filter((path) => !isDeepStrictEqual(orderless(is[path]), orderless(want[path])))
    .map((path) => ({ path, is: is[path], want: want[path] }));
}
