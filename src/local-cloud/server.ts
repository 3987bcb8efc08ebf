import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cloud, ConnectionLost } from './cloud.js';
import { MAX_BODY_BYTES } from './wire/request.js';

/** A cloud that listens. */
export interface CloudServer {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  readonly port: number;
  /** Stops listening and ends every connection. */
  close(): Promise<void>;
}

/** The body, or undefined when it is too large; what is beyond the limit is not kept. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

/**
 * Why a request is not even looked at. A web page may send requests to this address too, but it can neither put on an
 * Authorization header (without being asked first, and no answer allows it) nor, from a name of its own that points here,
 * hide that name.
 */
function objectionTo({ headers, url }: IncomingMessage): string | undefined {
  const host = headers.host?.replace(/:\d+$/, '') ?? '';
  if (host !== '127.0.0.1' && host !== 'localhost' && !host.endsWith('.localhost')) return 'InvalidHost';
  // the daemon's own routes ask for a token in a header of theirs
  if (url?.startsWith('/_local/')) return undefined;
  return headers.authorization ? undefined : 'MissingAuthenticationToken';
}

async function serve(cloud: Cloud, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (!body) {
    response.writeHead(413, { 'content-type': 'text/plain' }).end('RequestEntityTooLarge\n');
    return;
  }
  const objection = objectionTo(request);
  if (objection) {
    response.writeHead(403, { 'content-type': 'text/plain', 'x-amzn-errortype': objection }).end(`${objection}\n`);
    return;
  }
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://127.0.0.1')) {
    response.writeHead(400, { 'content-type': 'text/plain' }).end('BadRequest\n');
    return;
  }
  const url = new URL(target, 'http://127.0.0.1');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const query = Object.fromEntries(url.searchParams);
  const answer = await cloud.handle({ method: request.method ?? 'GET', path: url.pathname, query, headers, body });
  response.writeHead(answer.statusCode, answer.headers).end(answer.body);
}

/** Serves a cloud over HTTP on 127.0.0.1; port 0 takes a free one. Rejects when the port is taken. */
export async function startServer(cloud: Cloud, port = 0): Promise<CloudServer> {
  const server = createServer((request, response) => {
    serve(cloud, request, response).catch((problem: unknown) => {
      if (problem instanceof ConnectionLost || response.headersSent) request.socket.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('InternalFailure\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    endpoint: `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
