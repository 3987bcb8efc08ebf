import { expect, it } from 'vitest';
import { createMeter } from '../../../src/local-cloud/tasks/usage.js';

it('a task shows what it has used of its share, and never more than all of it', () => {
  let now = 0;
  let used = { cpuSeconds: 0, bytes: 64 * 2 ** 20 };
  const meter = createMeter(
    () => used,
    { cpu: 512, memory: 128 },
    () => now,
  );
  const after = (cpuSeconds: number, mebibytes: number) => {
    now += 1000;
    used = { cpuSeconds: used.cpuSeconds + cpuSeconds, bytes: mebibytes * 2 ** 20 };
    meter.sample();
    return meter.read();
  };
  expect(after(0.25, 64)).toEqual({ cpu: 50, memory: 50 });
  after(2, 512);
  expect(after(2, 512)).toEqual({ cpu: 100, memory: 100 });
});
