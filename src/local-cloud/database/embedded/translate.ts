import { refuse, SqlError, syntaxError, unknownColumn } from './errors.js';
import type { Heading } from './results.js';
import { findColumn, quote, type TableDefinition, type Value } from './tables.js';
import { type Statement, type Token, type Walk, walk } from './tokens.js';

/** SQLite's form of a statement; every text stands in `args`, never in the statement. */
export interface Command {
  readonly sql: string;
  readonly args: readonly Value[];
  readonly table?: TableDefinition;
  readonly headings: readonly Heading[];
}

/** What a statement may refer to. */
export interface Scope {
  readonly values: readonly Value[];
  /** Reads a table's name and finds it, or throws 1146, 1049 or 1046. */
  table(read: Walk): TableDefinition;
  /** Values of functions without arguments and of system variables, by upper-case name. */
  readonly known: ReadonlyMap<string, Value>;
}

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const operators = wordsOf('AND OR NOT IS NULL IN BETWEEN LIKE TRUE FALSE ASC DESC BY OFFSET');
const clauses = ['WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT'];
const functions = wordsOf('COUNT MIN MAX LOWER UPPER COALESCE IFNULL');
const symbols = wordsOf('+ - * % ( ) , = < > <= >= <> != .');
// Words that lead to what is not supported; any other word is a name.
const beyond = wordsOf(
  'SELECT DISTINCT FROM SET JOIN UNION EXCEPT INTERSECT EXISTS FOR LOCK INTO ON CASE INTERVAL REGEXP DIV MOD COLLATE DEFAULT WITH',
);

/** Turns pieces of one statement into SQLite's, checking every word; texts and parameters gather in `args`. */
function translator({ values, known }: Scope, table?: TableDefinition) {
  const args: Value[] = [];
  const aliases = new Set<string>();
  let parameters = 0;
  let where = 'field list';
  const bind = (value?: Value): string => {
    if (value === undefined) throw syntaxError('?'); // the text protocol knows no parameters
    return `?${args.push(value)}`;
  };
  const piece = (token: Token, read: Walk): string => {
    const { kind, text, key } = token;
    if (kind === 'string') return bind(text);
    if (kind === 'parameter') return bind(values[parameters++]);
    if (kind === 'number' || symbols.has(key)) return text;
    if (kind === 'symbol') throw refuse(`the operator ${key}`);
    const constant = kind === 'variable' ? text.toUpperCase() : key;
    if (known.has(constant) && (kind === 'variable' || read.skip('(', ')') || key === 'CURRENT_TIMESTAMP'))
      return bind(known.get(constant));
    if (kind === 'variable') throw refuse(`the variable ${text}`);
    if (key === 'LIKE') return `LIKE ${piece(read.next(), read)} ESCAPE '\\'`;
    if (clauses.includes(key)) where = `${key.toLowerCase()} clause`;
    if (clauses.includes(key) || operators.has(key)) return key;
    if (beyond.has(key)) throw refuse(`${key} here`);
    if (functions.has(key) && read.is('(')) return key;
    if (kind === 'word' && read.is('(')) throw refuse(`the function ${key}`);
    if (read.is('.') || aliases.has(text.toLowerCase())) return quote(text);
    const column = findColumn(table, text);
    if (!column) throw unknownColumn(text, where);
    return quote(column.name);
  };
  const translate = (sql: string, tokens: readonly Token[]): string => {
    const read = walk({ sql, tokens });
    const out: string[] = [];
    while (!read.done()) out.push(piece(read.next(), read));
    return out.join(' ');
  };
  return { args, aliases, translate };
}

const isName = (token?: Token) => token?.kind === 'name' || (token?.kind === 'word' && !operators.has(token.key));

/** Parts an item of SELECT into its expression and its alias. */
function readItem(item: readonly Token[]): { body: readonly Token[]; alias?: string } {
  const [before, last] = [item.at(-2), item.at(-1)!];
  if (before?.key === 'AS') return { body: item.slice(0, -2), alias: last.text };
  const implied =
    before && isName(last) && (before.key === ')' || !(before.kind === 'symbol' || operators.has(before.key)));
  return implied ? { body: item.slice(0, -1), alias: last.text } : { body: item };
}

/** Reads SELECT over at most one table. */
export function readSelect(read: Walk, { sql }: Statement, scope: Scope): Command {
  const items: Token[][] = [];
  do items.push(read.until(',', 'FROM', ...clauses));
  while (read.skip(','));
  const table = read.skip('FROM') ? scope.table(read) : undefined;
  let from = table ? ` FROM ${quote(table.name)}` : '';
  if (table && (read.skip('AS') || (isName(read.peek()) && !read.is(...clauses, ...beyond))))
    from += ` AS ${quote(read.name())}`;
  if (!read.done() && !read.is(...clauses)) throw refuse('more than one table in a SELECT, or locking reads');
  const { args, aliases, translate } = translator(scope, table);
  const headings: Heading[] = [];
  const selected: string[] = [];
  const add = (text: string, heading: Heading): void => {
    if (headings.some(({ name }) => name === heading.name)) throw refuse('two answer columns of one name');
    selected.push(`${text} AS ${quote(heading.name)}`);
    headings.push(heading);
  };
  for (const item of items) {
    const { body, alias } = readItem(item.length > 0 ? item : read.fail());
    if (body.length === 1 && body[0]!.key === '*') {
      if (!table) throw new SqlError(1096, 'HY000', 'No tables used');
      for (const column of table.columns) add(quote(column.name), { name: column.name, column });
      continue;
    }
    const single = body.length === 1 || (body.length === 3 && body[1]!.key === '.');
    const column = single && isName(body.at(-1)) ? findColumn(table, body.at(-1)!.text) : undefined;
    const text = translate(sql, body);
    add(text, { name: alias ?? column?.name ?? sql.slice(body[0]?.start, body.at(-1)?.end), column });
    if (alias !== undefined) aliases.add(alias.toLowerCase());
  }
  const rest = translate(sql, read.until());
  read.end();
  return { sql: `SELECT ${selected.join(', ')}${from} ${rest}`, args, table, headings };
}

/** The statements that change rows. */
export type Change = 'INSERT' | 'UPDATE' | 'DELETE';

/** Reads INSERT … VALUES, UPDATE or DELETE of one table, from behind the verb on. */
export function readChange(verb: Change, read: Walk, { sql }: Statement, scope: Scope): Command {
  const before = { INSERT: 'INTO', UPDATE: '', DELETE: 'FROM' }[verb];
  if (before && !read.skip(before)) throw refuse(`${verb} without ${before}`);
  const table = scope.table(read);
  const { args, translate } = translator(scope, table);
  const middle = { INSERT: 'VALUES', UPDATE: 'SET', DELETE: '' }[verb];
  const columns = middle ? translate(sql, read.until(middle)) : '';
  if (middle && !read.skip(middle)) throw refuse(`${verb} without ${middle}`);
  const rest = translate(sql, read.until('ORDER', 'LIMIT', 'ON'));
  if (read.is('ORDER', 'LIMIT', 'ON')) throw refuse(sql.slice(read.peek()!.start, read.peek()!.start + 40));
  read.end();
  return { sql: `${verb} ${before} ${quote(table.name)} ${columns} ${middle} ${rest}`, args, table, headings: [] };
}
