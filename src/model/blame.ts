import type { Whose } from './problem.js';

const owners = new WeakMap<object, Whose>();

/** Notes which resource an error is about: errors of AWS do not say. The first to know tells. */
export function blame(error: unknown, whose: Whose): void {
  if (typeof error === 'object' && error !== null && !owners.has(error)) owners.set(error, whose);
}

/** The resource that an error is about, as far as that was noted. */
export const blamed = (error: unknown): Whose | undefined =>
  typeof error === 'object' && error !== null ? owners.get(error) : undefined;
