import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { Aws } from '../../src/aws/clients.js';
import { rememberCall } from '../../src/aws/errors.js';
import { isRead } from '../../src/aws/looking.js';
import { memoryJournal } from '../../src/state/journal.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { widthOf } from '../../src/text/width.js';
import { linesOf } from '../../src/verify/checklist.js';
import { checklistOf } from '../../src/verify/checklist-of.js';
import { judge } from '../../src/verify/judge.js';
import { renderChecklist } from '../../src/verify/table.js';
import { redeploy } from './breakages.js';
import { type ApiStory, apiOver, faultsIn, gather, makeHealthyStack, usualStory } from './stage.js';

const seenIn = (facts: Parameters<typeof judge>[0]) => Object.fromEntries(judge(facts).map((it) => [it.id, it.seen]));

test('a healthy stack fulfils every line, by few calls that only read', async () => {
  const stack = await makeHealthyStack();
  const before = stack.calls.length;
  const facts = await gather(stack);
  expect(faultsIn(facts)).toEqual({});
  const calls = stack.calls.slice(before).map((it) => it.operation);
  expect(calls.filter((it) => !isRead(it))).toEqual([]);
  expect(calls.filter((it) => it !== 'ListTasks').length).toBeLessThanOrEqual(25);
  expect(seenIn(facts)).toMatchObject({
    'container-running': 'service=demo-service running=2/2',
    scaling: 'min=2 max=4 target=70.0 alarms=2',
    'min-max': 'min=2 max=4',
    'record-post': 'POST /api/persons → 201 id=1',
    'record-get': 'GET /api/persons → 200 found=true removed=true',
  });
  for (const { id, source, console } of judge(facts)) {
    expect([id, source.length > 0]).toEqual([id, true]);
    expect(console).toMatch(/^https:\/\/ap-northeast-1\.console\.aws\.amazon\.com\/\S+$/);
  }
});

test('the lines are told in the own words of the assignment, in its order, in both wordings', async () => {
  const facts = await gather(await makeHealthyStack());
  const words = [...Object.values(ja.verify.titles)];
  expect(new Set(words).size).toBe(words.length);
  for (const wording of ['1', '2'] as const) {
    const list = checklistOf(facts, ja, wording);
    expect(list.passed).toBe(true);
    expect(list.checks.map((it) => it.id)).toEqual(linesOf(wording).map(([id]) => id));
    expect(list.checks.filter((it) => it.requirement !== 'operation')).toHaveLength(18);
    expect(list.counts).toEqual({ ok: list.checks.length, ng: 0, skip: 0 });
  }
});

const stories: readonly [string, Partial<ApiStory>, ReturnType<typeof faultsIn>][] = [
  ['an API of /users', { form: '/users' }, {}],
  ['an API of /persons that removes nothing', { form: '/persons', canRemove: false }, {}],
  ['an API whose log tells who answers', { tells: 'log' }, {}],
  [
    'an API of other paths',
    { form: '/members' },
    {
      'api-answers': 'no-known-form',
      'record-post': 'no-known-form',
      'record-get': 'no-known-form',
      'database-connection': '− no-known-form',
    },
  ],
  ['an API whose server complains of semicolons', { tells: 'semicolons' }, {}],
  ['an API that writes down no more than its failures', { tells: 'refusals' }, {}],
  ['one task that refuses all', { tells: 'refusals', sticky: true }, { balancing: 'one-task-answers' }],
  [
    'an API that writes down its failures and takes everything',
    { tells: 'refusals', takesAll: true },
    { balancing: '− answers-unknown' },
  ],
  ['an API that tells not who answers', { tells: 'nothing' }, { balancing: '− answers-unknown' }],
  ['an API that answers no id', { hidesId: true }, { 'record-post': 'record-without-id' }],
  ['one task that answers everything', { sticky: true }, { balancing: 'one-task-answers' }],
  ['one task in whose log everything is', { sticky: true, tells: 'log' }, { balancing: 'one-task-answers' }],
  [
    'an API that takes no record',
    { fails: { POST: 500 } },
    { 'record-post': 'record-refused', 'record-get': 'record-refused', 'database-connection': 'record-lost' },
  ],
  [
    'an API that cannot list',
    { fails: { GET: 503 } },
    {
      'api-answers': 'answers-badly',
      'record-post': 'answers-badly',
      'record-get': 'answers-badly',
      'database-connection': 'answers-badly',
    },
  ],
  ['an API that forgets', { forgets: true }, { 'record-get': 'record-lost', 'database-connection': 'record-lost' }],
];

