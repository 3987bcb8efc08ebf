import { expect, test } from 'vitest';
import { faultyPlace } from '../../src/config/json-place.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { explainProblem, sayProblem } from '../../src/text/problem.js';

test.each([
  ['{"a": 1,}', 'a key in quotation marks (") has to stand here; if the comma before it is one too many, delete it'],
  ['{a: 1}', 'a key in quotation marks (") or the closing } has to stand here'],
  ['{"a" 1}', 'a colon has to follow the key'],
  ['{"a": }', 'a value has to stand here; if the comma before it is one too many, delete it'],
  ['{"a": 1 "b"', 'a comma or the closing } has to stand here'],
  ['[,', 'a value or the closing ] has to stand here'],
  ['[1 2]', 'a comma or the closing ] has to stand here'],
  ['{} x', 'it should end here'],
])('%s: what is missing is told in words', (json, words) => {
  const { line, column, expected } = faultyPlace(json)!;
  const facts = { file: 'f', reason: `line ${line}, column ${column}: ${expected} expected` };
  const [english] = sayProblem({ code: 'config-unreadable', facts }, en).evidence ?? [];
  expect(english).toBe(`It is not JSON at line ${line}, column ${column} (${words})`);
  const [japanese] = sayProblem({ code: 'config-unreadable', facts }, ja).evidence ?? [];
  expect(japanese).toMatch(/^\d+行 \d+文字目が JSON として正しくありません（[^<>]*です[^<>]*）$/);
});

const stopped = (facts: object) =>
  explainProblem({ code: 'interrupted', facts: { command: 'up', ...facts } }, en, { command: 'up' }).join('\n');

test('an interruption tells of charges on AWS only, and offers no cleaning up where nothing was begun', () => {
  expect(stopped({})).toMatch(/costs money[^]*meibo-infra destroy/);
  expect(stopped({ local: true })).not.toContain('money');
  expect(stopped({ local: true })).toContain('meibo-infra destroy');
  expect(stopped({ untouched: true })).toContain('Nothing was changed.');
  expect(stopped({ untouched: true })).not.toMatch(/money|destroy|state file/);
});
