import { expect, test } from 'vitest';
import { barOf, renderStatus } from '../../src/report/status.js';
import { type StatusView, statusJson } from '../../src/report/status-view.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { widthOf } from '../../src/text/width.js';
import { items } from './scene.js';

const view: StatusView = {
  stack: 'meibo',
  account: '123456789012',
  region: 'ap-northeast-1',
  overall: 'unwell',
  steps: [
    { step: 'network', items: items.slice(1, 2) },
    { step: 'alb', items: items.slice(3, 4) },
  ],
  drift: [{ step: 'rds', key: 'db', kind: 'rds:db-instance', change: { path: 'backupRetentionDays', is: 0, want: 1 } }],
  tasks: {
    desired: 2,
    running: 2,
    healthy: 1,
    list: [
      {
        id: '0123456789abcdef',
        zone: 'ap-northeast-1a',
        status: 'RUNNING',
        health: 'healthy',
        startedAt: '2026-11-23T00:00:00.000Z',
      },
      {
        id: 'fedcba9876543210',
        zone: 'ap-northeast-1c',
        status: 'RUNNING',
        health: 'unhealthy',
        reason: 'Target.Timeout',
        startedAt: '2026-11-23T00:00:05.000Z',
      },
    ],
  },
  rollouts: [{ id: 'ecs-svc/1', state: 'COMPLETED', desired: 2, running: 2, failed: 0 }],
  scaling: { min: 2, max: 4, current: 2, targetCpu: 70, lastCpu: 12.34 },
  database: {
    id: 'meibo-db',
    state: 'available',
    engine: 'mysql 8.4.3',
    endpoint: 'meibo-db.x.rds.amazonaws.com:3306',
  },
  url: { url: 'http://meibo-alb.example/', status: 200, milliseconds: 12 },
};

test('the table on 80 columns', () => {
  expect(renderStatus(view, { words: ja, color: false, columns: 80 })).toEqual([
    '✖ meibo / ap-northeast-1 / 123456789012: 問題があります',
    '',
    'リソース',
    '  ネットワーク      ░░░░░░░░░░  0/1',
    '    ! NAT ゲートウェイ 1  nat-0a1  保留中  準備中',
    '  ロードバランサー  ██████████  1/1',
    '    ✔ Application Load Balancer  meibo-alb',
    '',
    '設定との差分',
    '  DB インスタンス  backupRetentionDays: 0 → 1',
    '',
    'タスク',
    '  ██████████  2/2 実行中',
    '  █████░░░░░  1/2 ヘルスチェック正常',
    '  タスク ID  AZ               状態    ヘルスチェック       開始日時',
    '  01234567   ap-northeast-1a  実行中  正常                 2026-11-23 00:00:00Z',
    '  fedcba98   ap-northeast-1c  実行中  異常 Target.Timeout  2026-11-23 00:00:05Z',
    '  → タスクのセキュリティグループが ALB からの通信を許可しているか確認してくださ',
    '    い。「meibo-infra up」を再実行すると、設定どおりの内容に修復されます。',
    '  → API の起動や応答が遅い場合は、service.gracePeriodSeconds を長くするか、',
    '    container.cpu を増やしてください。',
    '',
    'デプロイ',
    '  ecs-svc/1  完了  2/2',
    '',
    'スケーリング',
    '  最小 2 / 最大 4 / 現在 2、CPU 目標 70%（直近 12.3%）',
    '',
    'データベース',
    '  meibo-db  利用可能  mysql 8.4.3',
    '  meibo-db.x.rds.amazonaws.com:3306',
    '',
    'URL',
    '  http://meibo-alb.example/  HTTP 200（12ミリ秒）',
  ]);
});

test.each([40, 80, 200])('no line but the URL is wider than %i columns', (columns) => {
  for (const words of [ja, en])
    for (const line of renderStatus(view, { words, color: true, columns }))
      if (!line.includes('http:')) expect([line, widthOf(line) <= columns]).toEqual([line, true]);
});

test('an absent stack is one line', () => {
  const absent: StatusView = { stack: 'meibo', account: '1', region: 'r', overall: 'absent', steps: [], drift: [] };
  expect(renderStatus(absent, { words: en, color: false, columns: 80 })).toEqual([
    '– meibo / r / 1: Nothing has been made yet',
  ]);
});

