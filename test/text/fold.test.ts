import { expect, test } from 'vitest';
import { fold } from '../../src/text/fold.js';
import { widthOf } from '../../src/text/width.js';

const texts = [
  'The load balancer has no listener on port 80 that forwards to the service.',
  'ロードバランサーのDNS名でAPIにアクセスし、正常に動作すること。（例: /users）',
  'arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/demo-targets/0123456789abcdef',
];

test.each(texts)('%s is folded within every width and loses no letter', (text) => {
  for (let width = 4; width <= 120; width += 1) {
    const lines = fold(text, width);
    expect(lines.filter((it) => widthOf(it) > width)).toEqual([]);
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  }
});

test('words of English stay whole where they have room', () => {
  expect(fold('one two three', 8)).toEqual(['one two', 'three']);
});

test('a line of Japanese does not begin with a full stop or a closing bracket', () => {
  for (let width = 6; width <= 60; width += 1)
    for (const line of fold(texts[1]!, width)) expect(line).not.toMatch(/^[。、）]/);
});

test('nothing is nothing', () => {
  expect(fold('', 20)).toEqual([]);
});
