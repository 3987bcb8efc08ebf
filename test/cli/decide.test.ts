import { expect, it } from 'vitest';
import { hiddenIn } from '../../src/cli/decide.js';

it('what may have been made is looked for shortly only where everything shows at once', () => {
  expect(hiddenIn({ weather: 'instant' })).toBe(2);
  expect(hiddenIn({ weather: 'realistic' })).toBeUndefined();
  expect(hiddenIn(undefined)).toBeUndefined();
});
