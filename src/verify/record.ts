/** The first and the last that are kept of a long list; characters. A report shows both. */
const headKept = 300;
const recordKept = 400;

/** An answer as JSON holds it: an object or a list; undefined for anything else. An API in Go answers `null` for an empty list. */
export function readJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return [];
    return typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The record's id: on the answer itself or one level below, as in `{"user": {"id": 1}}`. */
export function idIn(answer: unknown): string | undefined {
  const below = Object.values(answer ?? {}).filter((it) => typeof it === 'object' && it !== null);
  for (const it of [answer, ...below] as (Readonly<Record<string, unknown>> | undefined)[]) {
    const id = it?.id ?? it?.ID ?? it?.Id;
    if (typeof id === 'number' || (typeof id === 'string' && /^[\w-]{1,64}$/.test(id))) return String(id);
  }
  return undefined;
}

/** The record that holds an address: in the answer itself or in a list one level below, as in `{"users": [{"id": 1}]}`. */
export function recordOf(answer: unknown, email: string): unknown {
  const lists = [answer, ...Object.values(answer ?? {})].filter((it): it is readonly unknown[] => Array.isArray(it));
  return lists.flat().find((it) => JSON.stringify(it).includes(email));
}

/** A long list cut so that the record it was asked for is still to be seen: its beginning, and that record. */
export function withRecord(body: string, email: string): string {
  const at = body.indexOf(email);
  if (at < headKept) return body.slice(0, headKept + recordKept);
  const from = Math.max(body.lastIndexOf('{', at), at - recordKept / 2);
  const end = body.indexOf('}', at) + 1;
  const to = end > 0 ? Math.min(end, from + recordKept) : from + recordKept;
  return `${body.slice(0, headKept)} … ${body.slice(from, to)}${to < body.length ? ' …' : ''}`;
}
