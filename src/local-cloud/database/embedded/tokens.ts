import { refuse, SqlError, syntaxError } from './errors.js';

/** The smallest piece of a statement. `text` is decoded: no quotes, no escapes. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'variable' | 'symbol';
  readonly text: string;
  /** The text in upper case for words and symbols, else empty: what keywords are told by. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** One statement, in its text and cut. */
export interface Statement {
  readonly sql: string;
  readonly tokens: readonly Token[];
}

const blank = /\s{1,4096}|--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?![!+])[\s\S]*?\*\//y;
const plain =
  /(?<word>[\p{L}_$][\p{L}\p{N}_$]{0,63})|(?<name>`[^\0`]{1,64}`)|(?<string>'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*")|(?<number>(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?)|(?<parameter>\?)|(?<variable>@{1,2}[\w.]{1,64})|(?<symbol><=>|<=|>=|<>|!=|\|\||&&|:=|[-+*/%(),.;=<>!&|^~:{}[\]])/uy;
const escapes = new Map([...'nrtb0Z'].map((letter, i) => [letter, '\n\r\t\b\0\x1a'[i]!]));

function decode(kind: Token['kind'], raw: string): string {
  if (kind === 'name') return raw.slice(1, -1);
  if (kind !== 'string') return raw;
  return raw.slice(1, -1).replace(/\\([\s\S])|''|""/gu, (all, escaped: string | undefined) => {
    // What stands before % and _ is left for LIKE, as MySQL does.
    if (escaped !== undefined) return /[%_]/.test(escaped) ? all : (escapes.get(escaped) ?? escaped);
    return all[0] === raw[0] ? raw[0]! : all;
  });
}

/** Cuts a MySQL statement into tokens; a last semicolon is left out, a second statement is a syntax error (1064). */
export function tokenize(sql: string): Statement {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    blank.lastIndex = at;
    plain.lastIndex = at;
    if (blank.test(sql)) {
      at = blank.lastIndex;
      continue;
    }
    if (/^\/\*[!+]/.test(sql.slice(at, at + 3))) throw refuse('comments that carry instructions');
    const groups = sql.startsWith('/*', at) ? undefined : plain.exec(sql)?.groups;
    if (!groups) throw syntaxError(sql.slice(at));
    const [kind, raw] = Object.entries(groups).find(([, value]) => value !== undefined) as [Token['kind'], string];
    const key = kind === 'word' || kind === 'symbol' ? raw.toUpperCase() : '';
    tokens.push({ kind, text: decode(kind, raw), key, start: at, end: plain.lastIndex });
    at = plain.lastIndex;
    if (tokens.length > 100_000) throw refuse('statements of more than 100,000 words');
  }
  while (tokens.at(-1)?.key === ';') tokens.pop();
  const second = tokens.find(({ key }) => key === ';');
  if (second) throw syntaxError(sql.slice(second.start));
  if (tokens.length === 0) throw new SqlError(1065, '42000', 'Query was empty');
  return { sql, tokens };
}

/** A walk over one statement, as its readers want it. */
export type Walk = ReturnType<typeof walk>;

/** Starts a walk; a step that finds something else than it expects throws 1064. */
export function walk({ sql, tokens }: Statement) {
  let at = 0;
  const fail = (): never => {
    throw syntaxError(sql.slice(tokens[at]?.start ?? sql.length));
  };
  const next = (): Token => tokens[at++] ?? fail();
  const is = (...keys: readonly string[]): boolean => keys.includes(tokens[at]?.key || '\0');
  /** Steps over the words when all of them come next. */
  const skip = (...keys: readonly string[]): boolean => {
    const all = keys.every((key, ahead) => tokens[at + ahead]?.key === key);
    if (all) at += keys.length;
    return all;
  };
  const expect = (...keys: readonly string[]): void => {
    if (!skip(...keys)) fail();
  };
  const name = (): string => {
    const { kind, key, text } = tokens[at] ?? fail();
    if (kind !== 'name' && (kind !== 'word' || reserved.has(key))) fail();
    at++;
    return text;
  };
  /** The tokens up to one of these words or a closing bracket outside brackets. */
  const until = (...keys: readonly string[]): Token[] => {
    const from = at;
    for (let depth = 0; at < tokens.length && (depth > 0 || !is(')', ...keys)); at++)
      depth += is('(') ? 1 : is(')') ? -1 : 0;
    return tokens.slice(from, at);
  };
  const done = (): boolean => at >= tokens.length;
  const end = (): void => {
    if (!done()) fail();
  };
  return { peek: () => tokens[at], next, is, skip, expect, name, until, done, end, fail };
}

// Words that are no names without backticks, as far as a mistake with them would mislead.
const reserved = new Set(
  'SELECT FROM WHERE GROUP HAVING ORDER LIMIT INTO VALUES SET TABLE NOT NULL AS ON JOIN UNION KEY INDEX'.split(' '),
);
