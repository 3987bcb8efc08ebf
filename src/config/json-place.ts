const token =
  /\s+|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/uy;

/** What should have stood where a text stops being JSON. */
export type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or }' | ', or ]' | 'end';

/** Where a text stops being JSON, and what should have stood there; line and column count from one. Undefined when it is JSON. */
export function faultyPlace(json: string): { line: number; column: number; expected: Expected } | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  const afterValue = (): Expected => (open.length === 0 ? 'end' : open.at(-1) === '{' ? ', or }' : ', or ]');
  let at = 0;
  while (at < json.length) {
    token.lastIndex = at;
    const found = token.exec(json)?.[0];
    if (found === undefined) return placeOf(json, at, expected);
    if (found.trim() !== '') {
      const next = follow(found, expected, open, afterValue);
      if (!next) return placeOf(json, at, expected);
      expected = next;
    }
    at += found.length;
  }
  return expected === 'end' ? undefined : placeOf(json, at, expected);
}

function follow(
  found: string,
  expected: Expected,
  open: ('{' | '[')[],
  afterValue: () => Expected,
): Expected | undefined {
  const takesValue = expected === 'value' || expected === 'value or ]';
  if (found === '{' || found === '[') {
    if (!takesValue) return undefined;
    open.push(found);
    return found === '{' ? 'key or }' : 'value or ]';
  }
  if (found === '}' || found === ']') {
    const fits = found === '}' ? ['key or }', ', or }'] : ['value or ]', ', or ]'];
    if (!fits.includes(expected)) return undefined;
    open.pop();
    return afterValue();
  }
  if (found === ':') return expected === ':' ? 'value' : undefined;
  if (found === ',') return expected === ', or }' ? 'key' : expected === ', or ]' ? 'value' : undefined;
  if (expected === 'key' || expected === 'key or }') return found.startsWith('"') ? ':' : undefined;
  return takesValue ? afterValue() : undefined;
}

function placeOf(json: string, at: number, expected: Expected) {
  const before = json.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected };
}
