import { blamed } from '../model/blame.js';
import { type AwsRefusal, Problem } from '../model/problem.js';
import { callOf, classify, partsOf } from './errors.js';

/** Where the calls went, for problems that speak of it. */
export interface Destination {
  readonly region: string;
  readonly endpoint?: string;
}

/** Turns an error of an AWS call into the problem the user can act on; `undefined` when it is no such error. */
export function problemOf(error: unknown, { region, endpoint }: Destination): Problem | undefined {
  if (error instanceof Problem) return error;
  const call = callOf(error);
  const { name, code, message } = partsOf(error);
  const because = { cause: error };
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return /expired/i.test(message)
      ? new Problem('credentials-expired', {}, because)
      : new Problem('no-credentials', { reason: message }, because);
  }
  if (!call) return undefined;
  const requestId = (error as { $metadata?: { requestId?: string } }).$metadata?.requestId;
  const whose = blamed(error);
  const refusal: AwsRefusal = { ...call, code, message, ...(requestId && { requestId }), ...(whose && { whose }) };
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(code))
    return new Problem('credentials-expired', {}, because);
  if (/^FreeTierRestrictionError$/.test(code)) return new Problem('free-plan-refused', refusal, because);
  if (/does not support creating load balancers/.test(message))
    return new Problem('load-balancers-not-allowed', refusal, because);
  // STS answers so for a region that the account has not opted in to; its own regions accept the same key.
  if (/^(InvalidClientTokenId|UnrecognizedClientException|AuthFailure)$/.test(code) && isOptIn(region)) {
    return new Problem('region-not-enabled', { region }, because);
  }
  if (code === 'OptInRequired') return new Problem('region-not-enabled', { region }, because);
  switch (classify(error)) {
    case 'credentials':
      return new Problem('no-credentials', { reason: `${code}: ${message}` }, because);
    case 'denied':
      return new Problem(
        'access-denied',
        { ...refusal, action: actionIn(message) ?? `${call.service}:${call.operation}` },
        because,
      );
    case 'quota':
      return new Problem('quota-reached', { ...refusal, quota: code }, because);
    case 'lost':
      return /^E[A-Z]+$/.test(code)
        ? new Problem(
            'endpoint-unreachable',
            { endpoint: endpoint ?? `${call.service}.${region}.amazonaws.com`, reason: message || code },
            because,
          )
        : new Problem('aws-refused', refusal, because);
    default:
      return new Problem('aws-refused', refusal, because);
  }
}

/** «is not authorized to perform: iam:PassRole on resource: …» names the action that is missing. */
function actionIn(message: string): string | undefined {
  return /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9*]+)/i.exec(message)?.[1];
}

/** Regions launched after March 2019 are off until the account turns them on (AWS Account Management guide, «opt-in regions»). */
function isOptIn(region: string): boolean {
  return /^(af-south-1|ap-east-[12]|ap-south-2|ap-southeast-[34567]|ca-west-1|eu-central-2|eu-south-[12]|il-central-1|me-central-1|me-south-1|mx-central-1)$/.test(
    region,
  );
}