test.each(stories)('%s', async (_title, story, faults) => {
  const facts = await gather(await makeHealthyStack(), { story: { ...usualStory, ...story } });
  expect(faultsIn(facts)).toEqual(faults);
});

test.each<[string, Partial<ApiStory>]>([
  ['that refuses names that are too long', { tells: 'refusals' }],
  ['that takes them', { tells: 'refusals', takesAll: true }],
  ['that answers no id', { hidesId: true }],
])('nothing of ours stays in an API %s', async (_title, story) => {
  const stack = await makeHealthyStack();
  const http = apiOver(stack, { ...usualStory, ...story, before: 3 });
  await gather(stack, { http });
  const { api } = await gather(stack, { http });
  expect(api.tried[0]?.body).toContain('yamada-2');
  expect(api.tried[0]?.body).not.toContain('verify');
  expect(api.removed).toBe(true);
});

test('a record at the end of a long list is seen in what is kept of it', async () => {
  const { api } = await gather(await makeHealthyStack(), { story: { ...usualStory, before: 200 } });
  const email = /verify-[\w-]+@example\.com/.exec(api.post?.sent ?? '')?.[0];
  expect(api.list?.body).toMatch(
    new RegExp(`^\\[\\{"id":1,.* … \\{"id":201,"name":"meibo-infra verify","email":"${email}"`),
  );
  expect(api.list?.body?.length).toBeLessThan(800);
});

test.each([
  ['just now, no target there', 1, [], 'health-check-fails'],
  ['long ago, no target there', 30, [], undefined],
  ['just now, and nothing is checked for want of a listener', 1, ['unused', 'unused'], undefined],
] as const)('targets were unhealthy %s', async (_title, minutesAgo, states, fault) => {
  const facts = await gather(await makeHealthyStack());
  const createdAt = new Date(Date.parse(facts.takenAt) - minutesAgo * 60_000);
  const events = [{ createdAt, message: '(service demo) (port 80) is unhealthy in (target-group x) due to …' }];
  const targets = states.map((State) => ({ TargetHealth: { State } }));
  const changed = { ...facts, service: { ...facts.service!, events }, targets };
  expect(faultsIn(changed)['health-check']).toBe(fault);
});

test('a load balancer that is not there is named, and no other service is graded', async () => {
  const stack = await makeHealthyStack();
  const facts = await gather(stack, { search: { alb: 'my-alb' } });
  expect(judge(facts).filter((it) => it.result === 'ok')).toEqual([]);
  const { checks } = checklistOf(facts, en, '2');
  expect(checks.find((it) => it.id === 'load-balancer')?.cause).toContain('"my-alb"');
});

test('a load balancer is known by its ARN, its DNS name and its address too', async () => {
  const stack = await makeHealthyStack();
  const { loadBalancer } = await gather(stack);
  const { LoadBalancerArn, DNSName } = loadBalancer!;
  for (const alb of [LoadBalancerArn!, DNSName!, `http://${DNSName}/api/persons`])
    expect([alb, faultsIn(await gather(stack, { search: { alb } }))]).toEqual([alb, {}]);
});

