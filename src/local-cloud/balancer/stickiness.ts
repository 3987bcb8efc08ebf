import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Cookies that keep a client with one target. Only who made them can read them, so they end with the process, as ELB's end with a rotated key. */
export interface Stickiness {
  /** The target that a request's Cookie header names; none when it names none, or did so longer ago than that many seconds. */
  read(cookies: string | undefined, seconds: number): string | undefined;
  /** The Set-Cookie headers that name a target, as a flat list. */
  write(target: string): string[];
}

/** How long a browser keeps the cookie; how long it counts is a matter of its content (AWS: seven days, whatever the duration is). */
const KEPT = 7 * 24 * 3600 * 1000;

const COOKIE = /(?:^|;)\s*AWSALB(?:CORS)?=([A-Za-z0-9+/=]+)/g;

/** Stickiness under a key of its own. */
export function createStickiness(now: () => number): Stickiness {
  const key = randomBytes(16);

  const seal = (text: string): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-128-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  };

  const unseal = (value: string): string | undefined => {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.length < 28) return undefined;
    try {
      const decipher = createDecipheriv('aes-128-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  };

  return {
    read(cookies, seconds) {
      for (const [, value] of (cookies ?? '').matchAll(COOKIE)) {
        const [at, target] = unseal(value!)?.split(' ') ?? [];
        if (target !== undefined && now() < Number(at) + seconds * 1000) return target;
      }
      return undefined;
    },
    write(target) {
      const value = seal(`${now()} ${target}`);
      const rest = `Expires=${new Date(now() + KEPT).toUTCString()}; Path=/`;
      return [
        'Set-Cookie',
        `AWSALB=${value}; ${rest}`,
        'Set-Cookie',
        // Without Secure, as the listener speaks plain HTTP.
        `AWSALBCORS=${value}; ${rest}; SameSite=None`,
      ];
    },
  };
}
