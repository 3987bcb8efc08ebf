import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Headers that mean one connection only, in lower case (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const FORWARDED = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-port', 'x-amzn-trace-id', 'expect']);

const lowered = new Map<string, string>();

/** Header names come from a small set: looking them up is cheaper than lower-casing each anew. */
function lower(name: string): string {
  const known = lowered.get(name);
  if (known !== undefined) return known;
  const made = name.toLowerCase();
  if (lowered.size < 1000 && name.length < 64) lowered.set(name, made);
  return made;
}

function namedByConnection(value: string | undefined): ReadonlySet<string> | undefined {
  if (value === undefined || value === 'keep-alive' || value === 'close') return undefined;
  return new Set(value.split(',').map((name) => name.trim().toLowerCase()));
}

const tracePrefix = randomBytes(8).toString('hex');
let traced = 0;

/** An `X-Amzn-Trace-Id` root in ELB's form: version, seconds in hexadecimal, 24 hexadecimal digits. */
function makeTrace(now: number): string {
  traced = (traced + 1) % 0xffffffff;
  const seconds = Math.floor(now / 1000).toString(16);
  return `1-${seconds}-${tracePrefix}${traced.toString(16).padStart(8, '0')}`;
}

/** The headers a target gets, as a flat list: hop-by-hop ones left out, `X-Forwarded-*` and the trace id as the ALB writes them. */
export function headersForTarget(request: IncomingMessage, now: number): string[] {
  const raw = request.rawHeaders;
  const known = request.headers;
  const named = namedByConnection(known.connection);
  const out: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = lower(raw[i]!);
    if (HOP_BY_HOP.has(name) || FORWARDED.has(name) || named?.has(name)) continue;
    out.push(raw[i]!, raw[i + 1]!);
  }
  // HTTP/1.0 knows no Host, but the target is asked by HTTP/1.1: it gets the load balancer's own name.
  if (known.host === undefined) out.push('Host', `${request.socket.localAddress}:${request.socket.localPort}`);
  const before = known['x-forwarded-for'];
  const client = request.socket.remoteAddress ?? '';
  const trace = known['x-amzn-trace-id'] as string | undefined;
  const own = makeTrace(now);
  out.push(
    'X-Forwarded-For',
    before === undefined ? client : `${before}, ${client}`,
    'X-Forwarded-Proto',
    'http',
    'X-Forwarded-Port',
    String(request.socket.localPort ?? ''),
    'X-Amzn-Trace-Id',
    trace?.includes('Root=') ? `Self=${own};${trace}` : `Root=${own}`,
  );
  if (known['transfer-encoding'] !== undefined) out.push('Transfer-Encoding', 'chunked');
  else if (known['content-length'] === undefined && expectsBody(request.method)) out.push('Content-Length', '0');
  return out;
}

/** A request with such a method and no length would otherwise be sent chunked by Node. */
function expectsBody(method: string | undefined): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH';
}

/** The headers a client gets from a target's answer, as a flat list. */
export function headersForClient(answer: IncomingMessage): string[] {
  const raw = answer.rawHeaders;
  const named = namedByConnection(answer.headers.connection);
  const out: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = lower(raw[i]!);
    if (!HOP_BY_HOP.has(name) && !named?.has(name)) out.push(raw[i]!, raw[i + 1]!);
  }
  return out;
}
