import { type Agent, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Clock } from '../../model/clock.js';
import { answerOwn, type OwnCode } from './answers.js';
import { headersForClient, headersForTarget } from './headers.js';
import type { BalancerMetrics } from './metrics.js';
import type { Target, TargetGroup } from './target-group.js';

/** What the forwarding of requests needs from its surroundings. */
export interface Forwarding {
  readonly agent: Agent;
  readonly metrics: BalancerMetrics;
  /** How long neither side may be silent, in milliseconds. */
  readonly idleTimeout: number;
  readonly clock: Clock;
}

/** How long ELB tries to connect to a target, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;

/** ELB's limit for the request line, in bytes. */
const LONGEST_URL = 16_384;

/** Hands one request to a target and the target's answer to the client, or answers in the load balancer's own name. */
export function forward(request: IncomingMessage, response: ServerResponse, group: TargetGroup, by: Forwarding): void {
  const { metrics } = by;
  metrics.requests++;
  const refuse = (code: OwnCode) => {
    metrics.ownCodes[code] = (metrics.ownCodes[code] ?? 0) + 1;
    // What is left of a body nobody reads would block the connection.
    if (!request.complete) {
      response.shouldKeepAlive = false;
      request.resume();
    }
    answerOwn(response, code);
  };
  const first = group.sticky?.choose(request.headers.cookie) ?? group.choose();
  if (request.headers.host === undefined && request.httpVersion !== '1.0') refuse(400);
  else if (request.method === 'TRACE') refuse(405);
  else if ((request.url?.length ?? 0) > LONGEST_URL) refuse(414);
  else if (!first) refuse(503);
  else relay(request, response, group, first, by, refuse);
}

/** Sends a request to its first target, and to another one if nobody listens there. */
function relay(
  request: IncomingMessage,
  response: ServerResponse,
  group: TargetGroup,
  first: Target,
  by: Forwarding,
  refuse: (code: OwnCode) => void,
): void {
  const { metrics } = by;

  const headers = headersForTarget(request, by.clock.now());
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  let current: { destroy(): unknown } | undefined;
  let answered = false;

  const tryInVain = () => {
    const trying = new AbortController();
    current = { destroy: () => trying.abort() };
    by.clock.sleep(CONNECT_TIMEOUT, trying.signal).then(
      () => {
        metrics.connectErrors++;
        answered = true;
        refuse(504);
      },
      () => {},
    );
  };

  const attempt = (target: Target, mayTurn: boolean) => {
    if (target.shutOff) return tryInVain();
    let connected = false;
    let timedOut = false;
    const outgoing = ask({
      agent: by.agent,
      host: target.id,
      port: target.port,
      method: request.method,
      path: request.url,
      headers: headers as never,
      timeout: by.idleTimeout,
      setHost: false,
    });
    current = outgoing;

    outgoing.on('socket', (socket) => {
      if (!socket.connecting) {
        connected = true;
        if (hasBody) request.pipe(outgoing);
        return;
      }
      // The body is taken from the client only once there is somebody to take it: so nothing is lost when nobody listens.
      socket.once('connect', () => {
        connected = true;
        if (hasBody) request.pipe(outgoing);
      });
    });
    outgoing.on('timeout', () => {
      timedOut = true;
      outgoing.destroy();
    });
    outgoing.on('response', (answer) => {
      answered = true;
      if (deliver(answer, response, metrics, group.sticky?.name(target))) return;
      outgoing.destroy();
      refuse(502);
    });
    outgoing.on('error', () => {
      request.unpipe(outgoing);
      if (answered) {
        request.resume();
        return;
      }
      if (!connected) {
        metrics.connectErrors++;
        const other = mayTurn && !timedOut ? group.choose(target) : undefined;
        if (other && other !== target) {
          attempt(other, false);
          return;
        }
      }
      answered = true;
      refuse(timedOut ? 504 : 502);
    });
    if (!hasBody) outgoing.end();
  };

  response.on('close', () => {
    if (response.writableFinished) return;
    if (!answered) metrics.clientClosed++;
    answered = true;
    current?.destroy();
  });
  attempt(first, true);
}

/** Streams a target's answer to the client; one that breaks off breaks the client's connection too. False: it has no valid head. */
function deliver(
  answer: IncomingMessage,
  response: ServerResponse,
  metrics: BalancerMetrics,
  cookies: readonly string[] | undefined,
): boolean {
  answer.on('error', () => response.destroy());
  const status = answer.statusCode ?? 502;
  try {
    // Node parses more than it writes (status 099, control characters in the reason), and throws at it.
    const headers = headersForClient(answer);
    if (cookies) headers.push(...cookies);
    response.writeHead(status, answer.statusMessage ?? '', headers);
  } catch {
    answer.removeAllListeners('error').on('error', () => {});
    return false;
  }
  const kind = Math.floor(status / 100);
  metrics.targetCodes[kind] = (metrics.targetCodes[kind] ?? 0) + 1;
  answer.on('data', (chunk: Buffer) => {
    if (!response.write(chunk)) {
      answer.pause();
      response.once('drain', () => answer.resume());
    }
  });
  answer.on('end', () => response.end());
  return true;
}
