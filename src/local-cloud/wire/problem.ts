/** What is wrong with a request, before it is put into the words of a service. */
export class Problem extends Error {
  constructor(
    readonly kind: 'missing' | 'unknown' | 'type' | 'malformed',
    /** Where: the key of a form, or the path in JSON. */
    readonly path: string,
    /** What was expected there. */
    readonly expected = '',
  ) {
    super(`${kind} at ${path}`);
  }
}
