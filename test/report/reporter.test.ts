import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/report/events.js';
import { createReporter, type ReporterKind } from '../../src/report/reporter.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { widthOf } from '../../src/text/width.js';
import type { Words } from '../../src/text/words.js';
import { db, nat, paper, standingClock, story } from './scene.js';

function play(
  kind: ReporterKind,
  words: Words,
  columns = 80,
  events: readonly { after: number; event: Event }[] = story,
) {
  const clock = standingClock();
  const stderr = paper(kind === 'spinner' ? columns : undefined);
  const stdout = paper();
  const reporter = createReporter({
    kind,
    words,
    stderr: stderr.stream,
    stdout: stdout.stream,
    color: false,
    columns: () => columns,
    clock,
  });
  const start = clock.at;
  for (const { after, event } of events) {
    clock.at = start + after * 1000;
    reporter.report(event);
  }
  reporter.close();
  return { stderr, stdout };
}

test('plain lines say what begins, changes and ends, and give a sign of life', () => {
  const { stderr, stdout } = play('lines', ja);
  expect(stdout.text()).toBe('');
  expect(stderr.lines()).toEqual([
    'アカウント 123456789012 / ap-northeast-1 / スタック meibo',
    '… VPC を作成しています  meibo-vpc',
    '… DB インスタンスを作成しています  meibo-db',
    '… DB インスタンスを作成しています  meibo-db  作成中  1秒',
    '✔ VPC を作成しました  meibo-vpc  vpc-0a1  2秒',
    '… 1件を処理しています',
    '    DB インスタンスを作成しています  meibo-db  作成中  39秒',
    '… DB インスタンスを作成しています  meibo-db  バックアップ中  49秒',
    '… DB インスタンス「meibo-db」に通常（55秒程度）より時間がかかっています（59秒経過）',
    '✖ DB インスタンスを作成できませんでした  meibo-db  1分04秒',
    '⚠ 3件を削除しましたが、2件が残っています（1分10秒）。もう一度「meibo-infra destroy」を実行してください。',
    '残っているリソース: 2件',
    '  - Elastic IP アドレス  meibo-nat-eip-1  eipalloc-1  約 $3.65/月',
    '  - ECS クラスター  meibo  無料',
    '課金が続くリソース: 1件',
  ]);
});

test('the same in English', () => {
  expect(play('lines', en).stderr.lines()).toEqual([
    'Account 123456789012 / ap-northeast-1 / stack meibo',
    '… Creating VPC  meibo-vpc',
    '… Creating DB instance  meibo-db',
    '… Creating DB instance  meibo-db  creating  1s',
    '✔ Created VPC  meibo-vpc  vpc-0a1  2s',
    '… 1 under way'.replace('1 under', '1 still under'),
    '    Creating DB instance  meibo-db  creating  39s',
    '… Creating DB instance  meibo-db  backing up  49s',
    '… DB instance "meibo-db" takes longer than usual (59s; usually about 55s)',
    '✖ Could not create DB instance  meibo-db  1m04s',
    '⚠ 3 resources deleted, 2 left (1m10s). Run "meibo-infra destroy" again.',
    'Resources that are left: 2',
    '  - Elastic IP address  meibo-nat-eip-1  eipalloc-1  about $3.65 a month',
    '  - ECS cluster  meibo  free',
    'Resources that still cost money: 1',
  ]);
});

test('a destroy that left nothing says that nothing costs money', () => {
  const done: Event = { type: 'destroy.done', seconds: 300, removed: 37, left: [] };
  expect(play('lines', ja, 80, [{ after: 0, event: done }]).stderr.lines()).toEqual([
    '✔ すべて削除しました（37件、5分00秒）。',
    '課金が続くリソース: 0件',
  ]);
});

test('a refused call is told once for each reason', () => {
  const blocked = (code: string, seconds: number): Event => ({
    type: 'resource.blocked',
    whose: nat,
    action: 'remove',
    code,
    message: 'In use.',
    seconds,
  });
  const events = [blocked('DependencyViolation', 1), blocked('DependencyViolation', 2), blocked('Throttling', 3)];
  expect(
    play(
      'lines',
      ja,
      80,
      events.map((event, after) => ({ after, event })),
    ).stderr.lines(),
  ).toEqual([
    '… NAT ゲートウェイ 1「meibo-nat-gateway-1」は AWS がまだ受け付けていません（DependencyViolation、1秒経過）。自動的に再試行します: In use.',
    '… NAT ゲートウェイ 1「meibo-nat-gateway-1」は AWS がまだ受け付けていません（Throttling、3秒経過）。自動的に再試行します: In use.',
  ]);
});

