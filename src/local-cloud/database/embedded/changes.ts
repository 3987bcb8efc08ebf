import { refuse, SqlError, unknownColumn } from './errors.js';
import { type Command, readList, readTableName, type Scope, textOf, translator } from './expressions.js';
import { type ColumnDefinition, findColumn, type TableDefinition } from './tables.js';
import type { Token, Walk } from './tokens.js';
import { quote, type Value } from './types.js';

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
