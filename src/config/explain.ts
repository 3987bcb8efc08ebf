import type * as z from 'zod';
import type { ConfigFault } from '../model/problem.js';
import { type FaultCode, type Faults, fault } from './faults.js';
import { configKeys } from './json-schema.js';

/** Turns what zod found wrong into faults of ours. `raw` is what the user wrote. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], raw: unknown): ConfigFault[] {
  return issues.flatMap((it) => explainIssue(it, raw));
}

function explainIssue(issue: z.core.$ZodIssue, raw: unknown): ConfigFault[] {
  const path = pathOf(issue.path);
  const found = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  );
  const size = typeof found === 'number' ? found : Array.isArray(found) ? found.length : 0;
  switch (issue.code) {
    case 'custom': {
      const { code, facts, example } = issue.params as { code: FaultCode; facts: Faults[FaultCode]; example?: string };
      return [fault(path, code, facts, example)];
    }
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const nearest = nearestKey(path, key);
        return fault(pathOf([...issue.path, key]), 'unknown-key', { key, ...(nearest !== undefined && { nearest }) });
      });
    case 'invalid_type':
      return [fault(path, 'wrong-type', { expected: typeWord(issue.expected), found: written(found) })];
    case 'invalid_value':
      return [
        fault(path, 'not-one-of', {
          found: written(found),
          allowed: issue.values.map((it) => JSON.stringify(it)).join(', '),
        }),
      ];
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int')
        return [fault(path, 'too-small', { found: size, minimum: Number(issue.minimum) }, String(issue.minimum))];
      return [fault(path, 'empty', {})];
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int')
        return [fault(path, 'too-big', { found: size, maximum: Number(issue.maximum) }, String(issue.maximum))];
      return [fault(path, 'too-long', { maximum: Number(issue.maximum) })];
    default:
      return [fault(path, 'wrong-type', { expected: 'object', found: written(found) })];
  }
}

/** `network.publicCidrs[0]`, `tags["a b"]`. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w$]+$/.test(String(key))) return `${text}[${JSON.stringify(String(key))}]`;
    return text ? `${text}.${String(key)}` : String(key);
  }, '');
}

const typeWords: Readonly<Record<string, Faults['wrong-type']['expected']>> = {
  string: 'string',
  number: 'number',
  int: 'integer',
  boolean: 'boolean',
  array: 'array',
};

const typeWord = (expected: string) => typeWords[expected] ?? 'object';

/** What the user wrote, short enough for a line. */
function written(value: unknown): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The known key that an unknown one was most likely meant to be: a neighbour by spelling, else the same word elsewhere. */
function nearestKey(section: string, key: string): string | undefined {
  const keys = configKeys().map((it) => it.path);
  const parent = section ? `${section}.` : '';
  const near = keys
    .filter((it) => it.startsWith(parent) && !it.slice(parent.length).includes('.'))
    .map((path) => ({ path, distance: distanceOf(path.slice(parent.length).toLowerCase(), key.toLowerCase()) }))
    .filter((it) => it.distance <= Math.max(1, Math.floor(key.length / 3)))
    .sort((a, b) => a.distance - b.distance)[0];
  return near?.path ?? keys.find((it) => it.split('.').at(-1)?.toLowerCase() === key.toLowerCase());
}

/** How many letters have to be changed, added, left out or swapped with their neighbour to get from one word to the other. */
function distanceOf(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + cost,
        swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
