import { readFile } from 'node:fs/promises';
import { ListTasksCommand } from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { problemOf } from '../../src/aws/refusals.js';
import { keepFailure } from '../../src/cli/keep-failure.js';
import { ecsSlice } from '../../src/local-cloud/services/ecs/store.js';
import { elbSlice } from '../../src/local-cloud/services/elbv2/store.js';
import type { Weather } from '../../src/local-cloud/weather.js';
import type { Problem } from '../../src/model/problem.js';
import { printProblem } from '../../src/report/problem.js';
import { renderStatus } from '../../src/report/status.js';
import { openJournal } from '../../src/state/journal.js';
import type { Failure, Journal } from '../../src/state/schema.js';
import { collectStatus } from '../../src/status/collect.js';
import { steps } from '../../src/steps/index.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { tellProblem } from '../../src/text/problem.js';
import { makeFolder } from '../image/images.js';
import { paper } from '../report/scene.js';
import { startCloudOnPort } from '../support/cloud-on-port.js';
import { configOf, makeStack } from '../support/stack.js';
import { makeFolder as makeToolFolder, startTool } from '../support/tool.js';
import { type Tale, tales } from './failure-tales.js';

const languages = { ja, en };

/** Everything takes some time, but nothing so long that most of a story is waiting. */
const brisk: Weather = { delay: (what) => (what.endsWith('.forget') ? 3_600_000 : 8000) };
const given = '--config my.json --name demo';

/** A stack with its state file, on which one thing goes wrong until it is mended. */
async function stage(tale: Pick<Tale, 'app' | 'config' | 'prepare' | 'interfere' | 'mend'>) {
  let wrong = true;
  const stack = makeStack({
    weather: brisk,
    ...(tale.app && { app: tale.app }),
    interfere: (call) => (wrong ? tale.interfere?.(call, stack.world) : undefined),
  });
  stack.patience.atMost = 600;
  const file = `${makeFolder()}/demo.state.json`;
  const binding = { account: stack.world.account, region: stack.world.region, stack: 'demo' };
  const open = (use: 'look' | 'change') => openJournal(file, binding, use);
  const more = await tale.prepare?.(stack);
  await stack.clock.advance(60_000);
  const config = configOf({ ...tale.config, ...more });
  return {
    ...stack,
    config,
    open,
    /** Runs `up` as the command does, and returns the problem that it ends with. */
    async fail(wish = config, opened?: Journal): Promise<Problem> {
      const journal = opened ?? (await open('change'));
      const error = await stack.up(wish, journal).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      const problem = problemOf(error, { region: 'ap-northeast-1' });
      if (!problem) throw error ?? new Error('up went well');
      await keepFailure(journal, stack.clock, problem);
      return problem;
    },
    async status(wish = config) {
      const journal = await open('look');
      const seen = await stack.look(wish, journal);
      const order = steps.map((it) => it.name);
      return collectStatus(stack.runtime(wish, journal), seen, order, async (url) => stack.plane.request(url));
    },
    /** Lets minutes pass, and the services with them. */
    async pass(minutes: number) {
      for (let gone = 0; gone < minutes; gone += 30) {
        await stack.clock.advance(30 * 60_000);
        stack.cloud.tick();
      }
    },
    mend() {
      wrong = false;
      stack.plane.app = { port: 80, healthPath: '/health' };
      tale.mend?.(stack);
    },
  };
}

/** What the terminal shows at the end. */
function print(problem: Problem, language: keyof typeof languages): string {
  const { stream, text } = paper();
  const words = languages[language];
  printProblem(problem, {
    words,
    stderr: stream,
    stdout: stream,
    color: false,
    columns: 100,
    command: 'up',
    options: given,
  });
  return text();
}

/** The parts of a told problem, by their headings. */
function partsOf(text: string, language: keyof typeof languages) {
  const { cause, evidence, todo, goOn } = languages[language].problem;
  const pattern = new RegExp(
    `^\\n✖ ${cause}: (.+)\\n  ${evidence}:\\n([\\s\\S]+?)\\n  ${todo}:\\n([\\s\\S]+)\\n  ${goOn}:\\n([\\s\\S]+)\\n$`,
  );
  const [, told = '', shown = '', remedy = '', next = ''] = pattern.exec(text) ?? [];
  return { cause: told, evidence: shown, todo: remedy, next: next.split('\n').map((it) => it.replace(/^.*: /, '')) };
}

