import { refuse, SqlError } from './errors.js';
import type { Walk } from './tokens.js';
import { type ColumnKind, kindOf } from './types.js';

/** A column as it was created; kept as JSON beside the data, since SQLite remembers less of it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly length?: number;
  readonly unsigned?: boolean;
  nullable: boolean;
  /** Text of a literal, or CURRENT_TIMESTAMP. */
  default?: string | null;
  autoIncrement?: boolean;
}

/** A table as it was created. Keys are unique ones; the primary key is called PRIMARY, as in MySQL. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly keys: readonly { readonly name: string; readonly columns: readonly string[] }[];
}

/** A column by its name, without regard to case; `undefined` when there is none. */
export const findColumn = (table: TableDefinition | undefined, name: string): ColumnDefinition | undefined =>
  table?.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());

const newName = (read: Walk): string => {
  const name = read.name();
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw refuse(`the name '${name}'`);
  return name;
};

function readColumn(read: Walk, keys: { name: string; columns: string[] }[]): ColumnDefinition {
  const name = newName(read);
  const typeName = read.name().toUpperCase();
  const kind = kindOf(typeName);
  let length: number | undefined;
  if (read.skip('(')) {
    length = read.number();
    read.expect(')');
  }
  if (kind === 'varchar' && length === undefined) read.fail();
  if ((kind === 'timestamp' || kind === 'datetime') && length) throw refuse('fractions of a second');
  const unsigned = read.skip('UNSIGNED') || undefined;
  const column: ColumnDefinition = { name, kind, length, unsigned, nullable: true };
  while (!read.is(',') && !read.is(')')) {
    if (read.skip('NOT', 'NULL')) column.nullable = false;
    else if (read.skip('NULL')) column.nullable = true;
    else if (read.skip('AUTO_INCREMENT')) column.autoIncrement = true;
    else if (read.skip('PRIMARY', 'KEY')) keys.push({ name: 'PRIMARY', columns: [name] });
    else if (read.skip('UNIQUE')) {
      read.skip('KEY');
      keys.push({ name, columns: [name] });
    } else if (read.skip('COMMENT')) read.next();
    else if (read.skip('CHARACTER', 'SET') || read.skip('COLLATE')) checkCharset(read.name());
    else if (read.skip('DEFAULT')) column.default = readDefault(read);
    else throw refuse(`'${read.next().text.toUpperCase()}' of column '${name}'`);
  }
  return column;
}

function readDefault(read: Walk): string | null {
  if (read.skip('NULL')) return null;
  if (read.skip('CURRENT_TIMESTAMP') || read.skip('NOW')) {
    if (read.skip('(')) read.expect(')');
    return 'CURRENT_TIMESTAMP';
  }
  if (read.skip('TRUE')) return '1';
  if (read.skip('FALSE')) return '0';
  const sign = read.skip('-') ? '-' : '';
  const token = read.next();
  if (token.kind !== 'string' && token.kind !== 'number') throw refuse('defaults that are not literals');
  return sign + token.text;
}

/** Refuses every character set but Unicode's. */
export function checkCharset(name: string): void {
  if (!/^utf8(mb[34])?(_\w+)?$/i.test(name)) throw refuse(`the character set or collation '${name}'`);
}

/** Reads what follows the name in CREATE TABLE. */
export function readTable(read: Walk): TableDefinition {
  const name = newName(read);
  const columns: ColumnDefinition[] = [];
  const keys: { name: string; columns: string[] }[] = [];
  const names = (): string[] => {
    const found: string[] = [];
    read.expect('(');
    do found.push(read.name());
    while (read.skip(','));
    read.expect(')');
    return found;
  };
  read.expect('(');
  do {
    const constraint = read.skip('CONSTRAINT') ? read.name() : undefined;
    if (read.skip('PRIMARY', 'KEY')) keys.push({ name: 'PRIMARY', columns: names() });
    else if (read.skip('UNIQUE')) {
      if (!read.skip('KEY')) read.skip('INDEX');
      const key = read.is('(') ? constraint : read.name();
      const of = names();
      keys.push({ name: key ?? of[0]!, columns: of });
    } else if (read.is('FOREIGN') || read.is('CHECK')) throw refuse(`${read.next().text.toUpperCase()} constraints`);
    else if (read.skip('KEY') || read.skip('INDEX')) {
      if (!read.is('(')) read.name();
      names(); // only of use for speed
    } else columns.push(readColumn(read, keys));
  } while (read.skip(','));
  read.expect(')');
  while (!read.done()) {
    read.skip('DEFAULT');
    const option = read.skip('CHARACTER', 'SET') ? 'CHARSET' : read.name().toUpperCase();
    read.skip('=');
    const value = read.next().text;
    if (option === 'CHARSET' || option === 'COLLATE') checkCharset(value);
    else if (option !== 'COMMENT' && !(option === 'ENGINE' && /^innodb$/i.test(value))) {
      throw refuse(`the table option ${option}=${value}`);
    }
  }
  return checkTable({ name, columns, keys });
}

function checkTable(table: TableDefinition): TableDefinition {
  const seen = new Set<string>();
  for (const { name } of table.columns) {
    if (seen.has(name.toLowerCase())) throw new SqlError(1060, '42S21', `Duplicate column name '${name}'`);
    seen.add(name.toLowerCase());
  }
  const primary = table.keys.filter((key) => key.name === 'PRIMARY');
  if (primary.length > 1) throw new SqlError(1068, '42000', 'Multiple primary key defined');
  for (const key of table.keys) {
    for (const name of key.columns) {
      const column = findColumn(table, name);
      if (!column) throw new SqlError(1072, '42000', `Key column '${name}' doesn't exist in table`);
      if (key.name === 'PRIMARY') column.nullable = false;
      if (column.kind === 'text') {
        throw new SqlError(1170, '42000', `BLOB/TEXT column '${name}' used in key specification without a key length`);
      }
    }
  }
  const counted = table.columns.filter((column) => column.autoIncrement);
  const alone = primary[0]?.columns.length === 1 && findColumn(table, primary[0].columns[0]!) === counted[0];
  if (counted.length > 1 || (counted.length === 1 && !alone)) {
    throw new SqlError(
      1075,
      '42000',
      'Incorrect table definition; there can be only one auto column and it must be defined as a key',
    );
  }
  return table;
}

/** What DESCRIBE shows of a column's place in keys. */
export function keyOf(table: TableDefinition, column: ColumnDefinition): '' | 'PRI' | 'UNI' | 'MUL' {
  const same = (name: string) => name.toLowerCase() === column.name.toLowerCase();
  if (table.keys.some((key) => key.name === 'PRIMARY' && key.columns.some(same))) return 'PRI';
  const first = table.keys.filter((key) => same(key.columns[0]!));
  return first.some((key) => key.columns.length === 1) ? 'UNI' : first.length > 0 ? 'MUL' : '';
}
