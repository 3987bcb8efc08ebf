import type { Door } from '../diagram/facts.js';

/** What an architecture diagram says besides the names of AWS's services, which are the same in every language. */
export interface DiagramWords {
  readonly title: (stack: string) => string;
  readonly planned: string;
  readonly seen: (time: string) => string;
  readonly visitors: string;
  readonly visitorsTell: readonly string[];
  readonly region: string;
  /** What the S3 endpoint does. */
  readonly routed: string;
  /** Frames: zone and subnets with their number. */
  readonly zone: (name: string | undefined, number: number) => string;
  readonly publicSubnet: (number: number) => string;
  readonly privateSubnet: (number: number) => string;
  readonly services: string;
  readonly missing: string;
  readonly securityGroup: (id: string) => string;
  readonly healthCheck: (path: string) => string;
  readonly listens: (port: number) => string;
  readonly taskSize: (vcpu: string, gigabytes: string) => string;
  readonly containerPort: (port: number) => string;
  /** Tasks of a zone by their ids; without ids, before `up`. */
  readonly tasks: (count: number) => string;
  readonly standby: string;
  readonly zoneUnknown: string;
  readonly database: (name: string) => string;
  readonly service: (facts: { readonly desired?: number; readonly running?: number }) => string;
  readonly cluster: (name: string) => string;
  readonly scaling: (min: number, max: number) => string;
  readonly cpu: (percent: number) => string;
  readonly registry: string;
  readonly elsewhere: string;
  readonly logs: string;
  readonly parameter: string;
  readonly layers: string;
  readonly layerFetch: string;
  readonly admits: (door: Door) => readonly string[];
  readonly everything: string;
  readonly fetches: string;
  readonly runs: string;
  readonly legend: readonly string[];
}
