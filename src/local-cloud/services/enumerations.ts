/** An enumeration as the SDK exports it. */
export type Enumeration = Readonly<Record<string, string>>;

/** Which members of which requests hold values of an enumeration: `Filters.Key` is the member `Key` of each of `Filters`. */
export type Enumerated = Readonly<Record<string, Readonly<Record<string, Enumeration>>>>;

function* valuesAt(input: unknown, path: readonly string[]): Generator<string> {
  for (const each of Array.isArray(input) ? input : [input]) {
    const [first, ...rest] = path;
    if (first === undefined) {
      if (typeof each === 'string') yield each;
    } else if (typeof each === 'object' && each !== null) {
      yield* valuesAt((each as Record<string, unknown>)[first], rest);
    }
  }
}

/** Operations that hold the enumerated members of a request against their values before they begin; `refuse` says it in the service's words. */
export function checkEnumerations<A extends object>(
  operations: A,
  enumerated: Enumerated,
  refuse: (path: string, value: string, values: readonly string[]) => never,
): A {
  const all = operations as Record<string, ((input: never, ctx: never) => unknown) | undefined>;
  const checked = Object.entries(enumerated).flatMap(([name, members]) => {
    const operation = all[name];
    if (!operation) return [];
    const run = (input: never, ctx: never) => {
      for (const [path, enumeration] of Object.entries(members)) {
        const values = Object.values(enumeration);
        for (const value of valuesAt(input, path.split('.'))) if (!values.includes(value)) refuse(path, value, values);
      }
      return operation(input, ctx);
    };
    return [[name, run] as const];
  });
  return { ...operations, ...Object.fromEntries(checked) };
}

/** A member's path as the messages of the services write it: each part with a small first letter. */
export const writePath = (path: string): string =>
  path
    .split('.')
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join('.');

/** What the services say that hold a request against their model before anything else. */
export const writeConstraint = (path: string, value: string, values: readonly string[]): string =>
  `1 validation error detected: Value '${value}' at '${writePath(path)}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`;
