/** The six requirements of the assignment, and its check of operation. */
export type Requirement = 1 | 2 | 3 | 4 | 5 | 6 | 'operation';

/** Every line that is graded, by an id of its own. */
export type CheckId =
  | 'container-running'
  | 'image-registry'
  | 'env-db-host'
  | 'env-db-user'
  | 'env-db-password'
  | 'env-db-name'
  | 'load-balancer'
  | 'balancing'
  | 'http-80'
  | 'health-check'
  | 'scaling'
  | 'min-max'
  | 'cpu-70'
  | 'db-instance'
  | 'db-engine'
  | 'balancer-subnets'
  | 'inner-subnets'
  | 'image-pull'
  | 'api-answers'
  | 'record-post'
  | 'record-get'
  | 'database-connection';

/** `1`: the wording of 2026-01-20 (things to hand in); `2`: that of 2026-01-24 (a checklist). They differ in how the API is checked. */
export type Wording = '1' | '2';

/** As AWS answered: as demanded, not so, or not to be told (no permission, or nothing there to tell it by). */
export type Result = 'ok' | 'ng' | 'skip';

/** Why a line is not fulfilled, or cannot be told, with the facts that its words need. */
export interface Causes {
  // Requirement 1
  'no-service': { looked: string };
  'no-running-task': { running: number; desired: number; reason?: string };
  'no-task-definition': Record<string, never>;
  'image-elsewhere': { image: string };
  'no-repository': { name: string };
  'no-image': { image: string };
  // Requirement 2
  'variable-missing': { variable: string; names: string };
  'variable-differs': { variable: string; is: string; want: string };
  // Requirement 3
  'no-load-balancer': { looked?: string };
  'balancer-not-active': { state: string; reason?: string };
  'balancer-internal': Record<string, never>;
  'no-listener': { ports: string };
  'listener-elsewhere': { port: number };
  'balancer-closed': { port: number; groups: string; open: string };
  'no-target-group': Record<string, never>;
  'tasks-closed': { port: number; groups: string; from: string };
  'too-few-healthy': { healthy: number; registered: number; reasons: string };
  'one-zone': { zone: string };
  'one-task-answers': { requests: number };
  'answers-unknown': { requests: number };
  'health-check-off': Record<string, never>;
  'health-check-fails': { path: string; reasons: string };
  // Requirement 4
  'no-scalable-target': Record<string, never>;
  'no-scaling-policy': Record<string, never>;
  'scaling-suspended': { what: string };
  'alarm-missing': { alarms: string };
  'capacity-differs': { min: number; max: number };
  'policy-not-cpu': { metric: string };
  'cpu-target-differs': { is: number };
  // Requirement 5
  'no-database': Record<string, never>;
  'database-not-available': { state: string };
  'engine-differs': { engine: string };
  // Requirement 6
  'subnets-without-internet': { subnets: string };
  'subnets-shared': { subnets: string };
  'other-network': { is: string; want: string };
  'no-way-out': { subnets: string };
  'nat-gone': { gateways: string };
  'nat-without-address': { gateways: string };
  'nat-not-public': { gateways: string; subnets: string };
  'no-public-address': { subnets: string };
  // Operation
  'no-answer': { url: string; reason: string };
  'answers-badly': { url: string; status: number };
  'no-known-form': { tried: string };
  'record-refused': { request: string; status: string };
  'record-without-id': { request: string; status: string };
  'record-lost': { request: string; status: string };
  'database-closed': { port: number; groups: string; from: string };
  // Any line
  'not-allowed': { operations: string };
}

/** A cause by its code. */
export type CauseCode = keyof Causes;

/** One cause with its facts. */
export type Cause = { readonly [C in CauseCode]: { readonly code: C; readonly facts: Causes[C] } }[CauseCode];

/** What a judge says of one line, in no language yet. */
export interface Finding {
  readonly id: CheckId;
  readonly result: Result;
  /** What was seen, as AWS words it: `min=2 max=4`. Never a secret. */
  readonly seen: string;
  /** The calls it was seen in: `ecs:DescribeServices`, or `GET /api/persons`. */
  readonly source: readonly string[];
  /** Where the console shows it, for the screenshot. */
  readonly console: string;
  readonly cause?: Cause;
}

/** One graded line in the user's language. Its JSON form is a contract: members are added, never renamed or taken away. */
export interface Check {
  readonly id: CheckId;
  readonly requirement: Requirement;
  /** The line in the assignment's own words (in English a translation of them). */
  readonly title: string;
  readonly result: Result;
  readonly seen: string;
  readonly source: readonly string[];
  readonly console: string;
  /** For a program: the code of the cause. */
  readonly code?: CauseCode;
  readonly cause?: string;
  readonly fix?: string;
}

/** The graded stack. */
export interface Checklist {
  readonly account: string;
  readonly region: string;
  /** ISO 8601. */
  readonly takenAt: string;
  readonly wording: Wording;
  readonly url?: string;
  readonly counts: Readonly<Record<Result, number>>;
  /** Whether all is as demanded. */
  readonly passed: boolean;
  readonly checks: readonly Check[];
}

const built = [
  ['container-running', 1],
  ['image-registry', 1],
  ['env-db-host', 2],
  ['env-db-user', 2],
  ['env-db-password', 2],
  ['env-db-name', 2],
  ['load-balancer', 3],
  ['balancing', 3],
  ['http-80', 3],
  ['health-check', 3],
  ['scaling', 4],
  ['min-max', 4],
  ['cpu-70', 4],
  ['db-instance', 5],
  ['db-engine', 5],
  ['balancer-subnets', 6],
  ['inner-subnets', 6],
  ['image-pull', 6],
] as const satisfies readonly (readonly [CheckId, Requirement])[];

/** The lines of a wording in the assignment's order; the newer one keeps the older one's line on the way to the database. */
export function linesOf(wording: Wording): readonly (readonly [CheckId, Requirement])[] {
  const operation: readonly CheckId[] =
    wording === '1' ? ['api-answers', 'database-connection'] : ['record-post', 'record-get', 'database-connection'];
  return [...built, ...operation.map((id) => [id, 'operation'] as const)];
}
