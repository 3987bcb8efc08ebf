import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { renderOwn } from './answers.js';
import { type Forwarding, forward } from './forward.js';
import type { TargetGroup } from './target-group.js';

/** ELB's limit for the whole header of a request, in bytes. */
const MAX_HEADER = 65_536;

/** How long clients may be silent from now on, in milliseconds. */
export function allowSilence(server: Server, idleTimeout: number): void {
  server.keepAliveTimeout = idleTimeout;
  server.headersTimeout = Math.max(idleTimeout, 1000);
}

/** A server that takes clients' connections; `group` names the target group of the moment, or none while there is no listener. */
export function createFront(group: () => TargetGroup | undefined, by: Forwarding): Server {
  const server = createServer(
    // A request without Host is refused in the load balancer's own name, not in Node's.
    { requestTimeout: 0, maxHeaderSize: MAX_HEADER, requireHostHeader: false },
    (request, response) => {
      const target = group();
      if (target) forward(request, response, target, by);
      else request.socket.destroy();
    },
  );
  allowSilence(server, by.idleTimeout);
  // A balancer without a listener holds its port but takes no connection.
  server.on('connection', (socket) => {
    if (!group()) socket.destroy();
  });
  server.on('clientError', (_error: Error, stream) => {
    const socket = stream as Socket;
    if (!socket.writable || socket.bytesWritten > 0) {
      socket.destroy();
      return;
    }
    by.metrics.ownCodes[400] = (by.metrics.ownCodes[400] ?? 0) + 1;
    socket.end(renderOwn(400));
  });
  return server;
}
