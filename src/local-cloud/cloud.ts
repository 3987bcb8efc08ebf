import { randomUUID } from 'node:crypto';
import { Refusal } from './refuse.js';
import type { Context, Service, ServiceName } from './service.js';
import { type Failure, failureOf } from './wire/failure.js';
import { Problem } from './wire/problem.js';
import type { Protocol, WireResponse } from './wire/protocol.js';
import { refusalOf } from './wire/refusals.js';
import { type Addressed, address, Unreadable, type WireRequest } from './wire/request.js';
import { type OperationShape, operationOf } from './wire/shapes.js';
import { escapeXml } from './wire/xml.js';
import type { World } from './world.js';

/** One call, as it is told to the request log and to the weather. */
export interface Call {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** One answered call. `error` is the code that the client sees; `fault` is a defect of the local cloud itself. */
export interface LoggedCall extends Call {
  readonly at: number;
  readonly status: number;
  readonly error?: string;
  readonly fault?: unknown;
}

/** What goes wrong with one call on the way: it never arrives, its answer is lost, or AWS refuses it. */
export type Interference = 'lose-request' | 'lose-answer' | Refusal;

/** What a cloud is made of. */
export interface CloudOptions {
  readonly world: World;
  readonly services: readonly Service[];
  /** Called once per answered call, also for refused ones. */
  readonly onCall?: (call: LoggedCall) => void;
  /** Asked before each well-formed call. */
  readonly interfere?: (call: Call) => Interference | undefined;
}

/** The `requestHandler` of an SDK client. */
export interface RequestHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: WireRequest): Promise<{ response: WireResponse }>;
  destroy(): void;
}

/** The local cloud's front: whole HTTP requests in, whole answers out. */
export interface Cloud {
  readonly world: World;
  /** Rejects only with a ConnectionLost; everything else is an answer. */
  handle(request: WireRequest): Promise<WireResponse>;
  readonly requestHandler: RequestHandler;
  /** Lets every service catch up with the time. */
  tick(): void;
}

/** The connection broke, as the SDK sees a broken socket (it tries again). */
export class ConnectionLost extends Error {
  readonly code = 'ECONNRESET';
  constructor(readonly lost: 'request' | 'answer') {
    super('socket hang up');
    this.name = 'ConnectionLost';
  }
}

/** Services move each other (a task, then its target, then the alarm): this many rounds at most for one tick. */
const MAX_ROUNDS = 20;

const plain = (problem: Unreadable, requestId: string): WireResponse => {
  const body = Buffer.from(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${problem.code}</Code><Message>${escapeXml(problem.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
  return {
    statusCode: problem.status,
    headers: {
      'content-type': 'text/xml;charset=UTF-8',
      'content-length': String(body.byteLength),
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': problem.code,
    },
    body,
  };
};

/** An operation that AWS does not know is told apart from one that only the local cloud does not know. */
function shapeOf({ service, operation, protocol }: Addressed): OperationShape {
  const shape = operationOf(service.sdk, operation);
  if (!shape) {
    const code = protocol.form ? 'InvalidAction' : 'UnknownOperationException';
    throw new Refusal(code, `${service.name} has no operation ${operation.slice(0, 100)}`, 400);
  }
  if (!Object.hasOwn(service.operations, operation)) {
    throw new Refusal('NotImplemented', `The local cloud does not simulate ${service.name} ${operation}`, 501);
  }
  return shape;
}

function readInput(protocol: Protocol, shape: OperationShape, service: ServiceName): Record<string, unknown> {
  try {
    return protocol.read(shape);
  } catch (problem) {
    if (problem instanceof Problem) throw refusalOf(service, protocol.form, problem);
    if (problem instanceof RangeError) throw refusalOf(service, protocol.form, new Problem('malformed', ''));
    throw problem;
  }
}

/** Makes a cloud of services over one world. It opens no socket and starts no timer. */
export function createCloud({ world, services, onCall, interfere }: CloudOptions): Cloud {
  const ticking = services.filter((service) => service.tick);

  function tick(): void {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      let moved = false;
      for (const service of ticking) moved = service.tick!(world) || moved;
      if (!moved) return;
    }
  }

  async function answer(addressed: Addressed, requestId: string): Promise<WireResponse> {
    const { service, operation, protocol } = addressed;
    let input: Record<string, unknown> = {};
    const log = (status: number, failure?: Failure, fault?: unknown) =>
      onCall?.({
        service: service.name,
        operation,
        input,
        at: world.now(),
        status,
        ...(failure && { error: protocol.form ? failure.code : failure.name }),
        ...(fault !== undefined && { fault }),
      });
    try {
      const shape = shapeOf(addressed);
      input = readInput(protocol, shape, service.name);
      const interference = interfere?.({ service: service.name, operation, input });
      if (interference === 'lose-request') throw new ConnectionLost('request');
      if (interference instanceof Refusal) throw interference;
      tick();
      const handler = service.operations[operation] as (given: object, ctx: Context) => object | Promise<object>;
      const output = await handler(input, { world, requestId });
      const response = protocol.answer(shape, output as Record<string, unknown>, requestId);
      log(200);
      if (interference === 'lose-answer') throw new ConnectionLost('answer');
      return response;
    } catch (thrown) {
      if (thrown instanceof ConnectionLost) throw thrown;
      const failure = failureOf(service.sdk, thrown, protocol.form);
      log(failure.status, failure, failure.name === 'InternalFailure' ? thrown : undefined);
      return protocol.fail(failure, requestId);
    }
  }

  async function handle(request: WireRequest): Promise<WireResponse> {
    const requestId = randomUUID();
    let addressed: Addressed;
    try {
      addressed = address(request, services);
    } catch (thrown) {
      if (thrown instanceof Unreadable) return plain(thrown, requestId);
      if (thrown instanceof Problem) {
        return plain(
          new Unreadable(400, 'MalformedQueryString', 'The query string contains a syntax error'),
          requestId,
        );
      }
      throw thrown;
    }
    return await answer(addressed, requestId);
  }

  const requestHandler: RequestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request) => ({ response: await handle(request) }),
    destroy: () => undefined,
  };
  return { world, handle, requestHandler, tick };
}
