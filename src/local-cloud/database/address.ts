import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** Where a database listens. */
export interface Address {
  readonly address: string;
  readonly port: number;
}

const ownAddress = (owner: string, attempt: number): string => {
  const [a, b] = createHash('sha256').update(`${owner}/${attempt}`).digest();
  return `127.83.${a}.${1 + (b! % 254)}`;
};

/**
 * Places to try in order: the one used before, loopback addresses of the owner's own (Linux and Windows answer on all of
 * 127.0.0.0/8), then 127.0.0.1 with the wanted port, at last with any port (0). Tasks were told the address, so it has to stay:
 * the owner is an instance's folder rather than its name, which other local clouds of this machine use too, and they would take
 * the place while this one restarts.
 */
export function placesFor(owner: string, port: number, before?: Address): Address[] {
  const own = Array.from({ length: 8 }, (_, attempt) => ({ address: ownAddress(owner, attempt), port }));
  return [...(before ? [before] : []), ...own, { address: '127.0.0.1', port }, { address: '127.0.0.1', port: 0 }];
}

/** Lets a server listen at one place; rejects with the system's error, as EADDRINUSE. */
export function listenAt(server: Server, { address, port }: Address): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true }, () => {
      server.off('error', reject);
      const bound = server.address();
      resolve({ address, port: bound && typeof bound === 'object' ? bound.port : port });
    });
  });
}

/** Takes the first place where `take` does not reject; rejects with the last reason when there is none. */
export async function takePlace<T>(places: readonly Address[], take: (place: Address) => Promise<T>): Promise<T> {
  let last: unknown;
  for (const place of places) {
    try {
      return await take(place);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** The first place that is free at this moment, for a server that binds by itself. */
export const findPlace = (places: readonly Address[]): Promise<Address> =>
  takePlace(places, async (place) => {
    const probe = createServer();
    const found = await listenAt(probe, place);
    await new Promise((resolve) => probe.close(resolve));
    return found;
  });
