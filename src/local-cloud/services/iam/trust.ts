import { wildcard } from '../../wildcard.js';
import { covers, statementsOf } from './documents.js';
import type { PolicyDocument, Statement } from './lookups.js';

type Principal = '*' | Readonly<Record<string, string | readonly string[]>>;

interface TrustStatement extends Statement {
  readonly Principal?: Principal;
  readonly NotPrincipal?: Principal;
  readonly Condition?: object;
}

const namesService = (principal: Principal | undefined, service: string): boolean =>
  principal === '*' ||
  covers(
    typeof principal === 'object' ? principal.Service : undefined,
    undefined,
    (name) => name === '*' || name === service,
  );

/**
 * Whether a trust policy, as JSON text, lets a service such as `ecs-tasks.amazonaws.com` assume its role; a Deny wins. What a
 * Condition asks for is taken to be so where the statement allows, and not to be so where it denies.
 */
export function mayAssume(trust: string, service: string): boolean {
  const isAssuming = (pattern: string) => wildcard(pattern.toLowerCase())('sts:assumerole');
  const fitting = (statementsOf(JSON.parse(trust) as PolicyDocument) as readonly TrustStatement[]).filter(
    ({ Action, NotAction, Principal, NotPrincipal }) =>
      covers(Action, NotAction, isAssuming) &&
      (NotPrincipal === undefined ? namesService(Principal, service) : !namesService(NotPrincipal, service)),
  );
  return (
    fitting.some(({ Effect }) => Effect === 'Allow') &&
    !fitting.some(({ Effect, Condition }) => Effect === 'Deny' && Condition === undefined)
  );
}
