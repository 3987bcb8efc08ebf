import { request } from 'node:http';
import { request as requestOverTls } from 'node:https';
import type { Clock } from '../../model/clock.js';
import type { HealthCheckSpec, TargetSight, TargetSpec } from '../data-plane.js';
import { explain, type Failure } from './explain.js';
import { matchesCode } from './matcher.js';

/** The part of a target's sight that its health checks decide. */
export type HealthSight = Pick<TargetSight, 'reason' | 'description'> & {
  readonly state: 'initial' | 'healthy' | 'unhealthy';
};

/** The health of one target, checked for as long as it is not closed. */
export interface Health {
  sight(): HealthSight;
  /** From the next check on, by these settings and at this place. */
  follow(check: HealthCheckSpec, target: CheckedTarget): void;
  close(): void;
}

/** The parts of a target that its checks need. */
export type CheckedTarget = Pick<TargetSpec, 'id' | 'port' | 'checkPort' | 'checkShutOff'>;

/** How checks are made. */
export interface Checking {
  readonly clock: Clock;
  /**
   * Milliseconds between looks at a new target until it answers well once, which is enough then: after that, and for failures,
   * the interval and the thresholds count as ever. Absent: as on AWS.
   */
  readonly firstLooks?: number;
}

/** Checks a target at once and then at each interval; `changed` is called after a change of state. */
export function createHealth(
  first: CheckedTarget,
  settings: HealthCheckSpec,
  { clock, firstLooks }: Checking,
  changed: () => void,
): Health {
  const ending = new AbortController();
  let check = settings;
  let target = first;
  let passed = 0;
  let failed = 0;
  let sight: HealthSight = {
    state: 'initial',
    reason: 'Elb.RegistrationInProgress',
    description: 'Target registration is in progress',
  };

  const judge = (outcome: Failure) => {
    const good = isGood(outcome);
    passed = good ? passed + 1 : 0;
    failed = good ? 0 : failed + 1;
    const before = sight.state;
    const enough = firstLooks !== undefined && before === 'initial' ? 1 : check.healthyThreshold;
    if (good && passed >= enough) sight = { state: 'healthy' };
    else if (!good && failed >= check.unhealthyThreshold) sight = { state: 'unhealthy', ...explain(outcome) };
    else if (before === 'initial')
      sight = {
        state: 'initial',
        reason: 'Elb.InitialHealthChecking',
        description: 'Initial health checks in progress',
      };
    if (sight.state !== before) changed();
  };

  const isGood = (outcome: Failure) => typeof outcome === 'number' && matchesCode(check.matcher, outcome);

  /** Looks at a new target often, until it is well or a failure counts again. */
  const lookOften = async (until: number) => {
    while (firstLooks !== undefined && sight.state === 'initial' && clock.now() + firstLooks < until) {
      await clock.sleep(firstLooks, ending.signal).catch(() => {});
      if (ending.signal.aborted) return;
      const outcome = await probe(target, check, clock, ending.signal);
      if (!ending.signal.aborted && isGood(outcome)) judge(outcome);
    }
  };

  const run = async () => {
    while (!ending.signal.aborted) {
      const began = clock.now();
      const next = began + check.intervalSeconds * 1000;
      const outcome = await probe(target, check, clock, ending.signal);
      if (ending.signal.aborted) return;
      judge(outcome);
      await lookOften(next);
      await clock.sleep(Math.max(0, next - clock.now()), ending.signal).catch(() => {});
    }
  };
  void run();

  return {
    sight: () => sight,
    follow(next, place) {
      check = next;
      target = place;
    },
    close: () => ending.abort(),
  };
}

/** One check on a connection of its own, as ELB makes it. */
async function probe(
  target: CheckedTarget,
  check: HealthCheckSpec,
  clock: Clock,
  ending: AbortSignal,
): Promise<Failure> {
  const done = new AbortController();
  const stop = () => done.abort();
  ending.addEventListener('abort', stop, { once: true });
  const answered = new Promise<Failure>((resolve) => {
    if (target.checkShutOff) return;
    const secure = check.protocol === 'HTTPS';
    const outgoing = (secure ? requestOverTls : request)({
      host: target.id,
      port: target.checkPort ?? target.port,
      path: check.path,
      agent: false,
      signal: done.signal,
      headers: { 'User-Agent': 'ELB-HealthChecker/2.0' },
      // An ALB looks at no target's certificate.
      ...(secure && { rejectUnauthorized: false }),
    });
    outgoing.on('response', (response) => {
      response.on('error', () => {});
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', () => resolve('failed'));
    outgoing.end();
  });
  const late = clock.sleep(check.timeoutSeconds * 1000, done.signal).then(
    (): Failure => 'timeout',
    (): Failure => 'failed',
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    ending.removeEventListener('abort', stop);
    stop();
  }
}
