import { MalformedPacket, type SqlError } from './errors.js';
import type { Heading } from './expressions.js';
import { type readPayload, writeLengthEncoded, writeText, writeUnsigned } from './packets.js';
import { keyOf, type TableDefinition } from './tables.js';
import { describeKind, type Value, wireDecimal } from './types.js';

/** A column as it goes over the wire. */
export interface WireColumn {
  readonly name: string;
  readonly table: string;
  readonly type: number;
  readonly length: number;
  readonly flags: number;
}

/** What a statement comes to: a count, or rows. */
export type Outcome =
  | { readonly affected: number; readonly insertId: number | bigint; readonly info?: string }
  | { readonly columns: readonly WireColumn[]; readonly rows: readonly (readonly Value[])[] };

const flag = {
  notNull: 1,
  primary: 2,
  unique: 4,
  multiple: 8,
  blob: 16,
  unsigned: 32,
  binary: 128,
  autoIncrement: 512,
};
const [utf8mb4, binary] = [45, 63];
const [longlong, double, varString] = [8, 5, 253];
const textual = new Set([252, 253, 254]);
const integers = new Map([
  [1, 1],
  [2, 2],
  [3, 4],
  [8, 8],
]);

/** A text column of an answer that no table stands behind. */
export const textColumn = (name: string): WireColumn => ({ name, table: '', type: varString, length: 1024, flags: 0 });

/** Settles the type of an answer's column: by its own column, by its function, else by the values. */
export function settleColumn(
  { name, column, call }: Heading,
  values: readonly Value[],
  table?: TableDefinition,
): WireColumn {
  const plain = (type: number, length: number, flags: number) => ({
    name,
    table: table?.name ?? '',
    type,
    length,
    flags,
  });
  if (column && table) {
    const { wire, length } = describeKind(column.kind);
    const key = call ? '' : keyOf(table, column);
    const flags =
      (column.nullable || call ? 0 : flag.notNull) |
      (key === 'PRI' ? flag.primary : key === 'UNI' ? flag.unique : key === 'MUL' ? flag.multiple : 0) |
      (column.unsigned ? flag.unsigned : 0) |
      (column.autoIncrement && !call ? flag.autoIncrement : 0) |
      (column.kind === 'text' ? flag.blob : 0) |
      (textual.has(wire) ? 0 : flag.binary);
    return plain(
      wire,
      textual.has(wire) ? (column.length ?? length) * (column.kind === 'text' ? 1 : 4) : length,
      flags,
    );
  }
  if (call === 'SUM' || call === 'AVG') return plain(wireDecimal, 32, flag.binary);
  if (/^(COUNT|LENGTH|CHAR_LENGTH|LAST_INSERT_ID|CONNECTION_ID)$/.test(call ?? ''))
    return plain(longlong, 21, flag.binary);
  if (/^(NOW|CURRENT_TIMESTAMP)(\(\))?$/i.test(call ?? name)) return plain(12, 19, flag.binary);
  const some = values.filter((value) => value !== null);
  if (some.length > 0 && some.every((value) => typeof value === 'bigint' || Number.isInteger(value)))
    return plain(longlong, 20, flag.binary);
  if (some.length > 0 && some.every((value) => typeof value !== 'string')) return plain(double, 22, flag.binary);
  return plain(varString, 65_535, 0);
}

/** The packet that describes a column. */
export function writeColumn({ name, table, type, length, flags }: WireColumn, database: string): Buffer {
  const texts = ['def', database, table, table, name, name].map(writeText);
  const decimals = type === wireDecimal ? 4 : type === double ? 31 : 0;
  const charset = textual.has(type) ? utf8mb4 : binary;
  const fixed = [
    writeUnsigned(charset, 2),
    writeUnsigned(length, 4),
    Buffer.from([type]),
    writeUnsigned(flags, 2),
    Buffer.from([decimals, 0, 0]),
  ];
  return Buffer.concat([...texts, Buffer.from([0x0c]), ...fixed]);
}

/** A row of the text protocol. */
export const writeTextRow = (row: readonly Value[]): Buffer =>
  Buffer.concat(
    row.map((value) =>
      value === null ? Buffer.from([0xfb]) : writeText(typeof value === 'object' ? value : String(value)),
    ),
  );

