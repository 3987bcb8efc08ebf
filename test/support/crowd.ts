import { known, quotaSlice } from '../../src/local-cloud/services/service-quotas/store.js';
import { type Delay, realistic, type Weather } from '../../src/local-cloud/weather.js';
import { memoryJournal } from '../../src/state/journal.js';
import { throttledBy } from './bad-weather.js';
import { randomFrom } from './random.js';
import { requestRates } from './request-rates.js';
import { configOf, makeStack } from './stack.js';

/** What AWS usually takes: of many draws the one in the middle, so that two runs differ by nothing but what is measured. */
export function typical(): Weather {
  const draws = Array.from({ length: 99 }, (_, seed) => realistic(seed));
  const middle = new Map<Delay, number>();
  return {
    delay(what) {
      const known = middle.get(what);
      if (known !== undefined) return known;
      const sorted = draws.map((it) => it.delay(what)).sort((a, b) => a - b);
      const value = sorted[49] ?? 0;
      middle.set(what, value);
      return value;
    },
  };
}

/** How one run of one stack ended, and after how many seconds. */
export interface Run {
  readonly name: string;
  readonly seconds: number;
  readonly error?: unknown;
}

/** How an account is set up for several stacks. */
export interface CrowdOptions {
  readonly weather?: Weather;
  /** The account's own values of quotas. */
  readonly quotas?: Partial<Record<keyof typeof known, number>>;
  /** The share of calls, of any service, that are turned away besides those beyond EC2's request rates. */
  readonly throttling?: number;
}

/** Several stacks in one account, each with its own state file, in one virtual time and within EC2's request rates. */
export function makeCrowd(names: readonly string[], { weather, quotas = {}, throttling = 0 }: CrowdOptions = {}) {
  const random = randomFrom(1);
  let now = () => 0;
  const rates = requestRates(() => now());
  const stack = makeStack({
    ...(weather && { weather }),
    interfere(call) {
      if (random.next() < throttling) {
        rates.throttled += 1;
        return throttledBy(call);
      }
      return rates.interfere(call);
    },
  });
  now = stack.clock.now;
  const { values } = stack.world.of(quotaSlice);
  for (const [quota, value] of Object.entries(quotas)) values[known[quota as keyof typeof known].code] = value;
  const journals = new Map(names.map((it) => [it, memoryJournal()]));
  const all = (work: (name: string) => Promise<unknown>): Promise<Run[]> =>
    Promise.all(
      names.map(async (name) => {
        const start = stack.clock.now();
        const error = await work(name).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        return { name, seconds: (stack.clock.now() - start) / 1000, ...(error !== undefined && { error }) };
      }),
    );
  const upOf = (name: string) => stack.up(configOf({ name }), journals.get(name));
  const destroyOf = (name: string) => stack.destroy(configOf({ name }), journals.get(name));
  return {
    ...stack,
    journals,
    upOf,
    destroyOf,
    throttled: () => rates.throttled,
    up: () => all(upOf),
    destroy: () => all(destroyOf),
  };
}

/** Several stacks in one account. */
export type Crowd = ReturnType<typeof makeCrowd>;
