import { Agent, request as askHttp, type IncomingMessage } from 'node:http';
import { request as askHttps, Agent as TlsAgent } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { ImageFault } from './fault.js';

/** One request; a stream needs its length. */
export interface Ask {
  readonly url: URL;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | { readonly length: number; open(): Readable };
  readonly signal?: AbortSignal;
}

/** An answer whose body is still to be read (or drained). */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: IncomingMessage;
}

/** Connections to registries, kept open between requests. */
export interface Http {
  /** Rejects with `registry-unreachable` when the connection fails; any status is an answer. */
  ask(what: Ask): Promise<Answer>;
  close(): void;
}

/** How long a registry may be silent, in milliseconds. */
const SILENCE = 60_000;

/** Opens nothing yet; close it in the end. */
export function createHttp(): Http {
  const plain = new Agent({ keepAlive: true });
  const tls = new TlsAgent({ keepAlive: true });
  return {
    ask: ({ url, method = 'GET', headers = {}, body, signal }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? (method === 'GET' || method === 'HEAD' ? undefined : 0) : body.length;
        const options = {
          method,
          headers: {
            'User-Agent': 'meibo-infra',
            ...headers,
            ...(length === undefined ? {} : { 'Content-Length': length }),
          },
          timeout: SILENCE,
          signal,
        };
        const request =
          url.protocol === 'https:'
            ? askHttps(url, { ...options, agent: tls })
            : askHttp(url, { ...options, agent: plain });
        let answered = false;
        request.on('response', (response) => {
          answered = true;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response });
        });
        request.on('timeout', () => request.destroy(new Error('timeout')));
        request.on('error', (cause: NodeJS.ErrnoException) => {
          if (signal?.aborted) reject(signal.reason);
          else if (!answered)
            reject(
              new ImageFault('registry-unreachable', { host: url.host, cause: cause.code ?? cause.message }, { cause }),
            );
        });
        if (body === undefined || Buffer.isBuffer(body)) request.end(body);
        else
          pipeline(body.open(), request, (error) => {
            // A refused upload is closed by the server after its answer; the answer tells more.
            if (error && !answered) request.destroy(error);
          });
      }),
    close() {
      plain.destroy();
      tls.destroy();
    },
  };
}

/** Reads a small body as text; throws `registry-refused` when it is not small. */
export async function readText(answer: Answer, most = 4 * 1024 * 1024): Promise<string> {
  return (await readBytes(answer, most)).toString();
}

/** Reads a small body; throws `registry-refused` when it is not small. */
export async function readBytes(answer: Answer, most = 4 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new ImageFault('registry-refused', { status: answer.status, reason: 'answer too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
