import { malformed, type SqlError } from './errors.js';
import { type Reader, writeLengthEncoded, writeText, writeUnsigned } from './packets.js';
import { type ColumnDefinition, kinds, type Value } from './tables.js';

/** A column of an answer; without a definition behind it, the values tell its type. */
export interface Heading {
  readonly name: string;
  readonly column?: ColumnDefinition;
}

/** What a statement comes to: a count, or rows. */
export type Outcome =
  | { readonly affected: number; readonly insertId: number; readonly info?: string }
  | { readonly headings: readonly Heading[]; readonly rows: readonly (readonly Value[])[] };

/** Rows under names. */
export const tabulate = (names: readonly string[], rows: readonly (readonly Value[])[]): Outcome => ({
  headings: names.map((name) => ({ name })),
  rows,
});

/** How many bytes the whole numbers of the binary protocol take, by their types' numbers. */
export const integerBytes: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 4, 8: 8, 9: 4 };
/** The lengths at which dates and moments are shown, by their types' numbers; more may have been given. */
const momentLengths: Readonly<Record<number, number>> = { 7: 19, 10: 10, 12: 19 };
const [longlong, double, varString] = [8, 5, 253];
const [notNull, binary, utf8mb4, noCharset] = [1, 128, 45, 63];

/** The protocol's number of a column's type. */
function typeOf({ column }: Heading, values: readonly Value[]): number {
  if (column) return kinds[column.kind]!.wire;
  const some = values.filter((value) => value !== null);
  if (some.length === 0 || some.some((value) => typeof value === 'string')) return varString;
  return some.every((value) => typeof value === 'bigint' || Number.isInteger(value)) ? longlong : double;
}

function writeColumn({ name, column }: Heading, type: number): Buffer {
  const textual = type >= 252;
  const flags = (column && !column.nullable ? notNull : 0) | (textual ? 0 : binary);
  const numbers = [type, flags, 0, type === double ? 31 : 0, 0, 0];
  const charset = writeUnsigned(textual ? utf8mb4 : noCharset, 2);
  const length = writeUnsigned(textual ? (column?.length ?? 16_383) * 4 : 22, 4);
  const texts = ['def', '', '', '', name, name].map(writeText);
  return Buffer.concat([...texts, Buffer.from([0x0c]), charset, length, Buffer.from(numbers)]);
}

const show = (value: Value, type: number): string => String(value).slice(0, momentLengths[type]);

function writeBinaryValue(value: NonNullable<Value>, type: number): Buffer {
  const bytes = Buffer.alloc(8);
  if (integerBytes[type]) {
    bytes.writeBigInt64LE(BigInt(value));
    return bytes.subarray(0, integerBytes[type]);
  }
  if (type === double) {
    bytes.writeDoubleLE(Number(value));
    return bytes;
  }
  if (!momentLengths[type]) return writeText(String(value));
  const [year = 0, ...rest] = show(value, type).split(/\D/).map(Number);
  return Buffer.from([2 + rest.length, ...writeUnsigned(year, 2), ...rest]);
}

function writeBinaryRow(row: readonly Value[], types: readonly number[]): Buffer {
  const nulls = Buffer.alloc((row.length + 9) >> 3);
  const parts: Buffer[] = [Buffer.from([0]), nulls];
  for (const [i, value] of row.entries()) {
    if (value === null) nulls[(i + 2) >> 3]! |= 1 << ((i + 2) & 7);
    else parts.push(writeBinaryValue(value, types[i]!));
  }
  return Buffer.concat(parts);
}

/** All packets of an answer. */
export function writeOutcome(outcome: Outcome, status: number, inBinary: boolean): Buffer[] {
  if ('affected' in outcome) return [writeOk(status, outcome.affected, outcome.insertId, outcome.info)];
  const { headings, rows } = outcome;
  const columns = rows[0]?.map((_, i) => rows.map((row) => row[i]!)) ?? [];
  const types = headings.map((heading, i) => typeOf(heading, columns[i] ?? []));
  const eof = Buffer.from([0xfe, 0, 0, status, 0]);
  const described = headings.map((heading, i) => writeColumn(heading, types[i]!));
  const asText = (value: Value, i: number) =>
    value === null ? Buffer.from([0xfb]) : writeText(show(value, types[i]!));
  const written = rows.map((row) => (inBinary ? writeBinaryRow(row, types) : Buffer.concat(row.map(asText))));
  return [writeLengthEncoded(headings.length), ...described, eof, ...written, eof];
}

/** The answer to a prepared statement. As MySQL does for SHOW, it leaves the columns to the execution. */
export function writePrepared(id: number, parameters: number, status: number): Buffer[] {
  const head = [Buffer.from([0]), writeUnsigned(id, 4), writeUnsigned(0, 2), writeUnsigned(parameters, 2)];
  const described = Array.from({ length: parameters }, () => writeColumn({ name: '?' }, varString));
  const eof = parameters > 0 ? [Buffer.from([0xfe, 0, 0, status, 0])] : [];
  return [Buffer.concat([...head, Buffer.alloc(3)]), ...described, ...eof];
}

/** An OK packet. */
export function writeOk(status: number, affected = 0, insertId = 0, info = ''): Buffer {
  const numbers = [writeLengthEncoded(affected), writeLengthEncoded(insertId), Buffer.from([status, 0, 0, 0])];
  return Buffer.concat([Buffer.from([0]), ...numbers, info ? writeText(info) : Buffer.alloc(0)]);
}

/** An error packet with errno, SQLSTATE and message. */
export const writeError = ({ errno, sqlState, message }: SqlError): Buffer =>
  Buffer.concat([Buffer.from([0xff]), writeUnsigned(errno, 2), Buffer.from(`#${sqlState}${message}`)]);

function readValue(reader: Reader, type: number, unsigned: boolean): Value {
  const size = integerBytes[type];
  if (size) {
    const bytes = Buffer.alloc(8);
    reader.bytes(size).copy(bytes);
    const raw = bytes.readBigUInt64LE();
    const value = unsigned ? raw : BigInt.asIntN(size * 8, raw);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (type === 4) return reader.bytes(4).readFloatLE();
  if (type === 5) return reader.bytes(8).readDoubleLE();
  if (type === 6) return null;
  if (type === 7 || type === 10 || type === 12) {
    const bytes = reader.bytes(reader.unsigned(1));
    if (![0, 4, 7, 11].includes(bytes.length)) throw malformed('a moment of an odd length');
    const two = (at: number) => String(bytes[at] ?? 0).padStart(2, '0');
    const year = String(bytes.length ? bytes.readUInt16LE() : 0).padStart(4, '0');
    return `${year}-${two(2)}-${two(3)}${type === 10 ? '' : ` ${two(4)}:${two(5)}:${two(6)}`}`;
  }
  if (type === 11) throw malformed('a TIME parameter');
  return reader.bytes(reader.lengthEncoded()).toString();
}

/** Reads the parameters of COM_STMT_EXECUTE. `types` are those of an earlier call, and are replaced when new ones come. */
export function readParameters(reader: Reader, count: number, types: { all: Buffer }): Value[] {
  if (count === 0) return [];
  const nulls = reader.bytes((count + 7) >> 3);
  if (reader.unsigned(1) === 1) types.all = Buffer.from(reader.bytes(count * 2));
  if (types.all.length !== count * 2) throw malformed('parameters without types');
  return Array.from({ length: count }, (_, i) =>
    nulls[i >> 3]! & (1 << (i & 7)) ? null : readValue(reader, types.all[i * 2]!, (types.all[i * 2 + 1]! & 0x80) !== 0),
  );
}
