import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { SqlError } from './errors.js';
import { readPayload, writeUnsigned } from './packets.js';

const plugins = {
  caching_sha2_password: { algorithm: 'sha256', stored: 'sha2', storedFirst: true, length: 32 },
  mysql_native_password: { algorithm: 'sha1', stored: 'native', storedFirst: false, length: 20 },
} as const;

/** The two ways of proving a password; MySQL 8.4 offers the first by default. */
export type AuthPlugin = keyof typeof plugins;

/** What is kept of an account: never the password, only what each plugin needs to check a proof of it (hex). */
export interface Account {
  readonly user: string;
  readonly sha2: string;
  readonly native: string;
}

const [connectWithDatabase, protocol41, secureConnection, pluginAuth] = [1 << 3, 1 << 9, 1 << 15, 1 << 19];
// Beyond those read below: long password, found rows, long flag, transactions.
const offered = connectWithDatabase | protocol41 | secureConnection | pluginAuth | 0x1 | 0x2 | 0x4 | 0x2000;
const [utf8mb4, statusAutocommit] = [45, 2];

const hash = (algorithm: string, ...parts: readonly Uint8Array[]): Buffer =>
  createHash(algorithm).update(Buffer.concat(parts)).digest();

/** Makes the stored form of an account: double digests, from which the password cannot be read. */
export function sealAccount(user: string, password: string): Account {
  const twice = (algorithm: string) => hash(algorithm, hash(algorithm, Buffer.from(password))).toString('hex');
  return { user, sha2: twice('sha256'), native: twice('sha1') };
}

/** A fresh 20-byte challenge without zero bytes, since the protocol ends texts with zero. */
export const challenge = (): Buffer => Buffer.from(randomBytes(20).map((byte) => (byte % 127) + 1));

/** The first packet of a connection (handshake v10). */
export function greet(version: string, connectionId: number, nonce: Buffer, plugin: AuthPlugin): Buffer {
  const head = [Buffer.from(`\n${version}\0`), writeUnsigned(connectionId, 4), nonce.subarray(0, 8), Buffer.alloc(1)];
  const settings = [writeUnsigned(offered & 0xffff, 2), Buffer.from([utf8mb4, statusAutocommit, 0])];
  const rest = [writeUnsigned(offered >>> 16, 2), Buffer.from([nonce.length + 1]), Buffer.alloc(10), nonce.subarray(8)];
  return Buffer.concat([...head, ...settings, ...rest, Buffer.from(`\0${plugin}\0`)]);
}

/** What a client answers to the greeting. */
export type Login = ReturnType<typeof readLogin>;

/** Reads a client's answer; a client older than protocol 4.1 is refused with 1251. */
export function readLogin(payload: Buffer) {
  const reader = readPayload(payload);
  const capabilities = reader.unsigned(4);
  if (!(capabilities & protocol41) || !(capabilities & secureConnection))
    throw new SqlError(1251, '08004', 'Client does not support authentication protocol requested by server');
  reader.bytes(4 + 1 + 23);
  const user = reader.untilNul();
  const proof = reader.bytes(reader.unsigned(1));
  const database = capabilities & connectWithDatabase && reader.left() > 0 ? reader.untilNul() : '';
  const named = capabilities & pluginAuth && reader.left() > 0;
  return { user, proof, database, plugin: named ? reader.untilNul() : 'mysql_native_password' };
}

/** The packet that asks a client to prove itself again, by another plugin. */
export const switchPlugin = (plugin: AuthPlugin, nonce: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`\xfe${plugin}\0`, 'latin1'), nonce, Buffer.from([0])]);

/** Whether a proof has the form that the plugin, which must be one of ours, gives it. */
export const fitsPlugin = (plugin: string, proof: Buffer): plugin is AuthPlugin =>
  Object.hasOwn(plugins, plugin) && plugins[plugin as AuthPlugin].length === proof.length;

/** Whether the proof was made for this challenge with the account's password. */
export function isProof(account: Account, plugin: AuthPlugin, nonce: Buffer, proof: Buffer): boolean {
  const { algorithm, stored, storedFirst, length } = plugins[plugin];
  const kept = Buffer.from(account[stored], 'hex');
  if (proof.length !== length) return false;
  const mask = storedFirst ? hash(algorithm, kept, nonce) : hash(algorithm, nonce, kept);
  return timingSafeEqual(
    hash(
      algorithm,
      proof.map((byte, i) => byte ^ mask[i]!),
    ),
    kept,
  );
}
