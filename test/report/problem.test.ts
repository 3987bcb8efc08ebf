import { expect, test } from 'vitest';
import { Problem } from '../../src/model/problem.js';
import { printProblem } from '../../src/report/problem.js';
import { ja } from '../../src/text/ja/index.js';
import { paper } from './scene.js';

const problem = new Problem('endpoint-unreachable', {
  endpoint: 'sts.ap-northeast-1.amazonaws.com',
  reason: 'ENOTFOUND',
});

function print(json: boolean, color = false) {
  const stderr = paper();
  const stdout = paper();
  printProblem(problem, {
    words: ja,
    stderr: stderr.stream,
    stdout: stdout.stream,
    color,
    columns: 80,
    json,
    command: 'up',
  });
  return { stderr: stderr.text(), stdout: stdout.text() };
}

test('a problem goes to stderr in words', () => {
  expect(print(false)).toEqual({
    stdout: '',
    stderr: `
✖ 原因: sts.ap-northeast-1.amazonaws.com に接続できません。
  根拠:
    ENOTFOUND
  対処:
    - ネットワーク接続、プロキシ（HTTPS_PROXY）、VPN の設定を確認してください。
    - ローカルクラウドの場合は「meibo-infra up --local」で起動し直してください。
  続け方:
    続きから再開する: meibo-infra up
    作成したものを削除する: meibo-infra destroy
`,
  });
});

test('with --json it is one more line on stdout', () => {
  const { stderr, stdout } = print(true);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ type: 'problem', code: problem.code, facts: problem.facts });
});

test('colours are only where they are wanted', () => {
  expect(print(false).stderr).not.toContain('\u001b');
  expect(print(false, true).stderr).toContain('\u001b[31m✖');
});
