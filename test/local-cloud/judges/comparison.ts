import type { Members } from './members-read.js';

/** What one cloud calls differently from the other: ids, addresses, account. */
export interface Dictionary {
  /** The text in the other cloud's words. */
  translate<T>(value: T): T;
  /** Takes both to mean the same; false when that contradicts what is known. */
  learn(ours: string, theirs: string): boolean;
}

/** Parts of ids and ARNs that each cloud makes up for itself. */
const chance =
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{16,}\b|\b\d{12}\b|\b[A-Z0-9]{16,}\b|(?<=ecs-svc\/)\d+/g;

/** Addresses and host names, which are made up whole. */
const place = /^(\d{1,3}(\.\d{1,3}){3}|[\w.-]+\.amazonaws\.com)$/;

/** Whether two texts are the same but for what is made up. */
const areOfOneForm = (ours: string, theirs: string): boolean =>
  (place.test(ours) && place.test(theirs)) ||
  (ours.search(chance) >= 0 && ours.replace(chance, '#') === theirs.replace(chance, '#'));

/** An empty dictionary but for the account. */
export function createDictionary(ours: string, theirs: string): Dictionary {
  const words = new Map([[ours, theirs]]);
  const text = (value: string): string => {
    const whole = words.get(value);
    if (whole !== undefined) return whole;
    let translated = value;
    for (const [from, to] of words) if (from.length > 8) translated = translated.replaceAll(from, to);
    return translated;
  };
  const translate = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(translate);
    if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
      return value;
    return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, translate(it)]));
  };
  return {
    translate: translate as Dictionary['translate'],
    learn(mine, other) {
      if (text(mine) === other) return true;
      if (words.has(mine) || !areOfOneForm(mine, other)) return false;
      words.set(mine, other);
      return true;
    },
  };
}

/** A member that is not the same in both answers, or that one of them alone has. */
export interface Difference {
  readonly path: string;
  readonly who: 'ours' | 'theirs' | 'both';
  readonly ours: unknown;
  readonly theirs: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** JSON text says the same whatever its spaces, and policies come percent-encoded. */
function asJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text.startsWith('%7B') ? decodeURIComponent(text) : text));
  } catch {
    return text;
  }
}

/** How many leaves two elements of a list share; only for pairing them. */
function likeness(ours: unknown, theirs: unknown): number {
  if (isObject(ours) && isObject(theirs)) {
    return Object.keys(ours).reduce((sum, name) => sum + likeness(ours[name], theirs[name]), 0);
  }
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    return ours.reduce((sum: number, it) => sum + Math.max(0, ...theirs.map((other) => likeness(it, other))), 0);
  }
  return ours !== undefined && ours === theirs ? 1 : 0;
}

/** Members that tell by themselves which element of a list is meant. */
const naming = ['Key', 'key', 'RoleName', 'Name', 'name'];

const areStrangers = (ours: unknown, theirs: unknown): boolean =>
  isObject(ours) && isObject(theirs) && naming.some((name) => name in ours && ours[name] !== theirs[name]);

/** Pairs the elements of two lists, the most alike first, as AWS promises no order. */
function pair(
  ours: readonly unknown[],
  theirs: readonly unknown[],
  dictionary: Dictionary,
): [[unknown, unknown][], unknown[], unknown[]] {
  const translated = ours.map((it) => dictionary.translate(it));
  const points = translated.flatMap((mine, here) =>
    theirs.map((other, there) => ({ here, there, points: areStrangers(mine, other) ? -1 : likeness(mine, other) })),
  );
  const partners = new Map<number, number>();
  const taken = new Set<number>();
  for (const { here, there, points: likely } of points.sort((one, two) => two.points - one.points)) {
    if (likely < 0 || partners.has(here) || taken.has(there)) continue;
    partners.set(here, there);
    taken.add(there);
  }
  return [
    [...partners].sort(([one], [two]) => one - two).map(([here, there]) => [ours[here], theirs[there]]),
    ours.filter((_, here) => !partners.has(here)),
    theirs.filter((_, there) => !taken.has(there)),
  ];
}

/** An empty list or structure is as good as none: our code cannot tell them apart. */
const nothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Compares two answers in the given members; what each cloud makes up for itself is learnt instead. */
export function compare(
  ours: unknown,
  theirs: unknown,
  members: Members,
  dictionary: Dictionary,
  path = '',
): Difference[] {
  if (nothing(ours) && nothing(theirs)) return [];
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const element = `${path}[]`;
    const [pairs, onlyOurs, onlyTheirs] = pair(ours, theirs, dictionary);
    return [
      ...pairs.flatMap(([it, other]) => compare(it, other, members['[]'] ?? {}, dictionary, element)),
      ...onlyOurs.map((it) => ({ path: element, who: 'ours' as const, ours: it, theirs: undefined })),
      ...onlyTheirs.map((it) => ({ path: element, who: 'theirs' as const, ours: undefined, theirs: it })),
    ];
  }
  if (isObject(ours) && isObject(theirs)) {
    return Object.keys(members).flatMap((name) =>
      compare(ours[name], theirs[name], members[name]!, dictionary, path === '' ? name : `${path}.${name}`),
    );
  }
  if (ours instanceof Date && theirs instanceof Date) return [];
  if (typeof ours === 'string' && typeof theirs === 'string') {
    if (dictionary.learn(ours, theirs) || asJson(dictionary.translate(ours)) === asJson(theirs)) return [];
  } else if (ours === theirs) return [];
  const who = nothing(theirs) ? 'ours' : nothing(ours) ? 'theirs' : 'both';
  return [{ path, who, ours, theirs }];
}