test.each([
  { cluster: 'demo-cluster', service: 'demo-service' },
  { cluster: 'demo-cluster' },
  { service: 'demo-service' },
  { alb: 'demo-alb' },
])('everything is found from %o alone', async (names) => {
  const stack = await makeHealthyStack();
  // The names of the stack lead nowhere.
  const owner = { stack: 'nobody', region: stack.world.region };
  expect(faultsIn(await gather(stack, { search: { owner, ...names } }))).toEqual({});
});

test('where nothing stands, no line is fulfilled', async () => {
  const stack = await makeHealthyStack();
  const facts = await gather(stack, { search: { owner: { stack: 'nobody', region: stack.world.region } } });
  expect(judge(facts).filter((it) => it.result === 'ok')).toEqual([]);
});

test('a password in a plain variable counts as set, and its value shows nowhere', async () => {
  const stack = await makeHealthyStack();
  await redeploy(stack, await gather(stack), (it) => ({
    secrets: [],
    environment: [
      ...(it.environment ?? []),
      { name: 'DB_PASSWORD', value: 'Tr0ub4dor' },
      { name: 'KEY', value: 'Tr0ub4dor' },
    ],
  }));
  await stack.clock.advance(60_000);
  const facts = await gather(stack);
  expect(faultsIn(facts)).toEqual({});
  expect(seenIn(facts)['env-db-password']).toBe('DB_PASSWORD=********');
  expect(JSON.stringify([facts, checklistOf(facts, en, '2')])).not.toContain('Tr0ub4dor');
});

test('what may not be asked leaves its lines open and says so', async () => {
  const stack = await makeHealthyStack();
  const { aws } = stack.runtime(stack.config, memoryJournal());
  const refuse = async (command: object) => {
    const error = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    throw rememberCall(error, 'scaling', command.constructor.name.replace(/Command$/, ''));
  };
  const facts = await gather(stack, { aws: { ...aws, scaling: { send: refuse } } as unknown as Aws });
  expect(faultsIn(facts)).toEqual({
    scaling: '− not-allowed',
    'min-max': '− not-allowed',
    'cpu-70': '− not-allowed',
  });
  const { checks } = checklistOf(facts, en, '2');
  expect(checks.find((it) => it.id === 'min-max')?.cause).toContain('application-autoscaling:DescribeScalableTargets');
});

test('the table shows of every line what was seen, by which calls, and the page of the console', async () => {
  const list = checklistOf(await gather(await makeHealthyStack()), ja, '1');
  const lines = renderChecklist(list, { words: ja, color: false, columns: 400 });
  for (const { title, seen, source, console } of list.checks) {
    const at = lines.indexOf(`  ○ ${title.replaceAll('`', '')}`);
    expect(lines.slice(at + 1, at + 4)).toEqual([
      `      確認値: ${seen}`,
      `      根拠: ${source.join(', ')}`,
      `      画面: ${console}`,
    ]);
  }
});

test('the table fits a narrow terminal and cuts nothing but the heading', async () => {
  const stack = await makeHealthyStack();
  await stack.ecs.send(new UpdateServiceCommand({ cluster: 'demo-cluster', service: 'demo-service', desiredCount: 0 }));
  const facts = await gather(stack, { search: { cluster: 'none' } });
  for (const words of [ja, en])
    for (const columns of [40, 60, 200]) {
      const lines = renderChecklist(checklistOf(facts, words, '2'), { words, color: false, columns });
      expect(lines.filter((it) => widthOf(it) > columns && !it.includes('https://'))).toEqual([]);
      expect(lines.join('\n')).toContain('×');
    }
});

test('the titles are those of the assignment', () => {
  // The assignment itself is not part of the repository: where it lies beside it, the words are compared.
  const file = join(import.meta.dirname, '../../../shared/reference/assignment.ja.md');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return;
  }
  const { 'record-post': _post, 'record-get': _get, ...titles } = ja.verify.titles;
  for (const title of Object.values(titles)) expect(text).toContain(`- ${title}\n`);
});
