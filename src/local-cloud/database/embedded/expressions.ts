import { refuse, SqlError, syntaxError, unknownColumn } from './errors.js';
import { type ColumnDefinition, findColumn, type TableDefinition } from './tables.js';
import { type Token, type Walk, walk } from './tokens.js';
import { quote, type Value } from './types.js';

/** SQLite's form of a statement or of a part of one; every value stands in `args`, never in the text. */
export interface Command {
  readonly sql: string;
  readonly args: readonly Value[];
}

/** What one column of an answer is, as far as the statement tells; without column and function the values tell. */
export interface Heading {
  readonly name: string;
  readonly column?: ColumnDefinition;
  readonly call?: string;
}

/** What a statement may refer to. */
export interface Scope {
  readonly values: readonly Value[];
  /** Finds a table by its names, or throws 1146, 1049 or 1046. */
  table(name: string, database?: string): TableDefinition;
  /** Values of functions without arguments and of system variables, by upper-case name. */
  known(name: string): Value | undefined;
}

/** Words that stand in expressions and are no names. */
export const operators = new Set(
  'AND OR NOT IS NULL IN BETWEEN LIKE TRUE FALSE CASE WHEN THEN ELSE END ASC DESC DISTINCT'.split(' '),
);
const sameFunctions = 'COUNT SUM MIN MAX AVG LOWER UPPER TRIM ABS ROUND COALESCE IFNULL NULLIF DATE'.split(' ');
const functions = new Map([
  ...sameFunctions.map((name): [string, string] => [name, name]),
  ['CHAR_LENGTH', 'length'],
  ['LENGTH', 'octet_length'],
  ['SUBSTRING', 'substr'],
  ['IF', 'iif'],
]);
const symbols = new Map('+ - * % ( ) , = < > <= >= <> !='.split(' ').map((symbol) => [symbol, symbol]));
symbols.set('<=>', 'IS').set('/', '*1.0/').set('&&', 'AND').set('!', 'NOT');
/** Words that lead to what is not supported. */
export const beyond = new Set(
  'SELECT JOIN INNER LEFT RIGHT CROSS NATURAL UNION EXCEPT INTERSECT EXISTS OVER FOR LOCK INTO PROCEDURE PARTITION INTERVAL REGEXP RLIKE XOR DIV MOD BINARY COLLATE ESCAPE DEFAULT ROW WITH DUAL'.split(
    ' ',
  ),
);

/** Turns expressions of one statement into SQLite's, checking every name; arguments gather over calls. */
export function translator(scope: Scope, table?: TableDefinition, alias?: string) {
  const args: Value[] = [];
  const aliases = new Map<string, string>();
  let parameters = 0;
  const bind = (value: Value): string => `?${args.push(value)}`;
  const column = (name: string, where?: string): string => {
    const found = findColumn(table, name);
    if (!found) throw unknownColumn(name, where);
    return quote(found.name);
  };
  const word = (read: Walk, token: Token, where?: string): string => {
    const upper = token.text.toUpperCase();
    if (read.skip('.')) {
      if (token.text !== (alias ?? table?.name)) throw unknownColumn(`${token.text}.${read.next().text}`, where);
      return column(read.name(), where);
    }
    if (token.kind === 'word') {
      if (beyond.has(upper)) throw refuse(`${upper} here`);
      if (upper === 'LIKE') {
        const pattern = value(read.next());
        if (!pattern) throw refuse('LIKE with anything but a text or a parameter');
        return `LIKE ${pattern} ESCAPE '\\'`;
      }
      if (operators.has(upper)) return upper;
      const call = read.is('(');
      const known = call && !read.is(')', 1) ? undefined : scope.known(upper);
      if (known !== undefined && (call || /^CURRENT_/.test(upper))) {
        if (call) read.expect('(', ')');
        return bind(known);
      }
      if (call) {
        const own = functions.get(upper);
        if (!own) throw refuse(`the function ${upper}`);
        return own;
      }
    }
    const named = aliases.get(token.text.toLowerCase());
    return named ? quote(named) : column(token.text, where);
  };
  const value = (token: Token): string | undefined => {
    if (token.kind === 'string') return bind(token.text);
    if (token.kind !== 'parameter') return undefined;
    const given = scope.values[parameters++];
    if (given === undefined) throw new SqlError(1210, 'HY000', 'Incorrect arguments to mysqld_stmt_execute');
    return bind(given);
  };
  const expression = (tokens: readonly Token[], where?: string): string => {
    if (tokens.length === 0) throw syntaxError('');
    const read = walk(tokens);
    const out: string[] = [];
    while (!read.done()) {
      const token = read.next();
      if (token.kind === 'word' || token.kind === 'name') out.push(word(read, token, where));
      else if (token.kind === 'number') out.push(token.text);
      else if (token.kind === 'variable') {
        const known = scope.known(token.text.toUpperCase().replace(/^@@(SESSION|GLOBAL)\./, '@@'));
        if (known === undefined) throw refuse(`the variable ${token.text}`);
        out.push(bind(known));
      } else if (token.kind === 'symbol') {
        const own = symbols.get(token.text);
        if (!own) throw refuse(`the operator ${token.text}`);
        out.push(own);
      } else out.push(value(token)!);
    }
    return out.join(' ');
  };
  return { args, aliases, expression, column };
}

/** Splits at commas outside brackets. */
export function readList(read: Walk, ...ends: readonly string[]): Token[][] {
  const items: Token[][] = [];
  do items.push(read.until(',', ...ends));
  while (read.skip(','));
  return items;
}

/** Reads `name` or `database.name` and finds the table. */
export function readTableName(read: Walk, scope: Scope): TableDefinition {
  const first = read.name();
  return read.skip('.') ? scope.table(read.name(), first) : scope.table(first);
}

/** The text of some tokens, much as it was written. */
export const textOf = (tokens: readonly Token[]): string =>
  tokens.map(({ text, spaced }, i) => (spaced && i > 0 ? ` ${text}` : text)).join('');
