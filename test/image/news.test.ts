import { expect, it } from 'vitest';
import { paced } from '../../src/image/news.js';
import { bytesIn, imageNote } from '../../src/text/bytes.js';

it('tells a few times a second how far a push has come and how fast, and always the end', () => {
  let now = 0;
  const told: { at: number; done: number; speed: number }[] = [];
  const report = paced(
    ({ done, speed }) => told.push({ at: now, done, speed }),
    () => now,
  );
  // 10 MB a second in pieces of 10 ms, then a line that stands still for two seconds.
  for (; now < 1000; now += 10) report({ done: now * 10_000, total: 20_000_000, layers: { done: 0, total: 2 } });
  expect(told.length).toBe(5);
  expect(told.at(-1)).toEqual({ at: 800, done: 8_000_000, speed: 10_000_000 });
  now = 3000;
  report({ done: 10_000_000, total: 20_000_000, layers: { done: 1, total: 2 } });
  expect(told.at(-1)?.speed).toBeLessThan(5_000_000);
  now = 3010;
  report({ done: 20_000_000, total: 20_000_000, layers: { done: 2, total: 2 } });
  report({ done: 20_000_000, total: 20_000_000, layers: { done: 2, total: 2 } });
  expect(told.slice(-1)).toEqual([{ at: 3010, done: 20_000_000, speed: Math.round(20_000_000 / 3.01) }]);
});

it('writes bytes as people do', () => {
  expect([0, 999, 1000, 84_000_000, 199_949_999, 1_000_000_000_000].map(bytesIn)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '84.0 MB',
    '200 MB',
    '1.0 TB',
  ]);
  const news = { type: 'image.progress', phase: 'push', done: 42, total: 100 } as const;
  expect(imageNote({ ...news, layers: { done: 1, total: 3 }, speed: 31_234_567 }, 'layers')).toBe(
    '42%  42 B / 100 B  layers 1/3  31.2 MB/s',
  );
  expect(imageNote({ type: 'image.progress', phase: 'build', line: 'Step 1' }, 'layers')).toBe('Step 1');
});
