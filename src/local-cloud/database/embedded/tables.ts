import { refuse } from './errors.js';
import type { Walk } from './tokens.js';

/** A value on its way between client and SQLite. */
export type Value = string | number | bigint | null;

/** The column types that there are, with the protocol's number of each and the bits of whole numbers. */
export const kinds: Readonly<Record<string, { readonly wire: number; readonly bits?: number }>> = {
  ...{ tinyint: { wire: 1, bits: 8 }, smallint: { wire: 2, bits: 16 }, int: { wire: 3, bits: 32 } },
  ...{ bigint: { wire: 8, bits: 64 }, double: { wire: 5 }, varchar: { wire: 253 }, char: { wire: 254 } },
  ...{ text: { wire: 252 }, timestamp: { wire: 7 }, datetime: { wire: 12 }, date: { wire: 10 } },
};

/** A column as it was created; kept as JSON beside the data, since SQLite remembers less of it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly kind: string;
  readonly length?: number;
  nullable: boolean;
  /** Text of a literal, or CURRENT_TIMESTAMP. */
  default?: string | null;
  autoIncrement?: boolean;
  key?: 'PRI' | 'UNI';
}

/** A table as it was created. */
export interface TableDefinition {
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
}

/** A column by its name, without regard to case; `undefined` when there is none. */
export const findColumn = (table: TableDefinition | undefined, name: string): ColumnDefinition | undefined =>
  table?.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());

/** Quotes a name for SQLite. Backticks, since SQLite takes an unknown name in double quotes for a text. */
export const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

// No name may be that of a table of ours or of SQLite.
const newName = (read: Walk): string => {
  const name = read.name();
  if (!/^(?!sqlite_)[\p{L}_][\p{L}\p{N}_]*$/iu.test(name)) throw refuse(`the name '${name}'`);
  return name;
};

function readColumn(read: Walk): ColumnDefinition {
  const name = newName(read);
  const type = read.next().key;
  const kind = { INTEGER: 'int', BOOLEAN: 'tinyint' }[type] ?? type.toLowerCase();
  if (!Object.hasOwn(kinds, kind)) throw refuse(`the column type ${type}`);
  const given = read.skip('(') ? Number(read.next().text) : undefined;
  if (given !== undefined) read.expect(')');
  if (given === undefined ? kind === 'varchar' : !Number.isInteger(given)) read.fail();
  if (given && /^(timestamp|datetime)$/.test(kind)) throw refuse('fractions of a second');
  const length = /char$/.test(kind) ? (given ?? 1) : undefined;
  const column: ColumnDefinition = { name, kind, length, nullable: true };
  while (!read.is(',', ')')) {
    if (read.skip('NOT', 'NULL')) column.nullable = false;
    else if (read.skip('NULL')) column.nullable = true;
    else if (read.skip('AUTO_INCREMENT')) column.autoIncrement = true;
    else if (read.skip('PRIMARY', 'KEY')) column.key = 'PRI';
    else if (read.skip('UNIQUE', 'KEY') || read.skip('UNIQUE')) column.key = 'UNI';
    else if (read.skip('DEFAULT', 'NULL')) column.default = null;
    else if (read.skip('DEFAULT')) column.default = readDefault(read);
    else throw refuse(`'${read.next().text.toUpperCase()}' of column '${name}'`);
  }
  return column;
}

function readDefault(read: Walk): string {
  const sign = read.skip('-') ? '-' : '';
  const { kind, text, key } = read.next();
  if (/^(CURRENT_TIMESTAMP|TRUE|FALSE)$/.test(key)) return { TRUE: '1', FALSE: '0' }[key] ?? key;
  if (kind !== 'string' && kind !== 'number') throw refuse('defaults that are not literals');
  return sign + text;
}

/** Reads what follows CREATE TABLE [IF NOT EXISTS]. */
export function readTable(read: Walk): TableDefinition {
  const table = { name: newName(read), columns: [] as ColumnDefinition[] };
  let primary: string | undefined;
  read.expect('(');
  do {
    if (read.is('UNIQUE', 'FOREIGN', 'CHECK', 'CONSTRAINT', 'KEY', 'INDEX'))
      throw refuse(`${read.next().key} in a table`);
    if (read.skip('PRIMARY', 'KEY', '(')) {
      primary = read.name();
      if (!read.skip(')')) throw refuse('keys of more than one column');
    } else table.columns.push(readColumn(read));
  } while (read.skip(','));
  read.expect(')');
  while (!read.done())
    if (!/^(default|engine|=|innodb|charset|collate|utf8\w*)$/i.test(read.next().text))
      throw refuse('such table options');
  if (primary !== undefined) (findColumn(table, primary) ?? read.fail()).key = 'PRI';
  for (const column of table.columns) {
    if (column.autoIncrement && column.key !== 'PRI') throw refuse('AUTO_INCREMENT without PRIMARY KEY');
    column.nullable &&= column.key !== 'PRI';
  }
  return table;
}

// A check is named by its error, so that a failure tells MySQL's number, state and words.
function declareColumn(column: ColumnDefinition): string {
  const { name, kind, length } = column;
  const it = quote(name);
  const bits = kinds[kind]?.bits;
  const parts = [it, kind === 'double' ? 'REAL' : 'TEXT COLLATE NOCASE'];
  if (bits) parts[1] = column.autoIncrement ? 'INTEGER' : 'INT';
  if (column.key) parts.push(column.key === 'UNI' ? 'UNIQUE' : 'PRIMARY KEY');
  if (column.autoIncrement) parts.push('AUTOINCREMENT');
  if (!column.nullable) parts.push('NOT NULL');
  if (column.default === 'CURRENT_TIMESTAMP') parts.push('DEFAULT CURRENT_TIMESTAMP');
  else if (column.default != null) parts.push(`DEFAULT '${column.default.replaceAll("'", "''")}'`);
  const check = (rule: string, error: string, what: string) =>
    parts.push(`CONSTRAINT \`${error} ${what} for column '${name}' at row 1\` CHECK(${rule})`);
  const top = 2 ** ((bits ?? 64) - 1);
  if (top < 2 ** 63) check(`${it} BETWEEN ${-top} AND ${top - 1}`, '1264 22003', 'Out of range value');
  const size = kind === 'text' ? `octet_length(${it}) <= 65535` : length !== undefined && `length(${it}) <= ${length}`;
  if (size) check(size, '1406 22001', 'Data too long');
  if (/^(date|time)/.test(kind)) check(`substr(${it}, 1, 10) IS date(${it})`, '1292 22007', 'Incorrect datetime value');
  return parts.join(' ');
}

/** The statement that makes the table in SQLite. */
export const declareTable = ({ name, columns }: TableDefinition): string =>
  `CREATE TABLE ${quote(name)} (${columns.map(declareColumn).join(', ')}) STRICT`;