test('a database that is not MySQL itself is labelled', () => {
  const local = { ...view, database: { ...view.database!, software: 'embedded SQLite', approximate: true } };
  const rows = renderStatus(local, { words: ja, color: false, columns: 60 });
  expect(rows).toContain('  実際に応答するサーバー: 内蔵の簡易エンジン（SQLite）');
  expect(rows).toContain('  MySQL ではなく、基本的な SQL だけが使えます');
});

test('critical findings of the scan of the image are shown, and only these', () => {
  const scan = {
    state: 'COMPLETE',
    critical: 2,
    high: 7,
    list: [{ name: 'CVE-2026-1', uri: 'https://x/1' }, { name: 'CVE-2026-2' }],
  };
  const lines = renderStatus({ ...view, scan }, { words: en, color: false, columns: 120 });
  const from = lines.indexOf('Vulnerabilities in the image (ECR scan)');
  expect(lines.slice(from + 1, from + 4)).toEqual([
    '  ! 2 critical, 7 high. Update the base image and the packages, then run "meibo-infra up".',
    '    CVE-2026-1  https://x/1',
    '    CVE-2026-2',
  ]);
  const harmless = { ...view, scan: { ...scan, critical: 0, list: [] } };
  expect(renderStatus(harmless, { words: ja, color: false, columns: 80 })).toEqual(
    renderStatus(view, { words: ja, color: false, columns: 80 }),
  );
});

test('the JSON form holds the whole view', () => {
  expect(JSON.parse(statusJson(view))).toEqual(view);
});

test.each([
  [0, 2, '░░░░░░░░░░'],
  [1, 3, '███░░░░░░░'],
  [5, 2, '██████████'],
  [0, 0, '░░░░░░░░░░'],
])('%i of %i', (part, whole, bar) => {
  expect(barOf(part, whole)).toBe(bar);
});

test.each([
  ['ja', ja, '実際に応答するサーバー: MariaDB 10.11.19', 'JSON の -> 演算子と utf8mb4_0900 の照合順序は使えません'],
  ['en', en, 'Really answers here: MariaDB 10.11.19', 'It lacks -> for JSON and the collations utf8mb4_0900'],
] as const)(
  'on 60 columns: which server stands in for RDS and what it cannot do (%s)',
  (_language, words, who, lack) => {
    const database = { ...view.database!, software: 'MariaDB 10.11.19', approximate: false };
    const rows = (it: object) => renderStatus({ ...view, database: it as never }, { words, color: false, columns: 60 });
    expect(rows(database)).toEqual(expect.arrayContaining([`  ${who}`, `  ${lack}`]));
    const mysql = rows({ ...database, software: 'MySQL 8.4.7' }).join('\n');
    expect(mysql).toContain('MySQL 8.4.7');
    expect(mysql).not.toContain(lack);
    expect(rows(view.database!).join('\n')).not.toContain(who.slice(0, 10));
    for (const row of rows({ ...database, software: 'x', approximate: true })) expect(row).not.toContain('…');
  },
);

test('while a command changes the stack, the head tells that, until all is well', () => {
  const head = (more: Partial<StatusView>, words = en) =>
    renderStatus({ ...view, underWay: { command: 'up', pid: 4711 }, ...more }, { words, color: false, columns: 80 })[0];
  expect(head({})).toBe('… meibo / ap-northeast-1 / 123456789012: "up" is at work (process 4711)');
  expect(head({ overall: 'absent' }, ja)).toBe(
    '… meibo / ap-northeast-1 / 123456789012: 「up」を実行中です（プロセス 4711）',
  );
  expect(head({ overall: 'well' })).toBe('✔ meibo / ap-northeast-1 / 123456789012: All is well');
});

test('a task definition that has an older revision is not called missing', () => {
  const whose = {
    ...{ step: 'task-def', key: 'task', kind: 'ecs:task-definition', name: 'meibo-task' },
    id: 'arn:aws:ecs:ap-northeast-1:123456789012:task-definition/meibo-task:1',
  };
  const rowOf = (more: { outdated?: true }) => {
    const steps = [{ step: 'task-def' as const, items: [{ whose, action: 'create' as const, changes: [], ...more }] }];
    return renderStatus({ ...view, steps }, { words: en, color: false, columns: 80 })[4];
  };
  expect(rowOf({ outdated: true })).toBe(
    '    ! task definition  task-definition/meibo-task:1  differs from the config',
  );
  expect(rowOf({})).toBe('    ! task definition  task-definition/meibo-task:1  missing');
});
