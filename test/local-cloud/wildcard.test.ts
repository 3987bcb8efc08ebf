import { describe, expect, it } from 'vitest';
import { wildcard } from '../../src/local-cloud/wildcard.js';

/** The same by a regular expression, for patterns short enough for one. */
const byExpression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replace(/\\?[\s\S]/g, (part) => {
      if (part === '*') return '[\\s\\S]*';
      if (part === '?') return '[\\s\\S]';
      return (part.length > 1 ? part.slice(1) : part).replace(/[\\*?]/g, '\\$&');
    })}$`,
  );

/** Every word over the letters, up to a length. */
function words(letters: string, longest: number): string[] {
  const grow = (from: string[]) => from.flatMap((word) => [...letters].map((letter) => word + letter));
  const all = [['']];
  for (let length = 0; length < longest; length += 1) all.push(grow(all.at(-1)!));
  return all.flat();
}

describe('a wildcard', () => {
  it('fits what it should, for every pattern of up to five signs', () => {
    const texts = words('ab*', 5);
    for (const pattern of words('ab*?\\', 5)) {
      const [fits, expression] = [wildcard(pattern), byExpression(pattern)];
      const wrong = texts.filter((text) => fits(text) !== expression.test(text));
      expect([pattern, wrong]).toEqual([pattern, []]);
    }
  }, 60_000);

  it('made to exhaust the reader takes no time', () => {
    const started = performance.now();
    expect(wildcard('*a'.repeat(60).concat('*b'))('a'.repeat(255))).toBe(false);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
