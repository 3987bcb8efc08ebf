import { expect, it } from 'vitest';
import { type Delay, realistic, type Weather } from '../../src/local-cloud/weather.js';
import type { Event } from '../../src/report/events.js';
import { memoryJournal } from '../../src/state/journal.js';
import { type Crowd, makeCrowd, type Run, typical } from '../support/crowd.js';
import { tellFigure } from '../support/figures.js';
import { configOf, makeStack } from '../support/stack.js';

const seeds = Number(process.env.SEEDS ?? 9);

/** AWS's own times (aws-behaviour section 1b and 1c), with what each state change took. */
function noting(seed: number): Weather & { readonly took: Map<Delay, number[]> } {
  const weather = realistic(seed);
  const took = new Map<Delay, number[]>();
  return {
    took,
    delay(what) {
      const ms = weather.delay(what);
      took.set(what, [...(took.get(what) ?? []), ms / 1000]);
      return ms;
    },
  };
}

interface Span {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/** When each resource was begun and done, in seconds from the start. */
function spansOf(events: readonly (Event & { readonly at: number })[], start: number): Span[] {
  const begun = new Map<string, number>();
  const spans: Span[] = [];
  for (const it of events) {
    if (it.type !== 'resource.start' && it.type !== 'resource.done') continue;
    const what = `${it.whose.step}/${it.whose.key}`;
    const at = (it.at - start) / 1000;
    if (it.type === 'resource.start') begun.set(what, at);
    else spans.push({ what, from: begun.get(what) ?? 0, to: at });
  }
  return spans;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** One `up` and one `destroy` in AWS's time. `every` caps the pauses between two looks, to see what looking rarely costs. */
async function run(seed: number, every?: number) {
  const weather = noting(seed);
  const stack = makeStack({ weather });
  const stamped: (Event & { at: number })[] = [];
  const events = stack.events;
  events.push = (...items) => {
    for (const it of items) stamped.push({ ...it, at: stack.clock.now() });
    return stamped.length;
  };
  const journal = memoryJournal();
  const timed = async (work: () => Promise<unknown>) => {
    const start = stack.clock.now();
    const calls = stack.calls.length;
    stamped.length = 0;
    await work();
    const seconds = (stack.clock.now() - start) / 1000;
    return { seconds, calls: stack.calls.length - calls, spans: spansOf(stamped, start) };
  };
  stack.patience.every = every;
  const up = await timed(() => stack.up(configOf(), journal));
  const destroy = await timed(() => stack.destroy(configOf(), journal));
  return { up, destroy, took: weather.took };
}

const secondsOf = (spans: readonly Span[], what: string) => {
  const span = spans.find((it) => it.what === what);
  return span ? span.to - span.from : 0;
};

it('time study', async () => {
  const rows: {
    up: number;
    upChain: number;
    upCalls: number;
    destroy: number;
    destroyChain: number;
    destroyCalls: number;
  }[] = [];
  let shown: Awaited<ReturnType<typeof run>> | undefined;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const real = await run(seed);
    // Looking twice a second shows how long AWS itself takes for each thing.
    const ideal = await run(seed, 0.5);
    // The longest chain of `up`; in `destroy` it ends with network interfaces that leave when AWS lets them go.
    const chain = ['network/vpc', 'network/private-subnet-1', 'rds/db', 'service/service'];
    shown ??= real;
    rows.push({
      up: real.up.seconds,
      upChain: chain.reduce((sum, it) => sum + secondsOf(ideal.up.spans, it), 0),
      upCalls: real.up.calls,
      destroy: real.destroy.seconds,
      destroyChain: ideal.destroy.seconds,
      destroyCalls: real.destroy.calls,
    });
  }
  for (const command of ['up', 'destroy'] as const) {
    console.log(`\n${command}, seed 1: what took 5 seconds or longer`);
    const slow = (shown?.[command].spans ?? []).filter((it) => it.to - it.from >= 5).sort((a, b) => a.from - b.from);
    console.table(
      slow.map((it) => ({
        resource: it.what,
        from: it.from.toFixed(0),
        to: it.to.toFixed(0),
        seconds: (it.to - it.from).toFixed(0),
      })),
    );
  }
  const of = (member: keyof (typeof rows)[number]) => median(rows.map((it) => it[member]));
  const ratio = (part: 'up' | 'destroy') => median(rows.map((it) => it[part] / it[`${part}Chain`]));
  console.table([
    {
      command: 'up',
      'seconds (median)': of('up').toFixed(0),
      "AWS's own longest chain": of('upChain').toFixed(0),
      ratio: ratio('up').toFixed(3),
      'AWS calls': of('upCalls'),
    },
    {
      command: 'destroy',
      'seconds (median)': of('destroy').toFixed(0),
      "AWS's own longest chain": of('destroyChain').toFixed(0),
      ratio: ratio('destroy').toFixed(3),
      'AWS calls': of('destroyCalls'),
    },
  ]);
  tellFigure('Time of `up` over the longest chain', ratio('up'), { about: true, digits: 3 });
  tellFigure('Time of `destroy` over the longest chain', ratio('destroy'), { about: true, digits: 3 });
  expect(rows).toHaveLength(seeds);
});

/** One `up` and one `destroy` of every stack of an account, all at once, with what was sent and turned away meanwhile. */
async function together(crowd: Crowd) {
  const timed = async (work: () => Promise<Run[]>) => {
    const before = { calls: crowd.calls.length, throttled: crowd.throttled() };
    const runs = await work();
    expect(runs.filter((it) => it.error !== undefined)).toEqual([]);
    return {
      slowest: Math.max(...runs.map((it) => it.seconds)),
      median: median(runs.map((it) => it.seconds)),
      calls: crowd.calls.length - before.calls,
      throttled: crowd.throttled() - before.throttled,
    };
  };
  return { up: await timed(crowd.up), destroy: await timed(crowd.destroy) };
}

/** Turned away at random besides what is beyond EC2's request rates: the account has other users. */
const throttling = 0.01;

it('ten stacks at once in one account', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `class-${i + 1}`);
  const quotas = { vpcs: 10, addresses: 10, internetGateways: 10, natGateways: 10 };
  const one = await together(makeCrowd(['alone'], { weather: typical(), throttling }));
  const ten = await together(makeCrowd(names, { weather: typical(), throttling, quotas }));
  console.log('\nten stacks at once, AWS at its usual pace, within EC2 request rates');
  console.table(
    (['up', 'destroy'] as const).map((command) => ({
      command,
      'one alone (s)': one[command].slowest.toFixed(0),
      'median of ten (s)': ten[command].median.toFixed(0),
      'slowest of ten (s)': ten[command].slowest.toFixed(0),
      ratio: (ten[command].slowest / one[command].slowest).toFixed(3),
      'AWS calls': ten[command].calls,
      'calls a stack': (ten[command].calls / names.length).toFixed(0),
      throttled: ten[command].throttled,
    })),
  );
  tellFigure('`up`: slowest of ten stacks over one alone', ten.up.slowest / one.up.slowest, { about: true, digits: 3 });
  tellFigure('`destroy`: slowest of ten stacks over one alone', ten.destroy.slowest / one.destroy.slowest, {
    about: true,
    digits: 3,
  });
  expect(ten.up.slowest / one.up.slowest).toBeLessThanOrEqual(1.1);
  expect(ten.destroy.slowest / one.destroy.slowest).toBeLessThanOrEqual(1.1);
});
