import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.js';

/** Clients that are kept waiting for an answer that never comes, as those are whose packets a security group drops. */
export interface Silence {
  keep(socket: Socket): void;
  /** Lets a client of before go on. */
  release(socket: Socket): void;
}

/** So long a Linux client asks by default for a connection that nothing answers, in milliseconds: 6 repeats, 1 s and doubling. */
const PATIENCE = 127_000;

/** More than that many at once are not kept, the oldest goes first. */
const MOST = 100;

/** An empty silence; the sockets in it are closed as soon as a client's own patience would have ended. */
export function createSilence(clock: Clock, most = MOST): Silence {
  const kept = new Map<Socket, AbortController>();
  const release = (socket: Socket) => {
    kept.get(socket)?.abort();
    kept.delete(socket);
  };
  return {
    release,
    keep(socket) {
      if (kept.has(socket) || socket.destroyed) return;
      const ending = new AbortController();
      kept.set(socket, ending);
      socket.once('close', () => release(socket));
      clock.sleep(PATIENCE, ending.signal).then(
        () => socket.destroy(),
        () => {},
      );
      const [oldest] = kept.keys();
      if (kept.size > most) oldest?.destroy();
    },
  };
}
