import { tag } from '@smithy/core/cbor';
import { Problem } from './problem.js';
import type { Shape, Structure } from './shapes.js';

/** How a format of plain objects says what plain objects cannot: times, bytes and odd numbers. */
export interface Notation {
  readTime(value: unknown): Date | undefined;
  writeTime(value: Date): unknown;
  readBytes(value: unknown): Uint8Array | undefined;
  writeBytes(value: Uint8Array): unknown;
  writeNumber(value: number): unknown;
}

const fromSeconds = (value: unknown): Date | undefined => {
  const at = new Date(
    typeof value === 'number' ? Math.round(value * 1000) : typeof value === 'string' ? value : Number.NaN,
  );
  return Number.isNaN(at.getTime()) ? undefined : at;
};

/** awsJson: seconds since the epoch, base64, odd numbers as strings. */
export const jsonNotation: Notation = {
  readTime: fromSeconds,
  writeTime: (value) => value.getTime() / 1000,
  readBytes: (value) =>
    typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
      ? new Uint8Array(Buffer.from(value, 'base64'))
      : undefined,
  writeBytes: (value) => Buffer.from(value).toString('base64'),
  writeNumber: (value) => (Number.isFinite(value) ? value : String(value)),
};

/** rpcv2Cbor: tag 1 for times, byte strings. */
export const cborNotation: Notation = {
  readTime: (value) => fromSeconds((value as { tag?: number; value?: unknown } | undefined)?.value ?? value),
  writeTime: (value) => tag({ tag: 1, value: value.getTime() / 1000 }),
  readBytes: (value) => (value instanceof Uint8Array ? value : undefined),
  writeBytes: (value) => value,
  writeNumber: (value) => value,
};

const under = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

function readValue(shape: Shape, value: unknown, path: string, notation: Notation): unknown {
  const fail = (expected: string): never => {
    throw new Problem('type', path, expected);
  };
  switch (shape.kind) {
    case 'structure':
      return isRecord(value) ? readMembers(shape, value, path, notation) : fail('a structure');
    case 'list':
      if (!Array.isArray(value)) return fail('a list');
      return value
        .filter((item) => item !== null && item !== undefined)
        .map((item, index) => readValue(shape.member.shape, item, `${path}.${index + 1}.member`, notation));
    case 'map':
      if (!isRecord(value)) return fail('a map');
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, item]) => item !== null && item !== undefined)
          .map(([key, item]) => [key, readValue(shape.value.shape, item, under(path, key), notation)]),
      );
    case 'string':
      return typeof value === 'string' ? value : fail('a string');
    case 'boolean':
      return typeof value === 'boolean' ? value : fail('a boolean');
    case 'number': {
      if (typeof value === 'number') return value;
      if (typeof value === 'bigint') return Number(value);
      return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : fail('a number');
    }
    case 'timestamp':
      return notation.readTime(value) ?? fail('a timestamp');
    case 'blob':
      return notation.readBytes(value) ?? fail('bytes');
    case 'document':
      return value;
  }
}

/** Reads parsed JSON (or CBOR) into the SDK's typed input; members that AWS does not know are ignored, as it ignores them. Throws a Problem. */
export function readMembers(
  shape: Structure,
  value: Readonly<Record<string, unknown>>,
  path: string,
  notation: Notation,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { name, required, shape: inner } of shape.members) {
    const each = Object.hasOwn(value, name) ? value[name] : undefined;
    if (each !== undefined && each !== null) out[name] = readValue(inner, each, under(path, name), notation);
    else if (required) throw new Problem('missing', under(path, name));
  }
  if (shape.union && Object.keys(out).length !== 1) throw new Problem('type', path, 'exactly one member');
  return out;
}

function writeValue(shape: Shape, value: unknown, notation: Notation): unknown {
  switch (shape.kind) {
    case 'structure':
      return writePlain(shape, value as Record<string, unknown>, notation);
    case 'list':
      return (value as unknown[]).map((item) => writeValue(shape.member.shape, item, notation));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Record<string, unknown>).map(([key, item]) => [
          key,
          writeValue(shape.value.shape, item, notation),
        ]),
      );
    case 'timestamp':
      return notation.writeTime(value as Date);
    case 'blob':
      return notation.writeBytes(value as Uint8Array);
    case 'number':
      return notation.writeNumber(value as number);
    default:
      return value;
  }
}

/** A structure as a plain object, ready for JSON or CBOR; members without a value are left out. */
export function writePlain(
  shape: Structure,
  value: Readonly<Record<string, unknown>>,
  notation: Notation,
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const { name, shape: inner } of shape.members) {
    const each = value[name];
    if (each !== undefined && each !== null) out[name] = writeValue(inner, each, notation);
  }
  return out;
}
