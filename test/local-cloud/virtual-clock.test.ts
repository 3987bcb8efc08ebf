import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/local-cloud/virtual-clock.js';
import { instant, realistic } from '../../src/local-cloud/weather.js';

describe('virtual clock', () => {
  it('wakes concurrent sleepers earliest first, and equals in the order they came', async () => {
    const clock = createVirtualClock({ start: 0 });
    const seen: string[] = [];
    const sleeper = async (name: string, ...naps: number[]) => {
      for (const nap of naps) {
        await clock.sleep(nap);
        seen.push(`${name}@${clock.now()}`);
      }
    };
    await Promise.all([sleeper('a', 30, 30), sleeper('b', 10, 25, 1000), sleeper('c', 30), sleeper('d', 0)]);
    expect(seen).toEqual(['d@0', 'b@10', 'a@30', 'c@30', 'b@35', 'a@60', 'b@1035']);
    expect(clock.sleepers).toBe(0);
  });

  it('does not move while work is under way, however many turns that takes', async () => {
    const clock = createVirtualClock({ start: 0 });
    const work = async () => {
      for (let i = 0; i < 500; i += 1)
        await (i % 50 === 0 ? new Promise((resolve) => setImmediate(resolve)) : undefined);
      return clock.now();
    };
    const [at] = await Promise.all([work(), clock.sleep(1000)]);
    expect([at, clock.now()]).toEqual([0, 1000]);
  });

  it('lets a year pass at once', async () => {
    const clock = createVirtualClock({ start: 0 });
    for (let day = 0; day < 365; day += 1) await clock.sleep(86_400_000);
    expect(clock.now()).toBe(365 * 86_400_000);
  });

  it('ends a sleep when told, before or during', async () => {
    const clock = createVirtualClock({ auto: false });
    const controller = new AbortController();
    const sleeping = clock.sleep(1000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow('enough');
    expect(clock.sleepers).toBe(0);
  });

  it('moves only as far as it is told when it does not run by itself', async () => {
    let moves = 0;
    const clock = createVirtualClock({ start: 0, auto: false, onAdvance: () => (moves += 1) });
    const seen: number[] = [];
    void (async () => {
      for (let i = 0; i < 3; i += 1) {
        await clock.sleep(100);
        seen.push(clock.now());
      }
    })();
    await clock.advance(250);
    expect([seen, clock.now(), clock.sleepers]).toEqual([[100, 200], 250, 1]);
    await clock.advance(50);
    expect(seen).toEqual([100, 200, 300]);
    expect(moves).toBe(4);
  });
});

describe('weather', () => {
  it('is the same for the same seed, in the bounds of what was measured', () => {
    const draw = (seed: number) => {
      const weather = realistic(seed);
      return Array.from({ length: 50 }, () => weather.delay('ec2.nat-gateway.create'));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const sorted = draw(3).sort((a, b) => a - b);
    expect(sorted[0]).toBeGreaterThanOrEqual(87_000);
    expect(sorted[49]).toBeLessThanOrEqual(121_000);
    expect(sorted[25]! / 1000).toBeCloseTo(112, -1);
    expect(instant.delay('rds.instance.create')).toBe(0);
  });

  it('of one kind does not depend on the others', () => {
    const [alone, mixed] = [realistic(7), realistic(7)];
    mixed.delay('rds.instance.create');
    expect(mixed.delay('ecs.task.start')).toBe(alone.delay('ecs.task.start'));
  });
});
