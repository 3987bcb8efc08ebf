import { refuse } from './errors.js';
import type { ColumnDefinition } from './tables.js';

/** A value on its way between client and SQLite. */
export type Value = string | number | bigint | Uint8Array | null;

interface Kind {
  /** The protocol's number of the type. */
  readonly wire: number;
  /** Display width or length in characters. */
  readonly length: number;
  /** Bits, for whole numbers. */
  readonly bits?: number;
  /** The form a value must have to be stored, in SQLite's terms. */
  readonly form?: string;
}

const kinds = {
  tinyint: { wire: 1, length: 4, bits: 8 },
  smallint: { wire: 2, length: 6, bits: 16 },
  int: { wire: 3, length: 11, bits: 32 },
  bigint: { wire: 8, length: 20, bits: 64 },
  double: { wire: 5, length: 22 },
  varchar: { wire: 253, length: 0 },
  char: { wire: 254, length: 1 },
  text: { wire: 252, length: 65_535 },
  timestamp: { wire: 7, length: 19, form: 'datetime' },
  datetime: { wire: 12, length: 19, form: 'datetime' },
  date: { wire: 10, length: 10, form: 'date' },
} as const satisfies Record<string, Kind>;

/** The column types that there are. */
export type ColumnKind = keyof typeof kinds;

/** The protocol's number of DECIMAL, which SUM and AVG answer with. */
export const wireDecimal = 246;

/** What is known of a column type. */
export const describeKind = (kind: ColumnKind): Kind => kinds[kind];

/** The type that a word of SQL means; other types are refused. */
export function kindOf(word: string): ColumnKind {
  const name = word.toLowerCase();
  if (name === 'integer') return 'int';
  if (name === 'boolean' || name === 'bool') return 'tinyint';
  if (name in kinds) return name as ColumnKind;
  throw refuse(`the column type ${word}`);
}

/** A type as DESCRIBE writes it. */
export function nameType({ kind, length, unsigned }: ColumnDefinition): string {
  const shown = kind === 'varchar' || kind === 'char' ? `${kind}(${length ?? 1})` : kind;
  return unsigned ? `${shown} unsigned` : shown;
}

/** Quotes a name for SQLite. Backticks, since SQLite takes an unknown name in double quotes for a text. */
export const quote = (name: string): string => `\`${name}\``;

/** A text literal for SQLite. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The column for CREATE TABLE in SQLite, with checks that are named `errno:column`, so that a failure tells MySQL's number. */
export function declareColumn(column: ColumnDefinition): string {
  const { name, kind, nullable } = column;
  const { bits, form } = describeKind(kind);
  const it = quote(name);
  if (column.autoIncrement) return `${it} INTEGER PRIMARY KEY AUTOINCREMENT`;
  const check = (errno: number, rule: string) => `CONSTRAINT \`${errno}:${name}\` CHECK(${it} IS NULL OR ${rule})`;
  const parts = [it, kind];
  if (!nullable) parts.push('NOT NULL');
  if (column.default === 'CURRENT_TIMESTAMP') parts.push('DEFAULT CURRENT_TIMESTAMP');
  else if (column.default != null) parts.push(`DEFAULT ${literal(column.default)}`);
  if (bits) {
    // SQLite's own whole numbers end at 2^63, so an unsigned BIGINT does too.
    const top = column.unsigned ? 2n ** BigInt(Math.min(bits, 63)) - 1n : 2n ** BigInt(bits - 1) - 1n;
    const bottom = column.unsigned ? '0' : bits === 64 ? '(-9223372036854775807-1)' : String(-top - 1n);
    parts.push(check(1366, `typeof(${it})<>'text' AND typeof(${it})<>'blob'`));
    parts.push(check(1264, `typeof(${it})='integer' AND ${it} BETWEEN ${bottom} AND ${top}`));
  } else if (form) parts.push(check(1292, `${it} IS ${form}(${it})`));
  else if (kind === 'double') parts.push(check(1265, `typeof(${it}) IN ('real','integer')`));
  else {
    const size = kind === 'text' ? `octet_length(${it})<=65535` : `length(${it})<=${column.length ?? 1}`;
    parts.push('COLLATE NOCASE', check(1406, size));
  }
  return parts.join(' ');
}
