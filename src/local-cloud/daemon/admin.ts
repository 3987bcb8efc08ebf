import { timingSafeEqual } from 'node:crypto';
import type { Cloud } from '../cloud.js';
import type { WireResponse } from '../wire/protocol.js';
import type { WireRequest } from '../wire/request.js';

/** What the routes below `/_local/` do. */
export interface Admin {
  readonly token: string;
  /** Facts for `GET /_local/status`. */
  status(): object;
  /** What stands in the world: `POST /_local/leave` stops it only when that is nothing. */
  inhabitants(): readonly string[];
  /** Asked by `POST /_local/stop` and, for good, `leave`; answered before it is over. */
  stop(forGood: boolean): void;
}

/** The header that carries the token of the endpoint file. */
export const TOKEN_HEADER = 'x-local-token';

const answer = (statusCode: number, content: object): WireResponse => {
  const body = Buffer.from(`${JSON.stringify(content)}\n`);
  return { statusCode, headers: { 'content-type': 'application/json', 'content-length': String(body.length) }, body };
};

function isToken(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A cloud with routes for its own keeping, for who has the token of the endpoint file. */
export function withAdmin(cloud: Cloud, admin: Admin): Cloud {
  async function handle(request: WireRequest): Promise<WireResponse> {
    const { headers, path, method } = request;
    if (!path.startsWith('/_local/')) return await cloud.handle(request);
    if (!isToken(headers[TOKEN_HEADER] ?? '', admin.token)) return answer(403, { error: 'forbidden' });
    if (method === 'GET' && path === '/_local/status') return answer(200, admin.status());
    const left = path === '/_local/leave' ? admin.inhabitants() : [];
    if (method === 'POST' && left.length > 0) return answer(409, { left });
    if (method === 'POST' && (path === '/_local/stop' || path === '/_local/leave')) {
      admin.stop(path === '/_local/leave');
      return answer(202, { stopping: true });
    }
    return answer(404, { error: 'not found' });
  }
  return { ...cloud, handle };
}
