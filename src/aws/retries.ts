/** Attempts in all, of which the pauses grow from 1 s on throttling and from 50 ms on passing faults, to 20 s at most. */
const attempts = 8;

interface RetryInfo {
  readonly errorType: string;
  readonly error?: unknown;
}

/** Waits between two attempts in place of the SDK's own timer, so that a test's retries pass in its own time; milliseconds. */
export type Pause = (ms: number) => Promise<void>;

/**
 * The SDK's own retries for reads. A change is only sent again when AWS turned it away for its rate: after a lost answer nobody
 * knows whether it took effect, and the engine looks before it asks again. `LimitExceededException` passes for throttling in the
 * SDK but is a quota in ECR, Logs and ECS, so it is shown at once.
 */
export async function retriesFor(kind: 'read' | 'change', pause?: Pause): Promise<object> {
  const { StandardRetryStrategy } = await import('@smithy/core/retry');
  const strategy = new StandardRetryStrategy(attempts);
  if (pause) strategy.refreshRetryTokenForRetry = pausedRetries(pause);
  if (kind === 'read') return strategy;
  const refresh = strategy.refreshRetryTokenForRetry.bind(strategy);
  strategy.refreshRetryTokenForRetry = async (token, info) => {
    const { errorType, error } = info as RetryInfo;
    const quota = (error as { name?: string } | undefined)?.name === 'LimitExceededException';
    if (errorType !== 'THROTTLING' || quota) throw new Error('a change is not sent again');
    return refresh(token, info);
  };
  return strategy;
}

interface Token {
  getRetryCount(): number;
  getRetryCost(): number | undefined;
  getRetryDelay(): number;
}

/** The same retries with pauses of the caller's own making: the SDK's are real timers with a random part. */
const pausedRetries = (pause: Pause) => async (token: Token, info: object) => {
  const { errorType } = info as RetryInfo;
  const count = token.getRetryCount();
  if (!['THROTTLING', 'TRANSIENT'].includes(errorType) || count + 1 >= attempts) throw new Error('no further attempt');
  await pause(Math.min((errorType === 'THROTTLING' ? 1000 : 50) * 2 ** count, 20_000) / 2);
  return { getRetryCount: () => count + 1, getRetryCost: () => undefined, getRetryDelay: () => 0 };
};
