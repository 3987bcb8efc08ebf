import type { Socket } from 'node:net';
import { malformed, SqlError } from './errors.js';

/** The longest payload of one frame, in bytes; one that is full would go on in the next. */
export const maxFrame = 0xffffff;

/** Puts payloads into frames, numbered on from `sequence`. */
export function framePackets(payloads: readonly Buffer[], sequence: number): Buffer[] {
  const frames: Buffer[] = [];
  for (const payload of payloads) {
    for (let at = 0; at <= payload.length; at += maxFrame) {
      const part = payload.subarray(at, at + maxFrame);
      const number = Buffer.from([(sequence + frames.length) & 0xff]);
      frames.push(Buffer.concat([writeUnsigned(part.length, 3), number, part]));
    }
  }
  return frames;
}

/** A payload that is read from front to back. */
export type Reader = ReturnType<typeof readPayload>;

/** Reads a payload from front to back; every step throws 1835 when it would leave the payload. */
export function readPayload(payload: Buffer) {
  let at = 0;
  const bytes = (length: number): Buffer => {
    if (at + length > payload.length) throw malformed('a packet ends too early');
    at += length;
    return payload.subarray(at - length, at);
  };
  const unsigned = (length: number): number => bytes(length).readUIntLE(0, length);
  const lengthEncoded = (): number => {
    const first = unsigned(1);
    if (first < 0xfb) return first;
    // No packet is longer than three bytes can tell.
    if (first !== 0xfc && first !== 0xfd) throw malformed('a length that cannot be');
    return unsigned(first - 0xfa);
  };
  const untilNul = (): string => {
    const end = payload.indexOf(0, at);
    if (end < 0) throw malformed('a text without its end');
    const text = bytes(end - at).toString();
    at += 1;
    return text;
  };
  return { bytes, unsigned, lengthEncoded, untilNul, left: () => payload.length - at };
}

/** An unsigned whole number in `length` bytes (at most 6), lowest first. */
export function writeUnsigned(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntLE(value, 0, length);
  return bytes;
}

/** A whole number below 2^48 in MySQL's length-encoded form. */
export function writeLengthEncoded(value: number): Buffer {
  if (value < 0xfb) return Buffer.from([value]);
  if (value <= 0xffff) return Buffer.concat([Buffer.from([0xfc]), writeUnsigned(value, 2)]);
  if (value <= 0xffffff) return Buffer.concat([Buffer.from([0xfd]), writeUnsigned(value, 3)]);
  return Buffer.concat([Buffer.from([0xfe]), writeUnsigned(value, 6), Buffer.alloc(2)]);
}

/** Text or bytes, led by their length. */
export function writeText(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([writeLengthEncoded(bytes.length), bytes]);
}

/** A client's connection as a row of packets. */
export type Channel = ReturnType<typeof openChannel>;

/** Reads and writes packets, numbering them; a client that leaves ends the reading. */
export function openChannel(socket: Socket) {
  let sequence = 0;
  let wake = (): void => {};
  for (const event of ['readable', 'end', 'close']) socket.on(event, () => wake());
  const take = async (length: number): Promise<Buffer | undefined> => {
    if (length === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes) return bytes.length === length ? bytes : undefined;
      if (socket.readableEnded || socket.destroyed) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    /** The next packet, `undefined` when the client left; `first` starts a new count. Throws 1153 beyond `limit` bytes. */
    async receive(limit: number, first = false): Promise<Buffer | undefined> {
      const header = await take(4);
      if (!header) return undefined;
      const [length, number] = [header.readUIntLE(0, 3), header[3]!];
      const expected = first ? 0 : sequence;
      sequence = (number + 1) & 0xff;
      if (length >= Math.min(limit, maxFrame)) {
        // What a client still sends when its connection is closed would cost it the answer.
        if (first) await take(length);
        throw new SqlError(1153, '08S01', "Got a packet bigger than 'max_allowed_packet' bytes");
      }
      if (number !== expected) throw new SqlError(1156, '08S01', 'Got packets out of order');
      return take(length);
    },
    /** Resolves when the client has taken them, so that one that does not read makes us hold no more answers. */
    async send(...payloads: readonly Buffer[]): Promise<void> {
      const frames = framePackets(payloads, sequence);
      sequence = (sequence + frames.length) & 0xff;
      if (!socket.destroyed) await new Promise<unknown>((taken) => socket.write(Buffer.concat(frames), taken));
    },
  };
}
