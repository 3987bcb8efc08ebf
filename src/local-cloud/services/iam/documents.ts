import { MalformedPolicyDocumentException } from '@aws-sdk/client-iam';
import type { PolicyDocument, Statement } from './lookups.js';

const wrong = (message: string) => new MalformedPolicyDocumentException({ message, $metadata: {} });

/** What AWS says of a document that breaks the grammar of policies. */
const SYNTAX = 'Syntax errors in policy.';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The texts of an element that may be one or a list; undefined when it is absent. */
function textsOf(value: unknown): string[] | undefined {
  if (value === undefined) return undefined;
  const all: unknown[] = Array.isArray(value) ? value : [value];
  if (all.every((each) => typeof each === 'string')) return all;
  throw wrong(SYNTAX);
}

/** The one of two elements that exclude each other; undefined when neither names anything. */
function either(statement: Readonly<Record<string, unknown>>, plain: string, negative: string): string[] | undefined {
  if (statement[plain] !== undefined && statement[negative] !== undefined) throw wrong(SYNTAX);
  const texts = textsOf(statement[plain]) ?? textsOf(statement[negative]);
  return texts?.length ? texts : undefined;
}

function readStatements(text: string): Record<string, unknown>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong('This policy contains invalid Json');
  }
  if (!isRecord(parsed) || !parsed.Statement) throw wrong(SYNTAX);
  const { Version, Statement } = parsed;
  if (Version !== undefined && Version !== '2012-10-17' && Version !== '2008-10-17') {
    throw wrong('The policy must contain a valid version string');
  }
  const statements: unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  if (!statements.every(isRecord)) throw wrong(SYNTAX);
  return statements;
}

function checkStatement(statement: Readonly<Record<string, unknown>>): void {
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw wrong(SYNTAX);
  const actions = either(statement, 'Action', 'NotAction');
  if (!actions) throw wrong('Policy statement must contain actions.');
  if (!actions.every((action) => action === '*' || action.includes(':'))) {
    throw wrong('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
}

/** Refuses what is no policy of an identity. */
export function checkPolicy(text: string): void {
  for (const statement of readStatements(text)) {
    checkStatement(statement);
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
      throw wrong('Policy document should not specify a principal.');
    }
    const resources = either(statement, 'Resource', 'NotResource');
    if (!resources) throw wrong('Policy statement must contain resources.');
    const odd = resources.find((resource) => resource !== '*' && !resource.startsWith('arn:'));
    if (odd !== undefined) throw wrong(`Resource ${odd} must be in ARN format or "*".`);
  }
}

/** Refuses what does not say who may assume a role. */
export function checkTrust(text: string): void {
  for (const statement of readStatements(text)) {
    checkStatement(statement);
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw wrong('Has prohibited field Resource');
    }
    if (statement.Principal === undefined && statement.NotPrincipal === undefined) {
      throw wrong('Missing required field Principal');
    }
  }
}

const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** The statements of a document, however many it has. */
export const statementsOf = ({ Statement }: PolicyDocument): readonly Statement[] =>
  Statement === undefined
    ? []
    : Array.isArray(Statement)
      ? (Statement as readonly Statement[])
      : [Statement as Statement];

/** Whether an element, or the one that means all others, covers what a test looks for. */
export const covers = (
  plain: string | readonly string[] | undefined,
  negative: string | readonly string[] | undefined,
  fits: (pattern: string) => boolean,
): boolean => (negative === undefined ? listed(plain).some(fits) : !listed(negative).some(fits));