/** Without the breaks and indents that a narrow terminal makes. */
const plain = (text: string) => text.replaceAll(/\s+/g, '');
const matchesPlain = (pattern: RegExp) => new RegExp(pattern.source.replaceAll(/ \?| /g, ''), pattern.flags);

const aloud = process.env.PRINT_STORIES;

describe('up fails because', () => {
  it.each(Object.entries(tales))('%s', async (name, tale) => {
    const stack = await stage(tale);
    const problem = await stack.fail();
    expect(problem.code).toBe(tale.code);

    for (const language of ['ja', 'en'] as const) {
      const text = print(problem, language);
      if (aloud) process.stdout.write(`\n##### ${name}\n${text}`);
      const told = partsOf(text, language);
      expect(told.cause).toMatch(tale.cause[language]);
      for (const it of tale.evidence) expect(told.evidence).toMatch(it);
      expect(told.todo).toMatch(tale.todo[language]);
      expect(told.next).toEqual(
        tale.early ? [`meibo-infra up ${given}`] : [`meibo-infra up ${given}`, `meibo-infra destroy ${given}`],
      );
    }

    // Two hours later AWS has forgotten the tasks: the state file has not.
    await stack.pass(150);
    const kept = (await stack.open('look')).failure();
    if (tale.early) {
      expect(kept).toBeUndefined();
      expect(stack.changes().filter((it) => !/CreateVpc|CreateRepository/.test(it))).toEqual([]);
    } else {
      expect(kept).toMatchObject({ code: tale.code });
      const told = tellProblem(kept as unknown as Problem, en).join('\n');
      for (const it of tale.evidence) expect(told).toMatch(it);
      if ((problem.facts as { kind?: string }).kind === 'ecs:service') {
        const asked = new ListTasksCommand({ cluster: 'demo-cluster', desiredStatus: 'STOPPED' });
        expect((await stack.ecs.send(asked)).taskArns).toEqual([]);
      }
      const view = await stack.status();
      for (const language of ['ja', 'en'] as const) {
        const shown = plain(renderStatus(view, { words: languages[language], color: false, columns: 80 }).join('\n'));
        expect(shown).toMatch(matchesPlain(tale.cause[language]));
        for (const it of tale.evidence) expect(shown).toMatch(matchesPlain(it));
      }
    }

    if (!tale.heals) return;
    // What is told as the first thing to do goes on from there once the reason is gone.
    stack.mend();
    const { image } = stack.config;
    const mended = configOf('archive' in image ? {} : { image });
    await stack.up(mended, await stack.open('change'));
    expect((await stack.open('look')).failure()).toBeUndefined();
    expect(await stack.status(mended)).toMatchObject({ overall: 'well' });
  });
});

describe('a change that ECS rolls back', () => {
  const image = (letter: string) => ({ uri: `127.0.0.1:5000/api@sha256:${letter.repeat(64)}` });

  it('leaves its evidence in the state file before it is rolled back, and the old tasks serving', async () => {
    let atRollback: string | undefined;
    let file: Journal | undefined;
    const stack = await stage({
      config: { image: image('a') },
      interfere: (_call, world) => {
        const { services } = world.of(ecsSlice);
        const rolls = Object.values(services).some((it) =>
          it.events.some(({ message }) => message.includes('rolling back')),
        );
        if (rolls) atRollback ??= JSON.stringify(file?.failure() ?? 'nothing');
        return undefined;
      },
    });
    await stack.up(stack.config, await stack.open('change'));
    stack.plane.app = { port: 80, healthPath: '/v2/health' };
    const changed = configOf({ image: image('c') });
    file = await stack.open('change');
    const problem = await stack.fail(changed, file);
    expect(problem.code).toBe('did-not-take');
    expect(atRollback).toContain('Target.ResponseCodeMismatch');

    // By now every target is healthy again: only what was written down tells why.
    const { TargetHealthDescriptions: targets = [] } = await stack.elbv2.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: Object.keys(stack.world.of(elbSlice).targetGroups)[0] }),
    );
    expect(targets.filter((it) => it.TargetHealth?.State === 'unhealthy')).toEqual([]);
    for (const [language, cause] of [
      ['ja', /\/health に対して、API が HTTP 404 .*変更が反映されませんでした/],
      ['en', /health check of \/health with HTTP 404.*did not take effect/],
    ] as const) {
      const told = partsOf(print(problem, language), language);
      expect(told.cause).toMatch(cause);
      expect(told.evidence).toContain('Target.ResponseCodeMismatch');
      expect(told.evidence).toContain('rolling back');
      expect(told.next).toEqual([`meibo-infra up ${given}`, `meibo-infra destroy ${given}`]);
    }
    expect(stack.plane.request(`${(await stack.look(changed)).outputs.alb?.url}/health`).status).toBe(200);
    await stack.pass(150);
    const shown = renderStatus(await stack.status(changed), { words: en, color: false, columns: 200 }).join('\n');
    expect(shown).toMatch(/The last run failed[\s\S]+Target\.ResponseCodeMismatch/);

    // Going back to the old image is one way on; then nothing is left of the failure.
    stack.mend();
    await stack.up(stack.config, await stack.open('change'));
    expect((await stack.open('look')).failure()).toBeUndefined();
  });

  it('is known also when the run ends before the roll-back does, and forgotten after destroy', async () => {
    const stack = await stage({ app: { healthPath: '/v2/health' } });
    const journal = await stack.open('change');
    const halt = new AbortController();
    const watch = {
      ...journal,
      async note(it: Failure | undefined) {
        await journal.note(it);
        halt.abort(new Error('ended'));
      },
    };
    await stack.up(stack.config, watch, halt).catch(() => {});
    const kept = (await stack.open('look')).failure();
    expect(JSON.stringify(kept)).toContain('Target.ResponseCodeMismatch');

    expect(await stack.destroy(stack.config, await stack.open('change'))).toEqual({ left: [], failures: [] });
    expect((await stack.open('look')).failure()).toBeUndefined();
  });
});

