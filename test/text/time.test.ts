import { afterEach, expect, test } from 'vitest';
import { timeIn } from '../../src/text/time.js';

const before = process.env.TZ;
afterEach(() => {
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
});

test.each([
  ['UTC', '2026-11-23 12:34:56 UTC'],
  ['Asia/Tokyo', '2026-11-23 21:34:56 +09:00'],
  ['Asia/Kolkata', '2026-11-23 18:04:56 +05:30'],
  ['America/St_Johns', '2026-11-23 09:04:56 -03:30'],
])('a moment in %s', (zone, told) => {
  process.env.TZ = zone;
  expect(timeIn('2026-11-23T12:34:56.789Z')).toBe(told);
  expect(timeIn(new Date('2026-11-23T12:34:56Z'))).toBe(told);
});
