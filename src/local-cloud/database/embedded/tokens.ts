import { refuse, SqlError, syntaxError } from './errors.js';

/** The smallest piece of a statement. `text` is decoded: no quotes, no escapes. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'variable' | 'symbol';
  readonly text: string;
  /** Whether white space stands before it. */
  readonly spaced: boolean;
}

const blank = /(?:\s{1,4096}|--(?=\s|$)[^\n]*|#[^\n]*)/y;
const plain =
  /(?<word>[\p{L}_$][\p{L}\p{N}_$]{0,63})|(?<number>(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?)|(?<parameter>\?)|(?<variable>@{1,2}[\w.]{1,64})|(?<symbol><=>|<=|>=|<>|!=|\|\||&&|:=|[-+*/%(),.;=<>!&|^~:{}[\]])/uy;
const escapes: Record<string, string> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  '0': '\0',
  Z: '\x1a',
  '%': '\\%',
  _: '\\_',
};

/** Reads a quoted piece from its opening quote on; `undefined` when it does not end. */
function readQuoted(sql: string, start: number): { text: string; end: number } | undefined {
  const quote = sql[start]!;
  const parts: string[] = [];
  let from = start + 1;
  for (let at = from; at < sql.length; at++) {
    const char = sql[at];
    if (char === '\\' && quote !== '`') {
      const next = sql[at + 1] ?? '';
      parts.push(sql.slice(from, at), escapes[next] ?? next);
      from = ++at + 1;
    } else if (char === quote) {
      parts.push(sql.slice(from, at));
      if (sql[at + 1] !== quote) return { text: parts.join(''), end: at + 1 };
      parts.push(quote);
      from = ++at + 1;
    }
  }
  return undefined;
}

/** Cuts a MySQL statement into tokens; a last semicolon is left out, a second statement is a syntax error (1064). */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let spaced = false;
  while (at < sql.length) {
    blank.lastIndex = at;
    if (blank.test(sql)) {
      at = blank.lastIndex;
      spaced = true;
    } else if (sql.startsWith('/*', at)) {
      if (/[!+]/.test(sql[at + 2] ?? '')) throw refuse('comments that carry instructions');
      const end = sql.indexOf('*/', at + 2);
      if (end < 0) throw syntaxError(sql.slice(at));
      at = end + 2;
      spaced = true;
    } else if (/['"`]/.test(sql[at]!)) {
      const quoted = readQuoted(sql, at);
      if (!quoted || (sql[at] === '`' && !/^[^\0`]{1,64}$/u.test(quoted.text))) throw syntaxError(sql.slice(at));
      tokens.push({ kind: sql[at] === '`' ? 'name' : 'string', text: quoted.text, spaced });
      at = quoted.end;
      spaced = false;
    } else {
      plain.lastIndex = at;
      const groups = plain.exec(sql)?.groups;
      if (!groups) throw syntaxError(sql.slice(at));
      const [kind, text] = Object.entries(groups).find(([, value]) => value !== undefined) as [Token['kind'], string];
      tokens.push({ kind, text, spaced });
      at = plain.lastIndex;
      spaced = false;
    }
    if (tokens.length > 100_000) throw refuse('statements of more than 100,000 words');
  }
  while (tokens.at(-1)?.text === ';' && tokens.at(-1)?.kind === 'symbol') tokens.pop();
  const second = tokens.findIndex((token) => token.kind === 'symbol' && token.text === ';');
  if (second >= 0) throw syntaxError(`; ${tokens[second + 1]?.text ?? ''}`);
  if (tokens.length === 0) throw new SqlError(1065, '42000', 'Query was empty');
  return tokens;
}

// Words that are no names without backticks, as far as a mistake with them would mislead.
const reserved = new Set(
  'SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT INTO VALUES SET TABLE AND OR NOT NULL AS ON JOIN UNION KEY INDEX'.split(
    ' ',
  ),
);

/** Walks over tokens, as the readers of single statements want it. */
export function walk(tokens: readonly Token[]) {
  let at = 0;
  const peek = (ahead = 0): Token | undefined => tokens[at + ahead];
  const next = (): Token => tokens[at++] ?? fail();
  const fail = (): never => {
    throw syntaxError(
      tokens
        .slice(at, at + 8)
        .map((token) => token.text)
        .join(' '),
    );
  };
  const is = (text: string, ahead = 0): boolean => {
    const token = tokens[at + ahead];
    return (token?.kind === 'word' || token?.kind === 'symbol') && token.text.toUpperCase() === text;
  };
  /** Steps over the words when all of them come next. */
  const skip = (...words: readonly string[]): boolean => {
    if (!words.every((word, ahead) => is(word, ahead))) return false;
    at += words.length;
    return true;
  };
  const expect = (...words: readonly string[]): void => {
    if (!skip(...words)) fail();
  };
  const name = (): string => {
    const token = next();
    if (token.kind === 'name') return token.text;
    return token.kind === 'word' && !reserved.has(token.text.toUpperCase()) ? token.text : fail();
  };
  const number = (): number => {
    const token = next();
    return token.kind === 'number' ? Number(token.text) : fail();
  };
  /** The tokens up to one of these words or a closing bracket outside brackets. */
  const until = (...words: readonly string[]): Token[] => {
    const taken: Token[] = [];
    for (let depth = 0; at < tokens.length; ) {
      if (depth === 0 && (is(')') || words.some((word) => is(word)))) break;
      if (is('(')) depth++;
      if (is(')')) depth--;
      taken.push(next());
    }
    return taken;
  };
  const end = (): void => {
    if (at < tokens.length) fail();
  };
  return { peek, next, is, skip, expect, name, number, until, end, fail, done: () => at >= tokens.length };
}

/** A walk over one statement. */
export type Walk = ReturnType<typeof walk>;