describe('the last words of a container', () => {
  it('are kept and told without the secrets that it was given', async () => {
    const says = (environment: Readonly<Record<string, string>>) => [
      `connecting with ${environment.DB_USER}:${environment.DB_PASSWORD}@tcp(${environment.DB_HOST}:3306)/meibo`,
      `env: DB_PASSWORD=${environment.DB_PASSWORD} DB_NAME=meibo`,
      `the word is ${environment.DB_PASSWORD}`,
      'mysql://root:hunter2@db/meibo password: "hunter2"',
      "Error 1045: Access denied for user 'admin'@'10.0.10.7' (using password: YES)",
    ];
    const stack = await stage({ app: { exitsWith: 1, says } });
    const problem = await stack.fail();
    const [{ password = 'none' } = {}] = [...stack.plane.databaseSpecs.values()];
    const kept = JSON.stringify((await stack.open('look')).failure());
    expect(password.length).toBeGreaterThan(8);
    for (const text of [kept, print(problem, 'ja'), JSON.stringify(problem.facts)]) {
      expect(text).not.toContain(password);
      expect(text).not.toContain('hunter2');
      expect(text).toContain('DB_PASSWORD=*** DB_NAME=meibo');
      expect(text).toContain('(using password: YES)');
    }
    expect(partsOf(print(problem, 'en'), 'en').cause).toContain('refuses the login');
  });
});

describe('the program', () => {
  it('tells it, keeps it, and shows it again', { timeout: 60_000 }, async () => {
    const lacking = tales['the caller lacks a right']?.interfere;
    const cloud = await startCloudOnPort({ interfere: (call) => lacking?.(call, undefined as never) });
    const folder = await makeToolFolder('proved');
    onTestFinished(() => Promise.all([cloud.close(), folder.remove()]).then(() => {}));
    const run = (...args: string[]) => startTool(args, { cwd: folder.path, env: cloud.env }).ended;
    const options = ['--config', 'meibo-infra.config.json', '--name', 'proved'];
    const up = await run('up', '--yes', '--lang', 'ja', ...options);
    expect(up).toMatchObject({ code: 1, stdout: '' });
    expect(up.stderr).toMatch(/✖ 原因: NAT ゲートウェイ 1「proved-nat-gateway-1」: .*ec2:CreateNatGateway/);
    for (const command of ['up', 'destroy'])
      expect(up.stderr).toContain(`meibo-infra ${command} ${options.join(' ')}\n`);
    expect(JSON.parse(await readFile(folder.state, 'utf8'))).toMatchObject({ failure: { code: 'access-denied' } });
    const status = await run('status', '--lang', 'en', ...options);
    expect(status.code).toBe(2);
    expect(status.stdout).toMatch(/\nThe last run failed \([\s\S]+ec2:CreateNatGateway/);
    expect(await run('destroy', '--yes', ...options)).toMatchObject({ code: 0 });
    expect((await run('status', '--lang', 'en', ...options)).stdout).not.toContain('failed');
  });
});
