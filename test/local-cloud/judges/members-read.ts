/** Members of an answer, as a tree; the elements of a list are under `[]`. */
export interface Members {
  [name: string]: Members;
}

const isLeaf = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array;

/** The same answer, which notes in `members` what is read of it. */
export function noteReads<T>(answer: T, members: Members): T {
  if (isLeaf(answer)) return answer;
  return new Proxy(answer as object, {
    get(target, name, self) {
      const value: unknown = Reflect.get(target, name, self);
      if (typeof name === 'symbol' || typeof value === 'function' || name === '$metadata' || name === 'then')
        return value;
      if (Array.isArray(target) && !/^\d+$/.test(name)) return value;
      const key = Array.isArray(target) ? '[]' : name;
      members[key] ??= {};
      return noteReads(value, members[key]);
    },
  }) as T;
}

/** The tree as lines such as `Vpcs[].VpcId`. */
export function linesOf(members: Members, path = ''): string[] {
  const names = Object.keys(members);
  if (names.length === 0) return [path];
  return names.flatMap((name) =>
    linesOf(members[name]!, name === '[]' ? `${path}[]` : path === '' ? name : `${path}.${name}`),
  );
}
