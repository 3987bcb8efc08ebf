import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { Aws } from '../../aws/clients.js';

/** The account's own registry with a token for it, which lasts twelve hours; the password is a secret and must not be logged. */
export interface SignedIn {
  /** With its scheme; `http:` only for the local cloud. */
  readonly registry: string;
  readonly credentials: { readonly user: string; readonly password: string };
}

/** Asks for a token by the API: no docker login, no credential helper. */
export async function signIn(aws: Aws): Promise<SignedIn> {
  const { authorizationData } = await aws.ecr.send(new GetAuthorizationTokenCommand({}));
  const [{ proxyEndpoint, authorizationToken } = {}] = authorizationData ?? [];
  const token = Buffer.from(authorizationToken ?? '', 'base64').toString();
  const colon = token.indexOf(':');
  return {
    registry: proxyEndpoint ?? '',
    credentials: { user: token.slice(0, colon), password: token.slice(colon + 1) },
  };
}
