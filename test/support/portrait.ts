import type { World } from '../../src/local-cloud/world.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Table = Record<string, Record<string, Json>>;

/** Slices and members that tell of the past or of chance, and so differ between two worlds that stand alike. */
const passing = new Set([
  'tokens',
  'hidden',
  'publicIps',
  'revisions',
  'events',
  'activities',
  'metrics',
  'streams',
  'publishedAt',
  'clientToken',
  'request',
  'token',
  'privateIp',
  'publicIp',
  'mac',
  'reach',
  'address',
  'steady',
  'counted',
  'id',
  'createdAt',
  'failures',
  'failedTasks',
  'fallback',
  'judged',
  'stateReason',
  'revision',
]);

const gone = /^(INACTIVE|STOPPED|deleted|DELETE_IN_PROGRESS)$/;

const isGone = (it: Json): boolean =>
  typeof it === 'object' &&
  it !== null &&
  !Array.isArray(it) &&
  [it.status, it.state, it.lastStatus].some((word) => typeof word === 'string' && gone.test(word));

/** A task definition of which there is a newer revision: it serves nobody, and stays for rollbacks. */
const isOlder = (it: Json, table: Record<string, Json>): boolean => {
  const { family, revision } = it as { family?: string; revision?: number };
  return (
    revision !== undefined &&
    Object.values(table as Record<string, typeof it>).some((other) => {
      const that = other as { family?: string; revision?: number; status?: string };
      return that.family === family && that.status === 'ACTIVE' && (that.revision ?? 0) > revision;
    })
  );
};

/** What is left out of a slice as if it were not there: the dead that AWS still lists, and what belongs to the account. */
function living(data: Record<string, Table>): Record<string, Table> {
  const dropped = new Set<string>();
  const kept: Record<string, Table> = {};
  for (const [slice, tables] of Object.entries(data)) {
    if (slice === 'scaling-speed') continue;
    // A password by chance, and the last value that an alarm judged.
    for (const it of [tables.parameters, tables.alarms].flatMap((table) => Object.values(table ?? {})))
      delete (it as { value?: Json }).value;
    kept[slice] = {};
    for (const [name, table] of Object.entries(tables)) {
      if (typeof table !== 'object' || table === null || Array.isArray(table) || passing.has(name)) continue;
      kept[slice][name] = {};
      for (const [key, it] of Object.entries(table)) {
        const linked = typeof it === 'object' && it !== null && 'linkedTo' in it;
        if (isGone(it) || linked || isOlder(it, table)) {
          dropped.add(key);
          const { arn } = it as { arn?: string };
          if (arn) dropped.add(arn);
        } else kept[slice][name][key] = it;
      }
    }
  }
  for (const tables of Object.values(kept)) {
    for (const key of Object.keys(tables.tags ?? {})) if (dropped.has(key)) delete tables.tags?.[key];
  }
  return kept;
}

/** The data of a world as JSON, by slice and table. */
const dataOf = (world: World) => (JSON.parse(world.save()) as { data: Record<string, Table> }).data;

/** Calls every id of a world by the key of the resource that carries it. */
export const namesOf = (world: World): ((text: string) => string) => namesIn(living(dataOf(world)));

/** Calls every id by the key of the resource that carries it, so that two worlds can be compared. */
function namesIn(data: Record<string, Table>): (text: string) => string {
  const names = new Map<string, string>();
  for (const tables of Object.values(data)) {
    for (const [id, tags] of Object.entries(tables.tags ?? {})) {
      const key = (tags as Record<string, string>)?.['meibo-infra:key'];
      if (key) names.set(id, `<${key}>`);
    }
  }
  const known = [...names.keys()].sort((a, b) => b.length - a.length);
  return (text) => {
    let named = text;
    for (const id of known) if (named.includes(id)) named = named.replaceAll(id, names.get(id) ?? '');
    return named
      .replace(/\b([a-z]+)-0[0-9a-f]{16}\b/g, '$1-#')
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '#')
      .replace(/\b[0-9a-f]{16,64}\b/g, '#')
      .replace(/ecs-svc\/\d+/g, 'ecs-svc/#')
      .replace(/(task-definition\/[\w-]+):\d+/g, '$1:#')
      .replace(/\b127\.\d+\.\d+\.\d+(:\d+)?\b/g, '#')
      .replace(/-\d+(\.[a-z0-9-]+\.elb)/g, '-#$1')
      .replace(/\bdb-[0-9A-Z]{26}\b/g, 'db-#')
      .replace(/^(OK|ALARM|INSUFFICIENT_DATA)$/, 'judged')
      .replace(/\b(AROA|AIDA)[A-Z0-9]+/g, '$1#');
  };
}

function likeness(it: Json, name: (text: string) => string): Json {
  if (typeof it === 'string') return name(it);
  if (typeof it === 'number') return it > 1e12 ? 'a time' : it;
  if (typeof it !== 'object' || it === null) return it;
  if (Array.isArray(it)) {
    return it
      .filter((each) => !isGone(each))
      .map((each) => likeness(each, name))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  const pairs = Object.entries(it)
    .filter(([key, value]) => !passing.has(key) && !/At$/.test(key) && !isGone(value))
    .map(([key, value]) => [name(key), likeness(value, name)] as const);
  // Under ids that chance made, two entries may have got one name: they are a list then.
  if (new Set(pairs.map(([key]) => key)).size < pairs.length || pairs.some(([key]) => key.includes('#')))
    return pairs.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).sort();
  return Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * What stands in a world, without ids, times and the past: two worlds that stand alike have equal portraits. Empty tables are left
 * out, so that of an empty world is `{}`.
 */
export function portrait(world: World): Record<string, Json> {
  const kept = living(dataOf(world));
  const name = namesIn(kept);
  const whole: Record<string, Json> = {};
  for (const [slice, tables] of Object.entries(kept)) {
    for (const [table, rows] of Object.entries(tables)) {
      const drawn = likeness(rows as Json, name);
      if (Object.keys(drawn as object).length > 0) whole[`${slice} ${table}`] = drawn;
    }
  }
  return whole;
}

/** Where two portraits differ, short enough for a message; empty when they are equal. */
export function differences(is: Record<string, Json>, want: Record<string, Json>): string[] {
  const lines = (it: Json | undefined): string[] => {
    if (typeof it !== 'object' || it === null) return it === undefined ? [] : [JSON.stringify(it)];
    if (Array.isArray(it)) return it.map((each) => JSON.stringify(each));
    return Object.entries(it).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  };
  const minus = (these: string[], those: string[]) => {
    const rest = [...those];
    return these.filter((it) => !(rest.includes(it) && rest.splice(rest.indexOf(it), 1)));
  };
  return [...new Set([...Object.keys(is), ...Object.keys(want)])].flatMap((table) => {
    const [has, should] = [lines(is[table]), lines(want[table])];
    return [
      ...minus(has, should).map((it) => `${table}: too much: ${it}`),
      ...minus(should, has).map((it) => `${table}: missing: ${it}`),
    ];
  });
}
