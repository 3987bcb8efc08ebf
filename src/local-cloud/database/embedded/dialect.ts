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

const operators = new Set(
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
const beyond = new Set(
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

const textOf = (tokens: readonly Token[]): string =>
  tokens.map(({ text, spaced }, i) => (spaced && i > 0 ? ` ${text}` : text)).join('');

function readItem(
  item: readonly Token[],
  table?: TableDefinition,
): { body: readonly Token[]; heading: Heading; alias?: string } {
  const [before, last] = [item.at(-2), item.at(-1)];
  const explicit = item.length > 2 && before?.kind === 'word' && before.text.toUpperCase() === 'AS';
  const nameLike = (token?: Token) =>
    token?.kind === 'name' || (token?.kind === 'word' && !operators.has(token.text.toUpperCase()));
  const bare =
    item.length > 1 &&
    nameLike(last) &&
    (before?.kind !== 'symbol' || before.text === ')') &&
    !operators.has(before!.text.toUpperCase());
  const alias = explicit || bare ? last!.text : undefined;
  const body = explicit ? item.slice(0, -2) : bare ? item.slice(0, -1) : item;
  const single = body.length === 1 || (body.length === 3 && body[1]?.text === '.');
  const column = single && nameLike(body.at(-1)) ? findColumn(table, body.at(-1)!.text) : undefined;
  const call =
    body[1]?.text === '(' && body.findIndex((token) => token.text === ')') === body.length - 1
      ? body[0]!.text.toUpperCase()
      : undefined;
  const inner = call && /^(MIN|MAX)$/.test(call) && body.length === 4 ? findColumn(table, body[2]!.text) : undefined;
  return { body, alias, heading: { name: alias ?? column?.name ?? textOf(body), column: column ?? inner, call } };
}

const clauses = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'LIMIT'];

function readLimit(read: Walk, expression: (tokens: Token[]) => string): string {
  if (!read.skip('LIMIT')) return '';
  const count = (): string => {
    const token = read.next();
    return token.kind === 'number' || token.kind === 'parameter' ? expression([token]) : read.fail();
  };
  const first = count();
  return ` LIMIT ${first}${read.skip(',') ? `, ${count()}` : read.skip('OFFSET') ? ` OFFSET ${count()}` : ''}`;
}

/** SELECT over at most one table. Answer columns are called `#0`, `#1`, … so that equal names stay apart. */
export function readSelect(read: Walk, scope: Scope): Command & { headings: Heading[]; table?: TableDefinition } {
  const distinct = read.skip('DISTINCT') ? 'DISTINCT ' : '';
  const items = readList(read, ...clauses);
  let table: TableDefinition | undefined;
  let alias: string | undefined;
  if (read.skip('FROM')) {
    table = readTableName(read, scope);
    if (read.skip('AS')) alias = read.name();
    else if (
      read.peek() &&
      !clauses.some((word) => read.is(word)) &&
      !read.is(',') &&
      !beyond.has(read.peek()!.text.toUpperCase())
    )
      alias = read.name();
    if (read.is(',') || beyond.has(read.peek()?.text.toUpperCase() ?? ''))
      throw refuse('more than one table in a SELECT, or locking reads');
  }
  const to = translator(scope, table, alias);
  const headings: Heading[] = [];
  const selected: string[] = [];
  const aliases: [string, string][] = [];
  for (const item of items) {
    const [qualifier] = item;
    if (item.at(-1)?.text === '*' && (item.length === 1 || (item.length === 3 && item[1]?.text === '.'))) {
      if (!table) throw new SqlError(1096, 'HY000', 'No tables used');
      if (item.length === 3 && qualifier!.text !== (alias ?? table.name))
        throw new SqlError(1051, '42S02', `Unknown table '${qualifier!.text}'`);
      for (const column of table.columns) {
        selected.push(`${quote(column.name)} AS \`#${selected.length}\``);
        headings.push({ name: column.name, column });
      }
      continue;
    }
    const { body, heading, alias: given } = readItem(item, table);
    if (given) aliases.push([given.toLowerCase(), `#${selected.length}`]);
    selected.push(`${to.expression(body)} AS \`#${selected.length}\``);
    headings.push(heading);
  }
  let sql = `SELECT ${distinct}${selected.join(', ')}${table ? ` FROM ${quote(table.name)}` : ''}`;
  if (read.skip('WHERE')) sql += ` WHERE ${to.expression(read.until(...clauses), 'where clause')}`;
  for (const [name, own] of aliases) to.aliases.set(name, own);
  if (read.skip('GROUP', 'BY')) sql += ` GROUP BY ${to.expression(read.until(...clauses), 'group statement')}`;
  if (read.skip('HAVING')) sql += ` HAVING ${to.expression(read.until(...clauses), 'having clause')}`;
  if (read.skip('ORDER', 'BY')) sql += ` ORDER BY ${to.expression(read.until(...clauses), 'order clause')}`;
  sql += readLimit(read, to.expression);
  if (!read.done() && beyond.has(read.peek()!.text.toUpperCase()))
    throw refuse(`${read.peek()!.text.toUpperCase()} here`);
  read.end();
  return { sql, args: to.args, headings, table };
}

/** A row to be written, with the values that are known before it is, to word a duplicate key. */
export interface RowWrite extends Command {
  readonly table: TableDefinition;
  readonly given: ReadonlyMap<string, Value>;
}

const moment = (column: ColumnDefinition | undefined, text: string): string =>
  column && /^(timestamp|datetime|date)$/.test(column.kind)
    ? `coalesce(${column.kind === 'date' ? 'date' : 'datetime'}(${text}), ${text})`
    : text;

const isDefault = (tokens: readonly Token[]) =>
  tokens.length === 1 && tokens[0]!.kind === 'word' && tokens[0]!.text.toUpperCase() === 'DEFAULT';

/** INSERT INTO … VALUES, one command per row. */
export function readInsert(read: Walk, scope: Scope): RowWrite[] {
  read.expect('INTO');
  const table = readTableName(read, scope);
  let names = table.columns.map(({ name }) => name);
  if (read.skip('(')) {
    names = [];
    if (!read.is(')'))
      do names.push(read.name());
      while (read.skip(','));
    read.expect(')');
  }
  if (!read.skip('VALUES') && !read.skip('VALUE')) throw refuse('INSERT without VALUES');
  const columns = names.map((name) => findColumn(table, name) ?? fail(name));
  const rows: RowWrite[] = [];
  let used = 0;
  do {
    read.expect('(');
    const items = read.is(')') ? [] : readList(read);
    read.expect(')');
    if (items.length !== columns.length) {
      throw new SqlError(1136, '21S01', `Column count doesn't match value count at row ${rows.length + 1}`);
    }
    const to = translator({ ...scope, values: scope.values.slice(used) });
    const given = new Map<string, Value>();
    const into: string[] = [];
    const texts: string[] = [];
    for (const [i, item] of items.entries()) {
      const column = columns[i]!;
      used += item.filter((token) => token.kind === 'parameter').length;
      if (isDefault(item)) continue;
      const text = to.expression(item);
      into.push(quote(column.name));
      texts.push(moment(column, text));
      given.set(column.name, /^\?\d+$/.test(text) ? to.args.at(-1)! : textOf(item));
    }
    const body = into.length > 0 ? `(${into.join(', ')}) VALUES (${texts.join(', ')})` : 'DEFAULT VALUES';
    rows.push({ sql: `INSERT INTO ${quote(table.name)} ${body}`, args: to.args, table, given });
  } while (read.skip(','));
  if (read.is('ON')) throw refuse('ON DUPLICATE KEY UPDATE');
  read.end();
  return rows;
}

const fail = (name: string): never => {
  throw unknownColumn(name);
};

const noLimit = (read: Walk): void => {
  if (read.is('ORDER') || read.is('LIMIT')) throw refuse('ORDER BY or LIMIT in UPDATE and DELETE');
  read.end();
};

/** UPDATE of one table. */
export function readUpdate(read: Walk, scope: Scope): RowWrite {
  const table = readTableName(read, scope);
  if (!read.skip('SET')) throw refuse('UPDATE of more than one table');
  const to = translator(scope, table);
  const given = new Map<string, Value>();
  const sets: string[] = [];
  do {
    const name = read.name();
    const column = findColumn(table, name) ?? fail(name);
    read.expect('=');
    const tokens = read.until(',', 'WHERE', 'ORDER', 'LIMIT');
    const text = to.expression(tokens);
    sets.push(`${quote(column.name)} = ${moment(column, text)}`);
    given.set(column.name, /^\?\d+$/.test(text) ? to.args.at(-1)! : textOf(tokens));
  } while (read.skip(','));
  let sql = `UPDATE ${quote(table.name)} SET ${sets.join(', ')}`;
  if (read.skip('WHERE')) sql += ` WHERE ${to.expression(read.until('ORDER', 'LIMIT'), 'where clause')}`;
  noLimit(read);
  return { sql, args: to.args, table, given };
}

/** DELETE FROM one table. */
export function readDelete(read: Walk, scope: Scope): RowWrite {
  read.expect('FROM');
  const table = readTableName(read, scope);
  const to = translator(scope, table);
  let sql = `DELETE FROM ${quote(table.name)}`;
  if (read.skip('WHERE')) sql += ` WHERE ${to.expression(read.until('ORDER', 'LIMIT'), 'where clause')}`;
  noLimit(read);
  return { sql, args: to.args, table, given: new Map() };
}
