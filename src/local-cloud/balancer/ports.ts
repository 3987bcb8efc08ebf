import type { Server } from 'node:net';

/** Where chosen ports are kept between runs, so that an address that was handed out stays good. */
export interface PortMemory {
  get(key: string): number | undefined;
  set(key: string, port: number): void;
}

/** A memory that ends with the process. */
export function createPortMemory(): PortMemory {
  const ports = new Map<string, number>();
  return { get: (key) => ports.get(key), set: (key, port) => void ports.set(key, port) };
}

const PORTS_TRIED = 1000;

/** Lets a server listen on the remembered port, else on the preferred one, else on the next free one; the port is remembered. */
export async function listenNear(
  server: Server,
  want: { host: string; preferred: number; key: string; memory: PortMemory },
): Promise<number> {
  const remembered = want.memory.get(want.key);
  const candidates = Array.from({ length: PORTS_TRIED }, (_, i) => want.preferred + i).filter((port) => port <= 65_535);
  for (const port of remembered === undefined ? candidates : [remembered, ...candidates]) {
    if (!(await tryListen(server, want.host, port))) continue;
    if (port !== remembered) want.memory.set(want.key, port);
    return port;
  }
  throw new Error(`no free port from ${want.preferred} upwards`);
}

/** Binds, or tells by `false` that the port is somebody else's; rejects on any other fault. */
function tryListen(server: Server, host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => {
      server.off('listening', accept);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    };
    const accept = () => {
      server.off('error', refuse);
      resolve(true);
    };
    server.once('error', refuse).once('listening', accept);
    server.listen(port, host);
  });
}
