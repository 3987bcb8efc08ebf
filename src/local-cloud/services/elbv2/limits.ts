import { refuse } from '../../refuse.js';

const fail = (value: string | number, member: string, why: string): never =>
  refuse(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${why}`,
  );

/** Refuses (ValidationError) a number beyond what ELB's API takes for a member at all; both ends are included. */
export function checkRange(member: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined) return;
  if (value < least) fail(value, member, `have value greater than or equal to ${least}`);
  if (value > most) fail(value, member, `have value less than or equal to ${most}`);
}

/** Refuses (ValidationError) a port that is none. */
export const checkPort = (member: string, port: number | undefined): void => checkRange(member, port, 1, 65_535);

/** Refuses (ValidationError) a value that ELB's API does not know for a member. */
export function checkKnown(member: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  fail(value, member, `satisfy enum value set: [${known.join(', ')}]`);
}

/** The protocols that ELB knows, of all kinds of load balancers. */
export const PROTOCOLS = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE', 'QUIC', 'TCP_QUIC'] as const;

function checkName(what: string, name: string): void {
  if (name.length > 32) refuse('ValidationError', `${what} '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    const why = 'can only contain characters that are alphanumeric characters or hyphens(-)';
    refuse('ValidationError', `${what} '${name}' ${why}`);
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    refuse('ValidationError', `${what} '${name}' cannot begin or end with '-'`);
  }
}

/** Refuses (ValidationError) a name that a target group cannot have. */
export const checkGroupName = (name: string): void => checkName('Target group name', name);

/** Refuses (ValidationError) a name that a load balancer cannot have: `internal-` begins the DNS names of internal ones. */
export function checkBalancerName(name: string): void {
  checkName('The load balancer name', name);
  if (!name.startsWith('internal-')) return;
  refuse('ValidationError', `The load balancer name '${name}' cannot begin with 'internal-'`);
}
