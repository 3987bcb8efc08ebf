import type { Expected } from '../config/json-place.js';
import type { AwsRefusal } from '../model/problem.js';
import type { Shortage, Standing } from '../model/quota.js';
import type { ImageFacts } from './words.js';

/** The place in a broken config file, when the reason tells one. */
export function placeOf(reason: string): { line: string; column: string; expected: Expected } | undefined {
  const [, line = '', column = '', expected = ''] = /^line (\d+), column (\d+): (.*) expected$/.exec(reason) ?? [];
  return line ? { line, column, expected: expected as Expected } : undefined;
}

/** What AWS said, in its own words. */
export function refusalLine({ service, operation, code, message, requestId }: AwsRefusal): string {
  return `${service} ${operation}: ${code}: ${message}${requestId ? ` (request ID ${requestId})` : ''}`;
}

/** How the Service Quotas console calls a service. */
const quotaCodes: Readonly<Record<string, string>> = {
  ec2: 'vpc',
  rds: 'rds',
  ecr: 'ecr',
  ecs: 'fargate',
  elbv2: 'elasticloadbalancing',
  'elastic load balancing v2': 'elasticloadbalancing',
  iam: 'iam',
  logs: 'logs',
  scaling: 'application-autoscaling',
  ssm: 'ssm',
};

/** What the free plan of an account does not allow, as far as the message tells. */
export const freePlanLimit = ({ message }: AwsRefusal): 'retention' | 'size' | 'other' =>
  /retention/i.test(message) ? 'retention' : /instance (size|class|type)/i.test(message) ? 'size' : 'other';

/** Where a quota is raised. */
export function quotaPage(service: string): string {
  const code = quotaCodes[service.toLowerCase()];
  return `https://console.aws.amazon.com/servicequotas/home${code ? `/services/${code}/quotas` : ''}`;
}

/** Where one quota of a region is raised. */
export function quotaLink({ region, quota }: Pick<Shortage, 'region' | 'quota'>): string {
  return `https://${region}.console.aws.amazon.com/servicequotas/home/services/${quota.service}/quotas/${quota.code}`;
}

/** Whether the listing explains the refusal: what was made a moment ago counts at once and is listed late. */
export const isCounted = ({ limit, needed, standing }: Shortage): boolean =>
  limit === undefined || standing.length + needed > limit;

/** The value of the quota with which all would fit. */
export const enough = ({ limit = 0, needed, standing }: Shortage): number => Math.max(limit, standing.length) + needed;

/** More would fill the screen and help no further. */
const mostListed = 10;

/** What counts against a quota, one a line; what nobody uses comes first. */
export function standingLines(
  standing: readonly Standing[],
  words: { readonly idle: string; readonly more: (count: number) => string },
): readonly string[] {
  const sorted = [...standing].sort((a, b) => Number(b.idle ?? false) - Number(a.idle ?? false));
  const lines = sorted
    .slice(0, mostListed)
    .map((it) => `  ${[it.id, it.name, it.idle && words.idle].filter(Boolean).join('  ')}`);
  const rest = sorted.length - lines.length;
  return rest > 0 ? [...lines, `  ${words.more(rest)}`] : lines;
}

/** What is easier to compare one above the other than within a sentence. */
const compared: ReadonlySet<string> = new Set(['wanted', 'found']);

/** Facts of an image problem: one as text, and as evidence those that what is said already does not tell. */
export function imageFacts(
  facts: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>>,
): { fact: ImageFacts; rest: (said: string) => readonly string[] } {
  const textOf = (value: unknown): string => {
    if (value === undefined || value === null) return '';
    return typeof value === 'string'
      ? value
      : Array.isArray(value)
        ? value.map(textOf).join(', ')
        : JSON.stringify(value);
  };
  const rest = (said: string) =>
    Object.entries(facts)
      .filter(([name, value]) => textOf(value) !== '' && (compared.has(name) || !said.includes(textOf(value))))
      .flatMap(([name, value]) => {
        const label = labels[name] ?? name;
        const lines = (Array.isArray(value) ? value.map(textOf) : textOf(value).split('\n')).filter(
          (it) => it.trim() !== '',
        );
        return lines.length > 1
          ? [`${label}:`, ...lines.slice(-20).map((it) => `  | ${it}`)]
          : lines.map((it) => `${label}: ${it}`);
      });
  return { fact: (name) => textOf(facts[name]), rest };
}
