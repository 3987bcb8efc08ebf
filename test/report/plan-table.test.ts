import { expect, test } from 'vitest';
import { unknown } from '../../src/model/unknown.js';
import { renderPlan } from '../../src/report/plan-table.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { widthOf } from '../../src/text/width.js';
import { items } from './scene.js';

const plan = { command: 'up' as const, items, hourlyUsd: 0.16116 };

test('the plan on 80 columns', () => {
  expect(renderPlan(plan, { words: ja, color: false, columns: 80 })).toEqual([
    '実行計画',
    '  + ネットワーク  VPC                 meibo-vpc',
    '  … ネットワーク  NAT ゲートウェイ 1  nat-0a1',
    '      待機: 保留中',
    '  ~ データベース  DB インスタンス     meibo-db',
    '      backupRetentionDays: 0 → 1',
    '  ! サービス      ECS サービス        meibo-service',
    '      cluster: a → （作成後に決まります）  変更できません',
    '作成 1 / 変更 1 / 削除 0 / そのまま 1 / 待機 1 / 変更できない 1',
    '料金の目安（東京リージョン、通信量を除く）: 1時間 $0.161 / 1日 $3.87 / 1か月 $118',
  ]);
});

test('the plan on 40 columns cuts the names, and leaves them out where little would be left', () => {
  const lines = renderPlan(plan, { words: en, color: false, columns: 40 });
  expect(lines.slice(0, 7)).toEqual([
    'Plan',
    '  + network   VPC            meibo-vpc',
    '  … network   NAT gateway 1  nat-0a1',
    '      wait: pending',
    '  ~ database  DB instance    meibo-db',
    '      backupRetentionDays: 0 → 1',
    '  ! service   ECS service    meibo-serv…',
  ]);
  expect(renderPlan(plan, { words: ja, color: false, columns: 40 })[1]).toBe('  + ネットワーク  VPC');
  for (const line of lines.slice(0, -1)) expect(widthOf(line)).toBeLessThanOrEqual(40);
});

test('what the price leaves out is named, and ids are short', () => {
  const whose = {
    step: 'ecr-push',
    key: 'image',
    kind: 'ecr:image',
    name: 'meibo-image',
    id: `sha256:${'0123456789abcdef'.repeat(4)}`,
  };
  const task = {
    step: 'task-def',
    key: 'task',
    kind: 'ecs:task-definition',
    name: 'meibo-task',
    id: 'arn:aws:ecs:ap-northeast-1:123456789012:task-definition/meibo-task:1',
  };
  const removals = [whose, task].map((it) => ({ whose: it, action: 'remove' as const, changes: [] }));
  const unpriced = ['db.r7g.large'];
  expect(
    renderPlan({ command: 'up', items: removals, hourlyUsd: 0.1, unpriced }, { words: en, color: false, columns: 80 }),
  ).toEqual([
    'Plan',
    '  - container image  container image  sha256:0123456789ab',
    '  - task definition  task definition  task-definition/meibo-task:1',
    'Create 0 / Change 0 / Delete 2 / Unchanged 0',
    'Price (Tokyo region, without traffic): $0.100 per hour / $2.40 per day / $73 per month',
    'Not included, price unknown: db.r7g.large',
  ]);
});

test('colours take no width', () => {
  const plain = renderPlan(plan, { words: ja, color: false, columns: 80 });
  const coloured = renderPlan(plan, { words: ja, color: true, columns: 80 });
  expect(coloured.join('')).toContain('\u001b[32m+\u001b[39m');
  expect(coloured.map(widthOf)).toEqual(plain.map(widthOf));
});

test('nothing to do is said in one line', () => {
  const calm = items.filter((it) => it.action === 'none');
  expect(renderPlan({ command: 'up', items: calm }, { words: ja, color: false, columns: 80 })).toEqual([
    '変更はありません。',
    '作成 0 / 変更 0 / 削除 0 / そのまま 1',
  ]);
  expect(renderPlan({ command: 'destroy', items: [] }, { words: en, color: false, columns: 80 })).toEqual([
    'Nothing to delete.',
  ]);
});

test('an ARN that changes is cut to what tells it from another one', () => {
  const is = 'arn:aws:ecs:ap-northeast-1:123456789012:task-definition/meibo-task:1';
  const whose = { step: 'service', key: 'service', kind: 'ecs:service', name: 'meibo-service' };
  const changes = [{ path: 'taskDefinition', is, want: unknown }];
  const plan = { command: 'up' as const, items: [{ whose, action: 'change' as const, changes }] };
  expect(renderPlan(plan, { words: en, color: false, columns: 80 })[2]).toBe(
    '      taskDefinition: task-definition/meibo-task:1 → (known after up)',
  );
});
