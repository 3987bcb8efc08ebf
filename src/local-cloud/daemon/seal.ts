import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Keeps values unreadable within a JSON text. */
export interface Seal {
  /** Replaces the values, wherever they stand as whole strings, by their sealed form. */
  close(json: string, secrets: Iterable<string>): string;
  /** The reverse; throws when a seal is broken or of another key. */
  open(json: string): string;
}

const ALGORITHM = 'aes-256-gcm';
const sealed = /"sealed:v1:([A-Za-z0-9_-]+)"/g;

function readKey(file: string): Buffer {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}

/** A seal with the key in a file (0600), made on first use. It keeps secrets out of what is copied or shown, not from the user. */
export function createSeal(keyFile: string): Seal {
  const key = readKey(keyFile);
  // A value keeps its sealed form for as long as the process lives, so that an unchanged world is an unchanged text.
  const made = new Map<string, string>();

  function seal(value: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv(ALGORITHM, key, nonce);
    const content = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return `"sealed:v1:${Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64url')}"`;
  }

  function unseal(text: string): string {
    const bytes = Buffer.from(text, 'base64url');
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  }

  return {
    close(json, secrets) {
      let text = json;
      for (const secret of secrets) {
        const form = made.get(secret) ?? seal(secret);
        made.set(secret, form);
        text = text.replaceAll(JSON.stringify(secret), () => form);
      }
      return text;
    },
    open: (json) => json.replace(sealed, (_all, text: string) => JSON.stringify(unseal(text))),
  };
}
