import { expect, test } from 'vitest';
import { padTo, truncateTo, widthOf } from '../../src/text/width.js';

test.each([
  ['', 0],
  ['abc', 3],
  ['日本語', 6],
  ['ﾊﾝｶｸ', 4],
  ['ｶﾞ', 2],
  ['が', 2],
  ['（）「」、。', 12],
  ['─│…→', 4],
  ['█░', 2],
  ['✔✖⚠', 3],
  ['😀', 2],
  ['👨‍👩‍👧', 2],
  ['🇯🇵', 2],
  ['한글', 4],
  ['𠮷', 2],
  ['\u001b[32m緑\u001b[39m', 2],
  ['a\u200bb', 2],
])('%j takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test('padding counts columns', () => {
  expect(padTo('日本', 6)).toBe('日本  ');
  expect(padTo('日本', 2)).toBe('日本');
});

test.each([
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['abc', 1, '…'],
  ['abc', 0, ''],
])('%j cut to %i is %j', (text, width, cut) => {
  expect(truncateTo(text, width)).toBe(cut);
  expect(widthOf(truncateTo(text, width))).toBeLessThanOrEqual(Math.max(0, width));
});
