import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Address } from '../../../src/local-cloud/database/address.js';

const sha1 = (...parts: Buffer[]) => createHash('sha1').update(Buffer.concat(parts)).digest();

/** A packet with its header; `length` may lie. */
export function frame(payload: Buffer, sequence = 0, length = payload.length): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(length, 0, 3);
  header[3] = sequence;
  return Buffer.concat([header, payload]);
}

/** The proof of `mysql_native_password`. */
export function proveNatively(password: string, nonce: Buffer): Buffer {
  const once = sha1(Buffer.from(password));
  const mask = sha1(nonce, sha1(once));
  return Buffer.from(once.map((byte, i) => byte ^ mask[i]!));
}

/** A login with protocol 4.1, secure connection and a named plugin. */
export function writeLogin(user: string, proof: Buffer, plugin = 'mysql_native_password'): Buffer {
  const flags = Buffer.alloc(32);
  flags.writeUInt32LE((1 << 9) | (1 << 15) | (1 << 19));
  return Buffer.concat([
    flags,
    Buffer.from(`${user}\0`),
    Buffer.from([proof.length]),
    proof,
    Buffer.from(`${plugin}\0`),
  ]);
}

/** A connection on which a test says what it likes. */
export async function openRaw({ address, port }: Address) {
  const socket: Socket = connect({ host: address, port });
  let held = Buffer.alloc(0);
  let ended = false;
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    ended = true;
  });
  /** The next packet's payload and number, or `undefined` when the server closed. */
  const receive = async (): Promise<{ payload: Buffer; sequence: number } | undefined> => {
    while (held.length < 4 || held.length < 4 + held.readUIntLE(0, 3)) {
      if (ended) return undefined;
      await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => {});
    }
    const length = held.readUIntLE(0, 3);
    const packet = { payload: Buffer.from(held.subarray(4, 4 + length)), sequence: held[3]! };
    held = held.subarray(4 + length);
    return packet;
  };
  const greeting = (await receive())?.payload ?? Buffer.alloc(0);
  const version = greeting.indexOf(0);
  const nonce = Buffer.concat([
    greeting.subarray(version + 5, version + 13),
    greeting.subarray(version + 32, version + 44),
  ]);
  const send = (bytes: Buffer) => socket.write(bytes);
  return {
    greeting,
    nonce,
    send,
    receive,
    /** Resolves when the server has closed. */
    async closed(): Promise<void> {
      if (!ended) await once(socket, 'close');
    },
    isClosed: () => ended,
    async logIn(user: string, password: string): Promise<void> {
      send(frame(writeLogin(user, proveNatively(password, nonce)), 1));
      const answer = await receive();
      if (answer?.payload[0] !== 0) throw new Error(`not let in: ${answer?.payload.toString()}`);
    },
    end: () => socket.destroy(),
  };
}
