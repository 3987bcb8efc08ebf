import type { Evidence } from '../model/evidence.js';
import type { Whose } from '../model/problem.js';
import type { Change } from '../model/resource.js';
import { unknown } from '../model/unknown.js';
import { hintFacts, hintsFor } from './hints.js';
import type { Speech, Words } from './words.js';

/** What a resource is for, in words: by its key where that says more than its kind. */
export function whatIs(words: Words, whose: Pick<Whose, 'key' | 'kind'>): string {
  const [, stem = whose.key, number] = /^(.*?)(?:-(\d+))?$/.exec(whose.key) ?? [];
  const byKey = words.keys[stem as keyof Words['keys']];
  const name = byKey ?? words.kinds[whose.kind as keyof Words['kinds']] ?? whose.kind;
  return number ? `${name} ${number}` : name;
}

/** An id short enough for a line: an ARN without account and region, a digest by its first letters. */
export function shortId(id: string): string {
  const [, rest] = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.*)$/.exec(id) ?? [];
  if (rest) return rest.replace(/^scalingPolicy:.*:/, '');
  return id.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '$1');
}

/** AWS's state word in the user's language, as far as it is known. */
export const stateIn = (words: Words, state: string): string =>
  words.states[state.toLowerCase() as keyof Words['states']] ?? state;

/** A value of a plan or a problem: short (an ARN without account and region), on one line, and plain where the value is not known yet. */
function valueIn(words: Words, value: unknown): string {
  if (value === undefined || value === null) return '—';
  const text = typeof value === 'string' ? shortId(value) : (JSON.stringify(value) ?? String(value));
  const line = text.replaceAll(unknown, words.plan.unknownValue).replaceAll(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}

/** One difference of a plan, a status or a problem. */
export const changeIn = (words: Words, { path, is, want }: Pick<Change, 'path' | 'is' | 'want'>): string =>
  `${path}: ${valueIn(words, is)} → ${valueIn(words, want)}`;

/** The id where it says more than the name: an ARN often ends with it. */
function idOf({ id, name }: Whose): string | undefined {
  if (id === undefined) return undefined;
  const short = shortId(id);
  return short === name || short.endsWith(`/${name}`) || short.endsWith(`:${name}`) || short.includes(`/${name}/`)
    ? undefined
    : short;
}

/** How a language names things in problems. */
export function speechOf(words: Words): Speech {
  const speech: Speech = {
    resource: (whose) => words.problem.resource(whatIs(words, whose), whose.name, idOf(whose)),
    kind: (type) => words.kinds[type as keyof Words['kinds']] ?? type,
    state: (word) => stateIn(words, word),
    duration: words.duration,
    evidence: (evidence) => evidence.flatMap((it) => sayEvidence(words, it, speech)),
    hints: (evidence) => hintsFor(evidence).flatMap((it) => words.hints[it](hintFacts(evidence)).todo),
    guess: (evidence) => hintsFor(evidence).map((it) => words.hints[it](hintFacts(evidence)).cause)[0],
    change: (change) => changeIn(words, change),
  };
  return speech;
}

function sayEvidence<K extends Evidence['kind']>(
  words: Words,
  evidence: Extract<Evidence, { kind: K }>,
  speech: Speech,
): readonly string[] {
  const say = words.evidence[evidence.kind as K] as (it: typeof evidence, speech: Speech) => readonly string[];
  return say(evidence, speech);
}
