type Tags = readonly { readonly Key?: string; readonly key?: string }[] | Readonly<Record<string, string>>;

const keysOf = (tags: Tags): string[] =>
  Array.isArray(tags) ? tags.map(({ Key, key }) => Key ?? key ?? '') : Object.keys(tags);

/** Operations that refuse tag keys that AWS keeps for itself (`aws:…`, in whatever case) before they begin. `refuse` says it by the service's code, in these words or in its own. */
export function checkTagKeys<A extends object>(operations: A, refuse: (message: string) => never): A {
  const checked = Object.entries(operations).map(([name, operation]) => {
    const run = (input: { Tags?: Tags; tags?: Tags }, ctx: unknown) => {
      const reserved = keysOf(input.Tags ?? input.tags ?? []).find((key) => /^aws:/i.test(key));
      if (reserved !== undefined) refuse(`Tag key '${reserved}' cannot start with 'aws:'`);
      return operation(input, ctx);
    };
    return [name, run] as const;
  });
  return Object.fromEntries(checked) as A;
}