function writeMoment(text: string): Buffer {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
  const date = [...writeUnsigned(year, 2), month, day];
  return hour || minute || second ? Buffer.from([7, ...date, hour, minute, second]) : Buffer.from([4, ...date]);
}

/** A row of the binary protocol, as prepared statements answer with. */
export function writeBinaryRow(row: readonly Value[], columns: readonly WireColumn[]): Buffer {
  const nulls = Buffer.alloc((row.length + 9) >> 3);
  const parts: Buffer[] = [Buffer.from([0]), nulls];
  for (const [i, value] of row.entries()) {
    const { type } = columns[i]!;
    const size = integers.get(type);
    if (value === null) nulls[(i + 2) >> 3]! |= 1 << ((i + 2) & 7);
    else if (size && (typeof value === 'number' || typeof value === 'bigint')) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)));
      parts.push(bytes.subarray(0, size));
    } else if (type === double) {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(Number(value));
      parts.push(bytes);
    } else if (type === 7 || type === 10 || type === 12) parts.push(writeMoment(String(value)));
    else parts.push(writeText(typeof value === 'object' ? value : String(value)));
  }
  return Buffer.concat(parts);
}

/** An OK packet; with `asEnd` the one that ends rows for clients without EOF packets. */
export function writeOk(status: number, affected = 0, insertId: number | bigint = 0, info = '', asEnd = false): Buffer {
  const numbers = [
    writeLengthEncoded(affected),
    writeLengthEncoded(insertId),
    writeUnsigned(status, 2),
    writeUnsigned(0, 2),
  ];
  return Buffer.concat([Buffer.from([asEnd ? 0xfe : 0]), ...numbers, info ? writeText(info) : Buffer.alloc(0)]);
}

/** An EOF packet, for clients that still want it. */
export const writeEof = (status: number): Buffer =>
  Buffer.concat([Buffer.from([0xfe, 0, 0]), writeUnsigned(status, 2)]);

/** An error packet with errno, SQLSTATE and message. */
export const writeError = ({ errno, sqlState, message }: SqlError): Buffer =>
  Buffer.concat([Buffer.from([0xff]), writeUnsigned(errno, 2), Buffer.from(`#${sqlState}${message}`)]);

function readValue(reader: ReturnType<typeof readPayload>, type: number, unsigned: boolean): Value {
  const size = type === 9 ? 4 : integers.get(type);
  if (size) {
    const bytes = Buffer.alloc(8);
    reader.bytes(size).copy(bytes);
    const raw = bytes.readBigUInt64LE();
    const value = unsigned ? raw : BigInt.asIntN(size * 8, raw);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (type === 4) return reader.bytes(4).readFloatLE();
  if (type === double) return reader.bytes(8).readDoubleLE();
  if (type === 6) return null;
  if (type === 7 || type === 10 || type === 12) {
    const bytes = reader.bytes(reader.unsigned(1));
    if (![0, 4, 7, 11].includes(bytes.length)) throw new MalformedPacket('a moment of an odd length');
    const two = (at: number) => String(bytes[at] ?? 0).padStart(2, '0');
    const year = String(bytes.length ? bytes.readUInt16LE() : 0).padStart(4, '0');
    const date = `${year}-${two(2)}-${two(3)}`;
    return type === 10 ? date : `${date} ${two(4)}:${two(5)}:${two(6)}`;
  }
  if (type === 11) throw new MalformedPacket('a TIME parameter');
  return reader.bytes(reader.lengthEncoded()).toString();
}

/** Reads the parameters of COM_STMT_EXECUTE. `types` are those of an earlier call, and are replaced when new ones come. */
export function readParameters(
  reader: ReturnType<typeof readPayload>,
  count: number,
  types: { all: Buffer },
  long: ReadonlyMap<number, Buffer>,
): Value[] {
  if (count === 0) return [];
  const nulls = reader.bytes((count + 7) >> 3);
  if (reader.unsigned(1) === 1) types.all = Buffer.from(reader.bytes(count * 2));
  if (types.all.length !== count * 2) throw new MalformedPacket('parameters without types');
  return Array.from({ length: count }, (_, i) => {
    const sent = long.get(i);
    if (sent) return sent.toString();
    if (nulls[i >> 3]! & (1 << (i & 7))) return null;
    return readValue(reader, types.all[i * 2]!, (types.all[i * 2 + 1]! & 0x80) !== 0);
  });
}
