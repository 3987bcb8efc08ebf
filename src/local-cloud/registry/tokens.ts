import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryFault } from './faults.js';

/** ECR's tokens end after 12 hours; milliseconds. */
const LIFETIME = 12 * 60 * 60 * 1000;

/** Issues and checks registry passwords. They are signed, not kept, so they outlive a restart. */
export interface Tokens {
  issue(): { user: string; password: string; expiresAt: number };
  /** Throws the registry's 401 when the Authorization header is absent, wrong or too old. */
  check(authorization: string | undefined): void;
}

/** Tokens signed with a key of this folder (mode 0600), made on first use. */
export function createTokens(folder: string, now: () => number): Tokens {
  const key = readKey(join(folder, 'token-key'));
  const sign = (expiresAt: string) => createHmac('sha256', key).update(expiresAt).digest('base64url');

  return {
    issue() {
      const expiresAt = now() + LIFETIME;
      return { user: 'AWS', password: `${expiresAt}.${sign(String(expiresAt))}`, expiresAt };
    },
    check(authorization) {
      const [user, password] = decode(authorization);
      if (password === undefined) throw refuse('UNAUTHORIZED', 'no basic auth credentials');
      const [expiresAt = '', signature = ''] = password.split('.');
      const expected = Buffer.from(sign(expiresAt));
      const given = Buffer.from(signature);
      if (user !== 'AWS' || given.length !== expected.length || !timingSafeEqual(given, expected))
        throw refuse('UNAUTHORIZED', 'Not Authorized');
      if (Number(expiresAt) <= now())
        throw refuse('DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
    },
  };
}

function readKey(path: string): Buffer {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 });
  return readFileSync(path);
}

function decode(authorization: string | undefined): [string, string | undefined] {
  const encoded = /^basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return ['', undefined];
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

function refuse(code: string, message: string): RegistryFault {
  return new RegistryFault(401, code, message, {
    'WWW-Authenticate': 'Basic realm="local",service="ecr.amazonaws.com"',
  });
}
