import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { renderOwn } from './answers.js';
import { type Forwarding, forward } from './forward.js';
import { createSilence } from './silence.js';
import type { TargetGroup } from './target-group.js';

/** ELB's limit for the whole header of a request, in bytes. */
const MAX_HEADER = 65_536;

/** How long clients may be silent from now on, in milliseconds. */
export function allowSilence(server: Server, idleTimeout: number): void {
  server.keepAliveTimeout = idleTimeout;
  server.headersTimeout = Math.max(idleTimeout, 1000);
}

/** Where a front leads to at a moment: nowhere while there is no listener. */
export interface Behind {
  readonly group: TargetGroup;
  /** No client is let in. */
  readonly shut: boolean;
}

/** A server that takes clients' connections to what is behind it at the moment. */
export function createFront(look: () => Behind | undefined, by: Forwarding): Server {
  const silence = createSilence(by.clock);
  const server = createServer(
    // A request without Host is refused in the load balancer's own name, not in Node's.
    { requestTimeout: 0, maxHeaderSize: MAX_HEADER, requireHostHeader: false },
    (request, response) => {
      const behind = look();
      if (!behind) request.socket.destroy();
      else if (behind.shut) silence.keep(request.socket);
      else {
        silence.release(request.socket);
        forward(request, response, behind.group, by);
      }
    },
  );
  allowSilence(server, by.idleTimeout);
  // A balancer without a listener holds its port but takes no connection.
  server.on('connection', (socket) => {
    const behind = look();
    if (!behind) socket.destroy();
    else if (behind.shut) silence.keep(socket);
  });
  // Left to itself, Node tells a client to go on with its body before anybody has looked at the request.
  server.on('checkContinue', (request, response) => {
    if (!look()?.shut) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('clientError', (_error: Error, stream) => {
    const socket = stream as Socket;
    if (look()?.shut) return silence.keep(socket);
    if (!socket.writable || socket.bytesWritten > 0) {
      socket.destroy();
      return;
    }
    by.metrics.ownCodes[400] = (by.metrics.ownCodes[400] ?? 0) + 1;
    socket.end(renderOwn(400));
  });
  return server;
}
