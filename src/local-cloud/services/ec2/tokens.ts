import { refuse } from '../../refuse.js';
import type { Ec2 } from './store.js';

/** Makes something once per client token: the same token gives the first one's id again, with another request it is refused. */
export function once(
  data: Ec2,
  operation: string,
  input: { ClientToken?: string | undefined },
  make: () => string,
): string {
  const { ClientToken, ...request } = input;
  if (ClientToken === undefined) return make();
  if (ClientToken.length > 64) refuse('InvalidParameterValue', 'The client token exceeds 64 characters');
  const key = `${operation}:${ClientToken}`;
  const text = JSON.stringify(request);
  const before = data.tokens[key];
  if (before && before.request !== text) {
    refuse('IdempotentParameterMismatch', `The client token ${ClientToken} was used with other parameters`);
  }
  if (before) return before.id;
  const id = make();
  data.tokens[key] = { request: text, id };
  return id;
}

/** Forgets the tokens that made something which is gone. */
export function forgetTokens(data: Ec2, id: string): void {
  for (const [key, token] of Object.entries(data.tokens)) if (token.id === id) delete data.tokens[key];
}
