import { gunzipSync } from 'node:zlib';
import type { Service, ServiceName } from '../service.js';
import { type Branch, parseForm } from './form.js';
import { cborProtocol, formProtocol, jsonProtocol, type Protocol } from './protocol.js';
import { addressing } from './services.js';

/** An HTTP request, from a socket or straight from an SDK client. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** The largest body that is read, in bytes, after decompression; AWS's own limits are below it. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** A request that cannot even be laid at a service's door. */
export class Unreadable extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** A request whose service and operation are known. */
export interface Addressed {
  readonly service: Service;
  readonly operation: string;
  readonly protocol: Protocol;
}

/** The SDK hands over views that warn when they are copied whole: only their memory is looked at. */
function bytesOf(body: unknown): Buffer {
  if (body === undefined || body === null || body === '') return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new Unreadable(400, 'SerializationException', 'Only bodies that are in memory are read');
}

function bodyOf(request: WireRequest, header: (name: string) => string): Buffer {
  const raw = bytesOf(request.body);
  const large = () => new Unreadable(413, 'RequestEntityTooLarge', `The body exceeds ${MAX_BODY_BYTES} bytes`);
  if (raw.byteLength > MAX_BODY_BYTES) throw large();
  const encoding = header('content-encoding').toLowerCase();
  if (encoding === '' || encoding === 'identity' || encoding === 'aws-chunked') return raw;
  if (encoding !== 'gzip')
    throw new Unreadable(415, 'UnsupportedMediaType', `Content-Encoding ${encoding} is not read`);
  try {
    return gunzipSync(raw, { maxOutputLength: MAX_BODY_BYTES });
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw large();
    throw new Unreadable(400, 'SerializationException', 'The gzipped body could not be read');
  }
}

const absent = (what: string): never => {
  throw new Unreadable(501, 'NotImplemented', `The local cloud does not simulate ${what}`);
};

/** Who a request is meant for, by the scope that it is signed for: only to name it in an error. */
const scopeOf = (authorization: string): string =>
  /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization)?.[1] ?? 'an unknown service';

function queryString(request: WireRequest): string {
  return Object.entries(request.query ?? {})
    .flatMap(([key, value]) =>
      [value].flat().map((each) => `${encodeURIComponent(key)}=${encodeURIComponent(each ?? '')}`),
    )
    .join('&');
}

function formOf(request: WireRequest, body: string): Branch {
  const text = [queryString(request), body].filter((part) => part !== '').join('&');
  return parseForm(text);
}

/** Finds service, operation and protocol: a CBOR path, `X-Amz-Target`, or a form's `Version` and `Action`. Throws Unreadable. */
export function address(request: WireRequest, services: readonly Service[]): Addressed {
  const lower = new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value ?? '']));
  const header = (name: string): string => lower.get(name) ?? '';
  const body = bodyOf(request, header);
  const having = (what: string, fits: (name: ServiceName) => boolean): Service =>
    services.find(({ name }) => fits(name)) ?? absent(what);

  const path = /^\/service\/([^/]+)\/operation\/([^/]+)\/?$/.exec(request.path);
  if (path) {
    const [, target = '', operation = ''] = path;
    const service = having(target, (name) => addressing[name].target === target);
    return { service, operation, protocol: cborProtocol(service.name, body) };
  }
  const target = header('x-amz-target');
  if (target) {
    const [prefix = '', operation = ''] = target.split('.');
    const service = having(`${prefix} ${operation}`, (name) => addressing[name].target === prefix);
    const version = header('content-type').includes('json-1.0') ? '1.0' : '1.1';
    return { service, operation, protocol: jsonProtocol(service.name, version, body.toString()) };
  }
  const tree = formOf(request, header('content-type').startsWith('application/json') ? '' : body.toString());
  const [action, version] = ['Action', 'Version'].map((key) => tree.children?.get(key)?.value);
  // S3, Lambda and others name their operation by method and path.
  if (!action && (request.method !== 'POST' || request.path !== '/'))
    absent(`${scopeOf(header('authorization'))} ${request.method} ${request.path}`);
  if (!action) throw new Unreadable(400, 'MissingAction', 'The request names no operation');
  const service = having(
    `${scopeOf(header('authorization'))} ${action} (${version})`,
    (name) => addressing[name].form !== undefined && addressing[name].version === version,
  );
  return { service, operation: action, protocol: formProtocol(service.name, tree) };
}
