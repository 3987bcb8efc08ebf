import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Refusal, readCount, readJson, readPerson } from './input.js';
import type { Persons } from './persons.js';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the API needs: its table, its own name, and where its lines of log go. */
export interface ApiOptions {
  readonly persons: Persons;
  readonly servedBy: string;
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

const mostRows = 100;
const mostBurn = 1000;
const slice = 5;

/** Uses CPU for `milliseconds`, in slices, so that other requests (a health check above all) are answered meanwhile. */
async function burn(milliseconds: number, request: IncomingMessage): Promise<void> {
  for (let used = 0; used < milliseconds && !request.destroyed; ) {
    const start = performance.now();
    while (performance.now() - start < Math.min(slice, milliseconds - used)) Math.sqrt(start);
    used += performance.now() - start;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const listPath = /^\/(?:api\/persons|persons|users)\/?$/;
const onePath = /^\/(?:api\/persons|persons|users)\/([^/]+)$/;

const wrongMethod = (...allowed: readonly string[]): Refusal =>
  new Refusal(405, `only ${allowed.join(', ')} here`, { allow: allowed.join(', ') });

async function answer(request: IncomingMessage, url: URL, { persons, servedBy }: ApiOptions): Promise<Answer> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  const path = url.pathname;
  if (path === '/' || path === '/health' || path === '/api/health') {
    if (method !== 'GET') throw wrongMethod('GET');
    return { status: 200, body: { status: 'ok', service: 'meibo sample API', servedBy } };
  }
  if (path === '/burn') {
    if (method !== 'GET') throw wrongMethod('GET');
    const milliseconds = readCount(url.searchParams, 'ms', 100, mostBurn);
    await burn(milliseconds, request);
    return { status: 200, body: { burned: milliseconds, servedBy } };
  }
  if (listPath.test(path)) {
    if (method === 'GET')
      return { status: 200, body: await persons.list(readCount(url.searchParams, 'limit', mostRows, mostRows)) };
    if (method !== 'POST') throw wrongMethod('GET', 'POST');
    const made = await persons.create(readPerson(await readJson(request)));
    return { status: 201, body: made, headers: { location: `/api/persons/${made.id}` } };
  }
  const given = onePath.exec(path)?.[1];
  if (given === undefined) throw new Refusal(404, `there is nothing at ${path}`);
  if (!/^\d{1,10}$/.test(given)) throw new Refusal(400, 'the id must be a whole number');
  const id = Number(given);
  const missing = () => new Refusal(404, `there is no person ${id}`);
  if (method === 'DELETE') {
    if (!(await persons.remove(id))) throw missing();
    return { status: 204 };
  }
  if (method !== 'GET' && method !== 'PUT') throw wrongMethod('GET', 'PUT', 'DELETE');
  const found =
    method === 'GET' ? await persons.find(id) : await persons.update(id, readPerson(await readJson(request)));
  if (!found) throw missing();
  return { status: 200, body: found };
}

function refuse(error: unknown, { log }: ApiOptions): Answer {
  if (error instanceof Refusal) return { status: error.status, body: { error: error.message }, headers: error.headers };
  const { code, errno, fatal } = error as { code?: string; errno?: number; fatal?: boolean };
  const away =
    fatal === true || (errno === undefined && code !== undefined) || /^(ECONN|ETIMEDOUT|PROTOCOL_)/.test(code ?? '');
  log({ level: 'error', code: code ?? (error as Error).name, message: (error as Error).message });
  return away
    ? { status: 503, body: { error: 'the database does not answer' } }
    : { status: 500, body: { error: 'it could not be done' } };
}

function send(response: ServerResponse, { status, body, headers }: Answer, servedBy: string): void {
  const text = body === undefined ? '' : `${JSON.stringify(body)}\n`;
  const type =
    body === undefined
      ? {}
      : { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, { ...type, 'cache-control': 'no-store', 'x-served-by': servedBy, ...headers });
  response.end(text);
}

/** The API as an HTTP server; the caller makes it listen. One line of log per request, without bodies. */
export function createApi(options: ApiOptions): Server {
  const server = createServer(async (request, response) => {
    const start = performance.now();
    // A path that is no path (as `//`) must not end the process.
    const url = URL.canParse(request.url ?? '', 'http://api')
      ? new URL(request.url!, 'http://api')
      : new URL('http://api/%00');
    response.once('close', () => {
      const milliseconds = Math.round((performance.now() - start) * 10) / 10;
      const { servedBy, log } = options;
      log({
        level: 'info',
        method: request.method,
        path: url.pathname,
        status: response.statusCode,
        milliseconds,
        servedBy,
      });
    });
    const result = await answer(request, url, options).catch((error) => refuse(error, options));
    // Once it stops, a connection that is kept alive would keep the process alive too.
    if (!server.listening) response.setHeader('connection', 'close');
    send(response, result, options.servedBy);
    // What was not read of a body must not be taken for the next request.
    if (!request.complete) request.resume();
  });
  return server;
}