test('JSON lines are the events as they are, with their time, on stdout', () => {
  const { stderr, stdout } = play('json', ja);
  expect(stderr.text()).toBe('');
  const seen = stdout.lines().map((it) => JSON.parse(it));
  expect(seen.map(({ time: _, ...event }) => event)).toEqual(story.map((it) => it.event));
  expect(seen[0].time).toBe('2026-11-23T00:00:00.000Z');
});

test('silent says nothing', () => {
  const { stderr, stdout } = play('silent', ja);
  expect(stderr.text() + stdout.text()).toBe('');
});

describe.each([40, 80, 200])('the live view on %i columns', (columns) => {
  const many = [
    ...story.slice(0, 4),
    ...Array.from({ length: 15 }, (_, i) => ({
      after: 5,
      event: { type: 'resource.start', whose: { ...nat, key: `nat-gateway-${i}` }, action: 'create' } as Event,
    })),
  ];
  /** Draws until something is on the terminal that must be there. */
  async function drawn(words: Words, until: string, events = many): Promise<string[]> {
    const clock = standingClock();
    const stderr = paper(columns);
    const { stream } = stderr;
    const reporter = createReporter({
      kind: 'spinner',
      words,
      stderr: stream,
      stdout: stream,
      color: false,
      columns: () => columns,
      clock,
    });
    for (const { event } of events) reporter.report(event);
    for (let i = 0; i < 150 && !stderr.text().includes(until); i++) await new Promise((done) => setTimeout(done, 20));
    reporter.close();
    expect(stderr.text().includes(until)).toBe(true);
    // A frame begins at the start of a line on a real terminal.
    return stripVTControlCharacters(stderr.text().replaceAll('\u001b[?2026h', '\n')).split('\n');
  }

  test.each([
    [ja, 'ほか 6件'],
    [en, 'and 6 more'],
  ])('no line wraps, and what is too much is counted', async (words, rest) => {
    const lines = await drawn(words, rest);
    const live = lines.filter((it) => it.startsWith('    '));
    expect(live.length).toBeGreaterThanOrEqual(12);
    for (const line of lines.slice(1)) expect([line, widthOf(line) < columns]).toEqual([line, true]);
    expect(lines.join('\n')).toContain(words.progress.underWay(17));
  });

  test('finished lines stay', async () => {
    const lines = await drawn(ja, '✔', story.slice(0, 5));
    expect(lines.some((it) => it.includes('✔ VPC を作成しました  meibo-vpc  vpc-0a1  2秒') || columns < 60)).toBe(true);
  });
});

test('after close the live view is gone, and comes back with the next event', () => {
  const clock = standingClock();
  const stderr = paper(80);
  const reporter = createReporter({
    kind: 'spinner',
    words: en,
    stderr: stderr.stream,
    stdout: stderr.stream,
    color: false,
    columns: () => 80,
    clock,
  });
  reporter.report({ type: 'resource.start', whose: db, action: 'create' });
  reporter.close();
  const before = stderr.text().length;
  reporter.report({ type: 'resource.state', whose: db, action: 'create', state: 'creating', seconds: 3 });
  reporter.close();
  expect(stderr.text().slice(before)).toContain('Creating DB instance  meibo-db  creating');
});

test.each(['lines', 'spinner'] as const)('what keeps a service from getting on is told in full (%s)', (kind) => {
  const whose = { step: 'service', key: 'service', kind: 'ecs:service', name: 'meibo-service' };
  const message = "(service x) was unable to place a task. Reason: You've reached the limit on the number of vCPUs.";
  const evidence = [{ kind: 'event' as const, at: '2026-11-23T00:00:00Z', message }];
  const event = { type: 'resource.hindered', whose, action: 'wait', evidence, seconds: 5 } as const;
  const { stderr } = play(kind, en, 80, [{ after: 0, event }]);
  const text = stripVTControlCharacters(stderr.text());
  expect(text).toMatch(/⚠ ECS service "meibo-service" is not getting on: .*Fargate vCPUs/);
  expect(text).toContain('servicequotas/home/services/fargate/quotas');
});
