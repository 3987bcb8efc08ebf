import { createHash } from 'node:crypto';
import { type Address, findPlace } from '../database/address.js';

function ownAddress(taskArn: string, attempt: number): string {
  const [a, b] = createHash('sha256').update(`${taskArn}/${attempt}`).digest();
  return `127.84.${a}.${1 + (b! % 254)}`;
}

/**
 * Finds where a task shall listen: a loopback address of its own (Linux and Windows answer on all of 127.0.0.0/8) with the port
 * that is wanted, else with a free high one (ports below 1024 may be privileged); at last any port of 127.0.0.1.
 */
export async function findTaskPlace(
  taskArn: string,
  port: number,
  taken: (address: string) => boolean,
): Promise<Address> {
  const own = Array.from({ length: 8 }, (_, attempt) => ownAddress(taskArn, attempt)).filter((each) => !taken(each));
  const wanted = own.map((address) => ({ address, port }));
  const free = own.map((address) => ({ address, port: 0 }));
  return await findPlace([...wanted, ...free, { address: '127.0.0.1', port }, { address: '127.0.0.1', port: 0 }]);
}
