import type { Live } from './resource.js';

/** Stands for what AWS will tell only after `up`; made of characters that no AWS answer holds, so it is found again inside longer text. */
export const unknown = '\u27e8known after up\u27e9';

/** A stand-in for a resource that is not there, or whose members are not known yet: those read as `unknown`. */
export function standIn<L extends Live>(live?: L): L {
  return new Proxy((live ?? {}) as L, {
    // A stand-in is awaited like any live one: it must not look like a promise.
    get: (target, member) =>
      Reflect.get(target, member) ?? (typeof member === 'string' && member !== 'then' ? unknown : undefined),
  });
}

/** Whether anything in a value is still to be known. */
export function mentionsUnknown(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(unknown);
  if (Array.isArray(value)) return value.some(mentionsUnknown);
  return typeof value === 'object' && value !== null && Object.values(value).some(mentionsUnknown);
}

/** What is known already: without the members in which anything is still to be known. */
export function withoutUnknown<P extends object>(props: P): Partial<P> {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => !mentionsUnknown(value))) as Partial<P>;
}
