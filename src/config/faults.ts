import type { ConfigFault } from '../model/problem.js';

/** Every way in which a config can be wrong, with its facts; the words for them are in `text/`. */
export interface Faults {
  'unknown-key': { key: string; nearest?: string };
  'wrong-type': { expected: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'; found: string };
  'not-one-of': { found: string; allowed: string };
  'too-small': { found: number; minimum: number };
  'too-big': { found: number; maximum: number };
  empty: Record<string, never>;
  'too-long': { maximum: number };
  'name-form': { found: string };
  'name-reserved': { found: string; prefix: string };
  'region-form': { found: string };
  'tag-count': { found: number; maximum: number };
  'tag-key-reserved': { key: string };
  'tag-form': { key: string };
  'cidr-form': { found: string };
  'cidr-host-bits': { found: string; right: string };
  'vpc-size': { found: string };
  'vpc-too-small': { cidr: string; zones: number };
  'subnet-size': { found: string };
  'subnet-outside': { found: string; cidr: string };
  'subnet-overlap': { found: string; other: string; otherPath: string };
  'subnet-too-small-for-balancer': { found: string };
  'subnet-count': { found: number; zones: number };
  'engine-extended-support': { found: string };
  'engine-form': { found: string };
  'instance-class-form': { found: string };
  'db-name-form': { found: string };
  'db-user-form': { found: string };
  'db-word-reserved': { found: string };
  'image-sources': { found: string };
  'image-only-with-git': { key: string };
  'image-copy-without-uri': Record<string, never>;
  'git-form': { found: string };
  'ref-form': { found: string };
  'folder-form': { found: string };
  'image-uri-form': { found: string };
  'command-form': { found: string };
  'cpu-unknown': { found: number; allowed: string };
  'memory-for-cpu': { cpu: number; found: number; allowed: string };
  'environment-name': { key: string };
  'environment-ours': { key: string };
  'log-retention': { found: number; allowed: string };
  'health-path': { found: string };
  matcher: { found: string };
  'timeout-not-below-interval': { timeout: number; interval: number };
  'min-above-max': { min: number; max: number };
}

export type FaultCode = keyof Faults;

/** Writes one fault down, its facts checked against its code. */
export function fault<C extends FaultCode>(path: string, code: C, facts: Faults[C], example?: string): ConfigFault {
  return { path, code, facts: facts as ConfigFault['facts'], ...(example !== undefined && { example }) };
}

/** What a check says: the same as a fault, at a path relative to where the check stands. */
export type Objection = {
  [C in FaultCode]: {
    readonly code: C;
    readonly facts: Faults[C];
    readonly example?: string;
    readonly at?: readonly (string | number)[];
  };
}[FaultCode];
