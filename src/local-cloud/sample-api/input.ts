import type { IncomingMessage } from 'node:http';
import type { PersonFields } from './persons.js';

/** A refusal with its HTTP status; its message goes to the caller. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The largest body that is read, in bytes. */
const maxBody = 64 * 1024;

/** Reads a JSON body; 413 when it is too long, 400 when it is not JSON in UTF-8. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const tooLong = () => new Refusal(413, `the body is longer than ${maxBody} bytes`, { connection: 'close' });
  if (Number(request.headers['content-length'] ?? 0) > maxBody) throw tooLong();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > maxBody) throw tooLong();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, 'the body is not JSON in UTF-8');
  }
}

/** Checks what is said of a person; 400 with the field at fault. */
export function readPerson(body: unknown): PersonFields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Refusal(400, 'the body must be an object with name, and perhaps email and phone');
  }
  const fields = body as Record<string, unknown>;
  const text = (field: string, longest: number): string | null => {
    const value = fields[field] ?? null;
    if (value === null) return null;
    if (typeof value !== 'string') throw new Refusal(400, `${field} must be a text`);
    if ([...value].length > longest) throw new Refusal(400, `${field} must not be longer than ${longest} characters`);
    if (value.includes('\0') || /\p{Surrogate}/u.test(value))
      throw new Refusal(400, `${field} holds characters that are none`);
    return value;
  };
  const name = text('name', 100);
  if (!name?.trim()) throw new Refusal(400, 'name is required');
  const email = text('email', 255);
  if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refusal(400, 'email must look like name@host');
  return { name, email, phone: text('phone', 50) };
}

/** Reads a whole number between 1 and `most` from the query; 400 otherwise. */
export function readCount(query: URLSearchParams, name: string, fallback: number, most: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new Refusal(400, `${name} must be a whole number from 1 on`);
  return Math.min(Number(text), most);
}
