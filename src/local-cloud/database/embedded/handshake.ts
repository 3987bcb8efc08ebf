import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { SqlError } from './errors.js';
import { readPayload, writeUnsigned } from './packets.js';

/** The two ways of proving a password; MySQL 8.4 offers the first by default. */
export type AuthPlugin = 'caching_sha2_password' | 'mysql_native_password';

/** What is kept of an account: never the password, only what each plugin needs to check a proof of it (hex). */
export interface Account {
  readonly user: string;
  readonly sha2: string;
  readonly native: string;
}

/** Bits of the client's and server's capabilities, as the protocol numbers them. */
export const capability = {
  connectWithDatabase: 1 << 3,
  protocol41: 1 << 9,
  secureConnection: 1 << 15,
  pluginAuth: 1 << 19,
  lengthEncodedAuth: 1 << 21,
  deprecateEof: 1 << 24,
};
// Beyond those used: long password, found rows, long flag, transactions.
const offered = Object.values(capability).reduce((all, bit) => all | bit, 0x1 | 0x2 | 0x4 | 0x2000);
const utf8mb4GeneralCi = 45;
const statusAutocommit = 2;

const hash = (algorithm: string, ...parts: readonly Uint8Array[]): Buffer => {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const xor = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]!));

/** Makes the stored form of an account: double digests, from which the password cannot be read. */
export function sealAccount(user: string, password: string): Account {
  const twice = (algorithm: string) => hash(algorithm, hash(algorithm, Buffer.from(password))).toString('hex');
  return { user, sha2: twice('sha256'), native: twice('sha1') };
}

/** A fresh 20-byte challenge without zero bytes, since the protocol ends texts with zero. */
export const challenge = (): Buffer => Buffer.from(randomBytes(20).map((byte) => (byte % 127) + 1));

/** The first packet of a connection (handshake v10). */
export function greet(version: string, connectionId: number, nonce: Buffer, plugin: AuthPlugin): Buffer {
  return Buffer.concat([
    Buffer.from([10]),
    Buffer.from(`${version}\0`),
    writeUnsigned(connectionId, 4),
    nonce.subarray(0, 8),
    Buffer.from([0]),
    writeUnsigned(offered & 0xffff, 2),
    Buffer.from([utf8mb4GeneralCi]),
    writeUnsigned(statusAutocommit, 2),
    writeUnsigned(offered >>> 16, 2),
    Buffer.from([nonce.length + 1]),
    Buffer.alloc(10),
    nonce.subarray(8),
    Buffer.from(`\0${plugin}\0`),
  ]);
}

/** What a client answers to the greeting. */
export interface Login {
  readonly capabilities: number;
  readonly user: string;
  readonly proof: Buffer;
  readonly database?: string;
  readonly plugin: string;
}

/** Reads a client's answer; a client older than protocol 4.1 is refused with 1251. */
export function readLogin(payload: Buffer): Login {
  const reader = readPayload(payload);
  const capabilities = reader.unsigned(4);
  const has = (bit: number) => (capabilities & bit) !== 0;
  if (!has(capability.protocol41) || !has(capability.secureConnection)) {
    throw new SqlError(1251, '08004', 'Client does not support authentication protocol requested by server');
  }
  reader.bytes(4 + 1 + 23);
  const user = reader.untilNul().toString();
  const proof = reader.bytes(has(capability.lengthEncodedAuth) ? reader.lengthEncoded() : reader.unsigned(1));
  const database = has(capability.connectWithDatabase) && reader.left() > 0 ? reader.untilNul().toString() : '';
  const named = has(capability.pluginAuth) && reader.left() > 0;
  const plugin = named ? reader.untilNul().toString() : 'mysql_native_password';
  return { capabilities, user, proof, plugin, ...(database && { database }) };
}

/** The packet that asks a client to prove itself again, by another plugin. */
export const switchPlugin = (plugin: AuthPlugin, nonce: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`\xfe${plugin}\0`, 'latin1'), nonce, Buffer.from([0])]);

/** Tells a `caching_sha2_password` client that its proof was enough; an OK packet follows. */
export const fastAuthSuccess = Buffer.from([1, 3]);

/** Whether the proof was made for this challenge with the account's password. */
export function isProof(account: Account, plugin: AuthPlugin, nonce: Buffer, proof: Buffer): boolean {
  if (plugin === 'caching_sha2_password') {
    const stored = Buffer.from(account.sha2, 'hex');
    if (proof.length !== 32) return false;
    return timingSafeEqual(hash('sha256', xor(proof, hash('sha256', stored, nonce))), stored);
  }
  const stored = Buffer.from(account.native, 'hex');
  if (proof.length !== 20) return false;
  return timingSafeEqual(hash('sha1', xor(proof, hash('sha1', nonce, stored))), stored);
}
