import type { Evidence } from './evidence.js';
import type { Shortage } from './quota.js';
import type { Change } from './resource.js';

/** Which resource a problem is about. */
export interface Whose {
  readonly step: string;
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly id?: string;
}

/** Every problem a user can meet, with its facts; the words for them are in `text/`. */
export interface Problems {
  // What the user wrote
  'config-missing': { file: string };
  'config-unreadable': { file: string; reason: string };
  'config-invalid': { file?: string; faults: readonly ConfigFault[] };
  'option-invalid': { option: string; value: string; expected: string };
  'answer-needed': { command: string };
  'answer-wrong': { wanted: string };
  'out-not-writable': { file: string; reason: string };

  // The state file and its lock
  'state-unreadable': { file: string; backup?: string; reason: string };
  'state-newer': { file: string; version: number };
  'state-of-another': { file: string; member: 'account' | 'region' | 'endpoint' | 'stack'; is: string; want: string };
  'state-not-writable': { file: string; reason: string };
  locked: { file: string; pid: number; host: string; command: string; since: string };

  // The account
  'no-credentials': { reason?: string };
  'credentials-expired': Record<string, never>;
  'region-not-enabled': { region: string };
  'endpoint-unreachable': { endpoint: string; reason: string };
  'access-denied': AwsRefusal & { action: string };
  'quota-reached': AwsRefusal & { quota: string; shortage?: Shortage };
  'no-room': { shortages: readonly Shortage[] };
  'free-plan-refused': AwsRefusal;
  'load-balancers-not-allowed': AwsRefusal;
  'aws-refused': AwsRefusal;
  'zones-too-few': { wanted: number; found: number; region: string };

  // Resources
  'foreign-namesake': Whose;
  'replacement-needed': { resources: readonly (Whose & { changes: readonly Change[] })[] };
  'deletion-protected': { resources: readonly Whose[] };
  'not-well': Whose & { state?: string; evidence: readonly Evidence[] };
  'patience-ended': Whose & { action: string; seconds: number; state?: string; evidence: readonly Evidence[] };
  'did-not-take': Whose & { changes: readonly Change[]; evidence: readonly Evidence[] };
  'no-answer': { url: string; status?: number; reason?: string; seconds: number };

  // Images
  'image-failed': { code: string; facts: Readonly<Record<string, unknown>> };

  // The run
  /** `untouched`: before anything was begun. */
  interrupted: { command: string; local?: true; untouched?: true };
  'local-cloud-failed': { reason: string; log?: string };
  'local-cloud-silent': { pid: number };
  'local-folder-unusable': { folder: string; reason: string };
  'local-world-broken': { file: string; reason: string };
  'local-runtime-differs': { is: string; wanted: string };
  'local-weather-differs': { is: string; wanted: string };
  'local-database-differs': { is: string; wanted: string };
  'docker-unfit': { option: '--runtime' | '--database'; reason: DockerUnfitness; said?: string };
  'database-image-unfit': { image: string; said: string };
}

/** `apart`: its containers do not share this machine's network. */
export type DockerUnfitness = 'not-linux' | 'missing' | 'silent' | 'apart';

export type ProblemCode = keyof Problems;

/** One fault of the config: where it is, what is wrong with it and how a right value looks. */
export interface ConfigFault {
  readonly path: string;
  /** A key of the config words in `text/`. */
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly example?: string;
}

/** What AWS said, as far as it helps. */
export interface AwsRefusal {
  readonly service: string;
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
  readonly whose?: Whose;
}

/** The one error of ours: a code and its facts. Nothing else may reach the user as an error but defects. */
export class Problem<C extends ProblemCode = ProblemCode> extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: C,
    readonly facts: Problems[C],
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** Stops with a problem. */
export function fail<C extends ProblemCode>(code: C, facts: Problems[C], cause?: unknown): never {
  throw new Problem(code, facts, cause === undefined ? undefined : { cause });
}
