import { describe, expect, test } from 'vitest';
import type { Problem, ProblemCode } from '../../src/model/problem.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { explainProblem, sayProblem } from '../../src/text/problem.js';
import { speechOf } from '../../src/text/speech.js';
import type { Words } from '../../src/text/words.js';
import { evidence, faults, problems } from './samples.js';

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}「」、。（）]/u;
const broken = /undefined|\[object|NaN|null/;

const samples = Object.entries(problems).flatMap(([code, all]) =>
  all.map((facts, index) => ({ code: code as ProblemCode, facts, title: `${code} ${index}` })),
) as (Pick<Problem, 'code' | 'facts'> & { title: string })[];

/** Words of AWS, of the trade and of this tool that a Japanese engineer reads in Latin letters. */
const latin = new Set(
  `API APIs AWS AZ VPC NAT RDS DB ECR ECS IAM ID IP DNS URL URI HTTP HTTPS CPU JSON CIDR SCP VPN TLS ALB Fargate Docker Desktop Dockerfile
  CloudWatch Logs LCU MySQL Elastic Balancing Application Load Balancer Load Service Quotas Identity Center S3 SSM ASCII MiB GiB GB Linux CMD README
  Ctrl C git docker podman nerdctl finch buildah https ssh file save OCI true false path uri archive meibo-infra IPv4 Extended known vCPU AmazonECSTaskExecutionRolePolicy
  AWS_PROFILE AWS_REGION AWS_ENDPOINT_URL HTTPS_PROXY DB_ DB_HOST DB_NAME A Z sha256 sudo systemctl start aws configure sso login
  up destroy status --yes --local --profile --config --region --name --state config.example.json name region matcher
  min intervalSeconds image.path health stop info node PATH process iam-policy api EXPOSE ENTRYPOINT Apple Mac ARM arm64 x86_64 build linux amd64 Parameter Store ecs-tasks.amazonaws.com DB_USER DB_PASSWORD TMPDIR
  resource count On-Demand Group container auto pull load MEIBO_INFRA_DATABASE_IMAGE world.key local .meibo-infra databases server.log`.split(
    /\s+/,
  ),
);

/** Latin words of a Japanese sentence that are neither facts nor names. */
function english(text: string, facts: unknown): string[] {
  const told = JSON.stringify(facts).replaceAll(/\\(.)/g, '$1');
  return (
    text
      .replaceAll(/https:\/\/\S+|--[a-z]+/g, '')
      .match(/[A-Za-z][\w.:-]*/g)
      ?.map((it) => it.replace(/[.:]+$/, ''))
      .filter(
        (it) =>
          !latin.has(it) &&
          !told.includes(it) &&
          !/^(network|service|database|image|container|loadBalancer|scaling)\.\w+/.test(it) &&
          !/^db\./.test(it),
      ) ?? []
  );
}

describe.each<[string, Words]>([
  ['ja', ja],
  ['en', en],
])('%s', (language, words) => {
  test.each(samples)('$title is told whole', ({ code, facts }) => {
    const said = sayProblem({ code, facts }, words);
    expect(said.cause).not.toBe('');
    expect(said.todo.length).toBeGreaterThan(0);
    const lines = explainProblem({ code, facts }, words, { command: 'up' });
    expect(lines.join('\n')).not.toMatch(broken);
    expect(lines.at(-1)).toContain('meibo-infra ');
    const ours = [said.cause, ...said.todo];
    if (language === 'en') expect(lines.join('\n')).not.toMatch(japanese);
    else for (const line of ours) expect([line, english(line, [code, facts])]).toEqual([line, []]);
    if (language === 'ja') expect(said.cause).toMatch(/。$/);
  });

  test.each(Object.entries(faults))('fault %s is told whole', (code, facts) => {
    const text = (words.faults[code as keyof typeof faults] as (facts: object) => string)(facts);
    expect(text).not.toMatch(broken);
    if (language === 'en') expect(text).not.toMatch(japanese);
    else expect([text, english(text, facts)]).toEqual([text, []]);
  });

  test('names, hints and states have words of the language', () => {
    const facts = { action: 'ssm:GetParameters', role: 'r', path: '/p', port: 1, codes: '2', got: '3', image: 'i' };
    const hints = Object.values(words.hints).flatMap((say) =>
      [say({ log: false }), say({ ...facts, exitCode: 4, log: true })].flatMap(({ cause, todo }) => [cause, ...todo]),
    );
    const names = [words.steps, words.keys, words.states, words.kinds].flatMap((it) => Object.values(it));
    for (const text of [...hints, ...names]) {
      expect(text).not.toBe('');
      if (language === 'en') expect(text).not.toMatch(japanese);
      else expect([text, english(text, facts)]).toEqual([text, []]);
    }
  });

  test('images have words of the language', () => {
    for (const say of Object.values(words.images)) {
      const { cause, todo } = say((name) => `«${name}»`);
      for (const text of [cause, ...todo])
        if (language === 'en') expect(text).not.toMatch(japanese);
        else expect(text).toMatch(japanese);
    }
  });
});

test('Latin words stand off from the Japanese around them', () => {
  expect(ja.actions.adopt.done(ja.keys['load-balancing-service-role'])).toBe(
    '既存の Elastic Load Balancing のサービスにリンクされたロールを引き継ぎました',
  );
  expect(ja.actions.adopt.doing('VPC')).toBe('既存の VPC を確認しています');
  expect(ja.actions.adopt.failed('サブネット')).toBe('既存のサブネットを引き継げませんでした');
});

test('evidence is told with the hints that it gives', () => {
  const speak = speechOf(en);
  expect(speak.evidence(evidence)).toEqual([
    'State: failed, InsufficientFreeAddressesInSubnet — No free address',
    'Stopped task t1 (3 for the same reason): EssentialContainerExited, exit code 1 — Essential container in task exited',
    'Last log lines of task t1:',
    '  | dial tcp 10.0.10.5:3306: i/o timeout',
    'Event 2026-11-23T00:00:00Z: (service api) has reached a steady state.',
    'Target 10.0.10.7:80: unhealthy, Target.ResponseCodeMismatch — Health checks failed with these codes: [404]',
    'Health check: GET /health, port 80, healthy is 200',
    'Deployment: failed — tasks failed to start.',
    'In use by: network interface eni-1 (owner amazon-elb) — ELB app/x',
  ]);
  const facts = { got: '404', path: '/health', port: 80, codes: '200', exitCode: 1, log: true };
  const told = (['subnet-full', 'db-unreachable', 'interface-in-use'] as const).map((it) => en.hints[it](facts));
  expect(speak.hints(evidence)).toEqual(told.flatMap((it) => it.todo));
  expect(speak.guess(evidence)).toBe(told[0]?.cause);
});

test('a problem of up that found nothing made offers no cleaning up', () => {
  const problem = { code: 'aws-refused', facts: problems['aws-refused'][0] } as never;
  const last = explainProblem(problem, en, { command: 'up', empty: true }).slice(-2).join();
  expect(last).toContain('meibo-infra up');
  expect(last).not.toContain('destroy');
});

test('a problem of up ends with the two commands to go on', () => {
  const lines = explainProblem({ code: 'aws-refused', facts: problems['aws-refused'][0] as never }, ja, {
    command: 'up',
    options: '--local',
  });
  expect(lines).toEqual([
    '原因: DB インスタンス「meibo-db」: AWS がリクエストを受け付けませんでした（SomeCode）。',
    '根拠:',
    '  rds CreateDBInstance: SomeCode: Said so. (request ID r-1)',
    '対処:',
    '  - 上のメッセージに従って設定またはアカウントの状態を確認してください。一時的なエラーであれば再実行で解決します。',
    '続け方:',
    '  続きから再開する: meibo-infra up --local',
    '  作成したものを削除する: meibo-infra destroy --local',
  ]);
});
