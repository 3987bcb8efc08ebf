import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ListenOptions, Server, Socket, TcpSocketConnectOpts } from 'node:net';
import { join } from 'node:path';

/** Where a program is to listen that thinks it is alone in its container. */
export interface ListenPlace {
  readonly address: string;
  readonly port: number;
  /** The port that the task definition names. */
  readonly containerPort: number;
}

/**
 * Runs inside a task's own node, as text: a server that would listen on every address of its container listens on the task's
 * address, so that two tasks can stand beside each other, and one that asks for its own port on its loopback (a health check)
 * finds it there. It must not use anything of this module.
 */
function listenHere(net: { Server: { prototype: Server }; Socket: { prototype: Socket } }, place: ListenPlace): void {
  const listen = net.Server.prototype.listen as (...args: unknown[]) => Server;
  const portOf = (port: unknown) => (Number(port) === place.containerPort ? place.port : port);
  const hostOf = (host: unknown) => (!host || host === '0.0.0.0' || host === '::' ? place.address : host);
  const patched = function (this: Server, ...args: unknown[]): Server {
    const [first, ...rest] = args;
    if (typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))) {
      const host = typeof rest[0] === 'string' ? rest[0] : undefined;
      const backlog = rest.find((each) => typeof each === 'number');
      const told = rest.filter((each) => typeof each === 'function');
      return listen.call(this, { port: portOf(first), host: hostOf(host), backlog }, ...told);
    }
    const options = first as ListenOptions | null | undefined;
    if (typeof options === 'object' && options !== null && options.port !== undefined && options.path === undefined)
      return listen.call(this, { ...options, port: portOf(options.port), host: hostOf(options.host) }, ...rest);
    return listen.apply(this, args);
  };
  net.Server.prototype.listen = patched as Server['listen'];

  const connect = net.Socket.prototype.connect as (...args: unknown[]) => Socket;
  const found = (options: Partial<TcpSocketConnectOpts> | null | undefined) => {
    const isOwnPort = [place.containerPort, place.port].includes(Number(options?.port));
    const isOwnHost = !options?.host || /^(localhost|127\.0\.0\.1|0\.0\.0\.0|::1)$/.test(options.host);
    return isOwnPort && isOwnHost ? { ...options, host: place.address, port: place.port } : options;
  };
  net.Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const [first, ...rest] = args;
    // net.connect hands over a list of its own, with the options before the listener.
    if (Array.isArray(first)) first[0] = found(first[0]);
    if (typeof first === 'number') {
      const host = typeof rest[0] === 'string' ? rest.shift() : undefined;
      return connect.call(this, found({ port: first, ...(host !== undefined && { host: host as string }) }), ...rest);
    }
    const isOptions = typeof first === 'object' && !Array.isArray(first);
    return connect.call(this, isOptions ? found(first as Partial<TcpSocketConnectOpts> | null) : first, ...rest);
  } as Socket['connect'];
}

/** Preloads for node, one file per task. */
export interface Preloads {
  /** What NODE_OPTIONS must hold, before what the image puts there. */
  write(id: string, place: ListenPlace): string;
  erase(id: string): void;
}

/** Keeps preloads below a folder. Programs that are not node have to look at LISTEN_HOST and PORT themselves. */
export function createPreloads(folder: string): Preloads {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (id: string) => join(folder, `${id}.cjs`);
  return {
    write(id, place) {
      writeFileSync(fileOf(id), `(${listenHere.toString()})(require('node:net'), ${JSON.stringify(place)});\n`);
      return `--require=${JSON.stringify(fileOf(id))}`;
    },
    erase: (id) => rmSync(fileOf(id), { force: true }),
  };
}
