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
  expect(stopped({})).toMatch(/costs money.*meibo-infra destroy/s);
  expect(stopped({ local: true })).not.toContain('money');
  expect(stopped({ local: true })).toContain('meibo-infra destroy');
  expect(stopped({ untouched: true })).toContain('Nothing was changed.');
  expect(stopped({ untouched: true })).not.toMatch(/money|destroy|state file/);
});

const image = (code: string, facts: Readonly<Record<string, unknown>>, words = ja) => {
  const { cause, evidence, todo } = sayProblem({ code: 'image-failed', facts: { code, facts } }, words);
  return { cause, evidence, todo: todo.join('\n') };
};

test('evidence of an image problem repeats nothing of the cause, and has names in the language', () => {
  expect(image('platform-mismatch', { wanted: 'linux/amd64', found: ['linux/arm64'] }).evidence).toEqual([
    '必要なもの: linux/amd64',
    '実際: linux/arm64',
  ]);
  const unreachable = { host: 'nowhere.example', cause: 'ENOTFOUND' };
  expect(image('registry-unreachable', unreachable).evidence).toEqual(['エラー: ENOTFOUND']);
  expect(image('registry-unreachable', unreachable, en).evidence).toEqual(['Error: ENOTFOUND']);
  expect(image('build-failed', { engine: 'docker', exitCode: 1, lastLines: ['a', 'b'] }, en).evidence).toEqual([
    'Container engine: docker',
    'Last output:',
    '  | a',
    '  | b',
  ]);
});

test('an archive that is not there is told by its path, and not as an image of a registry', () => {
  const { cause, evidence, todo } = image('image-not-found', { path: '/home/x/app.tar' });
  expect(cause).toBe('設定の image.archive のファイル /home/x/app.tar がありません。');
  expect(evidence).toEqual([]);
  expect(todo).not.toContain('レジストリ');
  expect(image('image-not-found', { reference: 'h/r:1' }).todo).toContain('レジストリ');
});
