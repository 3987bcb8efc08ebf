import type { Socket } from 'node:net';

/** Leads two sockets into each other; the end of one is the end of the other. Also used as text, so it uses nothing of this module. */
export function lead(a: Socket, b: Socket): void {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}

/**
 * Runs inside a task's network, as text: who comes in by the socket `/gate/in` is led to the container's port, and each socket
 * in `/gate/out` is offered at the address and port it is named after. It must not use anything of this module.
 */
function standAtGate(
  net: typeof import('node:net'),
  fs: { readdirSync(path: string): string[] },
  port: number,
  pause: number,
  lead: (a: Socket, b: Socket) => void,
): void {
  const open = { allowHalfOpen: true, noDelay: true };
  const offered = new Map<string, import('node:net').Server>();
  const look = () => {
    const names = fs.readdirSync('/gate/out');
    for (const name of names.filter((each) => !offered.has(each))) {
      const [host, at] = name.split(':');
      const server = net.createServer(open, (inside) =>
        lead(inside, net.connect({ path: `/gate/out/${name}`, allowHalfOpen: true })),
      );
      server.on('error', () => offered.delete(name));
      offered.set(name, server.listen(Number(at), host));
    }
    for (const [name, server] of offered) {
      if (names.includes(name)) continue;
      server.close();
      offered.delete(name);
    }
  };
  look();
  setInterval(look, pause);
  net
    .createServer(open, (outside) => lead(outside, net.connect({ port, host: '127.0.0.1', ...open })))
    .listen('/gate/in');
}

/** How soon a database that has come or gone is noticed, milliseconds. */
const PAUSE = 200;

/** The program of a gate, for `node -e`. */
export const gateProgram = (port: number): string =>
  `(${standAtGate.toString()})(require('node:net'), require('node:fs'), ${port}, ${PAUSE}, ${lead.toString()})`;
