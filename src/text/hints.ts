import type { Evidence } from '../model/evidence.js';

/** What evidence lets us guess. */
export type HintCode =
  | 'health-path'
  | 'elb-health'
  | 'target-timeout'
  | 'target-refused'
  | 'target-not-in-use'
  | 'architecture'
  | 'no-route'
  | 'image-not-there'
  | 'pull-denied'
  | 'pull-rate'
  | 'role'
  | 'role-not-assumed'
  | 'parameter'
  | 'log-group'
  | 'db-unreachable'
  | 'db-password'
  | 'db-name'
  | 'db-host'
  | 'db-plugin'
  | 'memory'
  | 'exits-at-once'
  | 'app-crashed'
  | 'task-quota'
  | 'capacity'
  | 'subnet-full'
  | 'interface-in-use'
  | 'db-incompatible'
  | 'local-database';

/** Reasons of targets and words of messages (aws-behaviour sections 6 and 7); what lies deeper stands first. */
const signs: readonly (readonly [HintCode, RegExp])[] = [
  ['architecture', /exec format error|does not contain descriptor matching platform/i],
  ['no-route', /CannotPullContainerError.*(i\/o timeout|deadline exceeded|request canceled|Client\.Timeout)/i],
  [
    'no-route',
    /ResourceInitializationError(?!.*(AccessDenied|not authorized)).*(deadline exceeded|timeout|connection issue between the task and|registry auth)/i,
  ],
  ['image-not-there', /CannotPullContainerError.*(not found|manifest unknown|name unknown)/i],
  ['pull-denied', /CannotPullContainerError.*(403|forbidden|denied)/i],
  ['pull-rate', /toomanyrequests/i],
  ['role-not-assumed', /unable to assume/i],
  ['role', /ResourceInitializationError.*(AccessDenied|not authorized)|is not authorized to perform/i],
  ['parameter', /ResourceInitializationError.*(invalid (ssm )?parameters|ParameterNotFound)/i],
  ['log-group', /log group does not exist/i],
  ['memory', /OutOfMemory/i],
  ['task-quota', /limit on the number of (tasks|vCPUs)/i],
  ['capacity', /Insufficient\w*Capacity|Capacity is unavailable/i],
  ['subnet-full', /InsufficientFreeAddressesInSubnet/i],
  ['db-password', /Access denied for user/i],
  ['db-name', /Unknown database/i],
  ['db-plugin', /authentication plugin|caching_sha2|error 3159/i],
  ['db-host', /lookup \S+.*no such host|ENOTFOUND|Unknown MySQL server host|server misbehaving/i],
  [
    'db-unreachable',
    /Can't connect to MySQL|:3306\b.*(refused|timeout|timed out|deadline|unreachable|no route)|(ECONNREFUSED|ETIMEDOUT).*3306/i,
  ],
  ['db-incompatible', /^(incompatible-\w+|storage-full|inaccessible-encryption-credentials)/i],
  // The local cloud's own words, of database-plane.ts and server-database.ts.
  ['local-database', /\b(MySQL|MariaDB) [\d.]+( \(container\))? ended \(/],
  ['health-path', /Target\.ResponseCodeMismatch|Health checks failed with these codes/i],
  ['target-timeout', /Target\.Timeout|Request timed out/i],
  ['target-refused', /Target\.FailedHealthChecks|due to \(reason Health checks failed\)/i],
  ['target-not-in-use', /Target\.NotInUse/i],
];

/** What a hint can name, as far as the evidence tells. */
export interface HintFacts {
  /** What a role may not do, as in `ssm:GetParameters`. */
  readonly action?: string;
  readonly role?: string;
  /** What the health check asks for. */
  readonly path?: string;
  readonly port?: number;
  /** The status codes that it takes for healthy, and those that it got. */
  readonly codes?: string;
  readonly got?: string;
  readonly exitCode?: number;
  readonly image?: string;
  /** Whether the last words of a container are at hand. */
  readonly log: boolean;
}

/** What the evidence names. */
export function hintFacts(evidence: readonly Evidence[]): HintFacts {
  const text = evidence.flatMap(textsOf).join('\n');
  const check = evidence.find((it) => it.kind === 'check');
  const end = evidence.find((it) => it.kind === 'stopped-task' && it.exitCode !== undefined && isOwnEnd(it.stopCode));
  const facts = {
    action: /not authorized to perform: ([\w-]+:\w+)/i.exec(text)?.[1],
    role: /assumed-role\/([\w+=,.@-]+)\//.exec(text)?.[1] ?? /assume the role '[^']*\/([\w+=,.@-]+)'/.exec(text)?.[1],
    path: check?.path,
    port: check?.port,
    codes: check?.codes,
    got: /these codes: \[([\d, ]+)\]/i.exec(text)?.[1],
    exitCode: end?.kind === 'stopped-task' ? end.exitCode : undefined,
    image: /failed to resolve ref ([^\s:]+(?::\d+)?[^\s]*?):? /.exec(text)?.[1],
  };
  return {
    ...(Object.fromEntries(Object.entries(facts).filter(([, it]) => it !== undefined)) as Partial<HintFacts>),
    log: evidence.some((it) => it.kind === 'log'),
  };
}

/** What to try, the most telling first, each once. */
export function hintsFor(evidence: readonly Evidence[]): readonly HintCode[] {
  const texts = evidence.flatMap(textsOf);
  const found = new Set(signs.filter(([, sign]) => texts.some((it) => sign.test(it))).map(([code]) => code));
  const exits = evidence.flatMap((it) =>
    it.kind === 'stopped-task' && it.exitCode !== undefined && isOwnEnd(it.stopCode) ? [it.exitCode] : [],
  );
  if (exits.includes(137)) found.add('memory');
  // An API that waits for its database answers no health check: that is no fault of the check.
  if (['db-unreachable', 'db-host', 'db-password', 'db-name'].some((it) => found.has(it as HintCode)))
    for (const it of ['target-refused', 'target-timeout', 'health-path'] as const) found.delete(it);
  // ECS stops a task that the load balancer finds unhealthy; by then its targets only drain and tell no more.
  if (found.size === 0 && texts.some((it) => /failed ELB health checks|is unhealthy in/i.test(it)))
    found.add('elb-health');
  // An exit code alone says little; it counts only where nothing else tells.
  if (found.size === 0 && exits.includes(0)) found.add('exits-at-once');
  if (found.size === 0 && exits.some((it) => it !== 0)) found.add('app-crashed');
  if (evidence.some((it) => it.kind === 'blocker')) found.add('interface-in-use');
  return [...found];
}

/** Whether the container ended by itself: one that ECS stopped has an exit code as well. */
const isOwnEnd = (stopCode: string | undefined) => stopCode === undefined || stopCode === 'EssentialContainerExited';

function textsOf(it: Evidence): readonly string[] {
  switch (it.kind) {
    case 'state':
      return [it.state, it.code, it.message].filter((text) => text !== undefined);
    case 'stopped-task':
      return [[it.stopCode, it.reason].filter(Boolean).join(' ')];
    case 'log':
      return it.lines;
    case 'event':
      return [it.message];
    case 'target':
      return [[it.reason, it.description].filter(Boolean).join(' ')];
    case 'rollout':
      return it.reason ? [it.reason] : [];
    case 'check':
    case 'blocker':
      return [];
  }
}
