import { MalformedPacket, SqlError } from './errors.js';

/** MySQL's default `max_allowed_packet` of a client, in bytes. */
export const maxPacket = 16 * 1024 * 1024;
const maxFrame = 0xffffff;

/** One whole packet, with the sequence number of its last frame. */
export interface Packet {
  readonly sequence: number;
  readonly payload: Buffer;
}

/** Cuts a stream of bytes into packets; throws when one is longer than `limit()` allows. */
export async function* readPackets(source: AsyncIterableIterator<Buffer>, limit: () => number): AsyncGenerator<Packet> {
  let chunks: Buffer[] = [];
  let held = 0;
  let parts: Buffer[] = [];
  let size = 0;
  const take = (length: number): Buffer => {
    const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    chunks = length < all.length ? [all.subarray(length)] : [];
    held -= length;
    return all.subarray(0, length);
  };
  let header: { length: number; sequence: number } | undefined;
  for await (const chunk of source) {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= (header?.length ?? 4)) {
      if (!header) {
        const bytes = take(4);
        header = { length: bytes.readUIntLE(0, 3), sequence: bytes[3]! };
        size += header.length;
        if (size > limit()) throw new SqlError(1153, '08S01', "Got a packet bigger than 'max_allowed_packet' bytes");
        continue;
      }
      const { length, sequence } = header;
      parts.push(take(length));
      header = undefined;
      if (length === maxFrame) continue;
      const payload = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
      parts = [];
      size = 0;
      yield { sequence, payload };
    }
  }
}

/** Puts payloads into frames, numbered on from `sequence`. */
export function framePackets(payloads: readonly Buffer[], sequence: number): Buffer {
  const frames: Buffer[] = [];
  for (const payload of payloads) {
    for (let at = 0; at <= payload.length; at += maxFrame) {
      const part = payload.subarray(at, at + maxFrame);
      const header = Buffer.alloc(4);
      header.writeUIntLE(part.length, 0, 3);
      header[3] = sequence++ & 0xff;
      frames.push(header, part);
    }
  }
  return Buffer.concat(frames);
}

/** Reads a payload from front to back; every step throws MalformedPacket when it would leave the payload. */
export function readPayload(payload: Buffer) {
  let at = 0;
  const bytes = (length: number): Buffer => {
    if (length < 0 || at + length > payload.length) throw new MalformedPacket('a packet ends too early');
    at += length;
    return payload.subarray(at - length, at);
  };
  const unsigned = (length: number): number => bytes(length).readUIntLE(0, length);
  const lengthEncoded = (): number => {
    const first = unsigned(1);
    if (first < 0xfb) return first;
    if (first === 0xfc) return unsigned(2);
    if (first === 0xfd) return unsigned(3);
    if (first !== 0xfe) throw new MalformedPacket('a length that cannot be');
    const long = bytes(8).readBigUInt64LE();
    if (long > BigInt(maxPacket)) throw new MalformedPacket('a length beyond every packet');
    return Number(long);
  };
  const untilNul = (): Buffer => {
    const end = payload.indexOf(0, at);
    if (end < 0) throw new MalformedPacket('a text without its end');
    const text = bytes(end - at);
    at += 1;
    return text;
  };
  return {
    bytes,
    unsigned,
    lengthEncoded,
    untilNul,
    left: () => payload.length - at,
    rest: () => bytes(payload.length - at),
  };
}

/** An unsigned whole number in `length` bytes (at most 6), lowest first. */
export function writeUnsigned(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntLE(value, 0, length);
  return bytes;
}

/** A whole number in MySQL's length-encoded form. */
export function writeLengthEncoded(value: number | bigint): Buffer {
  if (value < 0xfb) return Buffer.from([Number(value)]);
  if (value <= 0xffff) return Buffer.concat([Buffer.from([0xfc]), writeUnsigned(Number(value), 2)]);
  if (value <= 0xffffff) return Buffer.concat([Buffer.from([0xfd]), writeUnsigned(Number(value), 3)]);
  const bytes = Buffer.alloc(9, 0xfe);
  bytes.writeBigUInt64LE(BigInt(value), 1);
  return bytes;
}

/** Text or bytes, led by their length. */
export function writeText(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([writeLengthEncoded(bytes.length), bytes]);
}
