import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runBin } from '../support/bin.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meibo-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Nobody's credentials, no metadata service, nothing listening. */
const nowhere = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_PROFILE: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  LANG: 'en_US.UTF-8',
  LC_ALL: '',
};
const run = (args: string[], env: Record<string, string> = {}) =>
  runBin(args, { cwd: folder, env: { ...nowhere, ...env } });
const write = (config: unknown, name = 'meibo-infra.config.json') =>
  writeFile(join(folder, name), JSON.stringify(config));

const noTrace = (text: string) => {
  expect(text).not.toMatch(/\n\s+at .*\.js:\d+|undefined|\[object Object\]/);
};

describe('bad input', () => {
  it('every fault of a config is told at once, with its place, in both languages, before anything is asked of AWS', async () => {
    await write({
      nam: 'x',
      scaling: { min: 5, max: 4 },
      network: { cidr: '10.0.0.1/16' },
      container: { cpu: 256, memory: 8192 },
    });
    const english = await run(['up', '--yes']);
    expect(english.code).toBe(1);
    for (const place of ['nam', 'scaling', 'network.cidr', 'container.memory']) expect(english.stderr).toContain(place);
    expect(english.stderr).toContain('name');
    noTrace(english.stderr);
    const japanese = await run(['up', '--yes'], { LANG: 'ja_JP.UTF-8' });
    expect(japanese.code).toBe(1);
    expect(japanese.stderr).toContain('原因');
    expect(japanese.stdout).toBe('');
    noTrace(japanese.stderr);
    expect(await readdir(folder)).toEqual(['meibo-infra.config.json']);
  });

  it('a config that is no JSON is told with line and column', async () => {
    await writeFile(join(folder, 'broken.json'), '{\n  "name": "x",\n  oops\n}');
    const result = await run(['status', '--config', 'broken.json']);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/broken\.json/);
    expect(result.stderr).toMatch(/line 3/);
  });

  it('a config that is named must be there', async () => {
    const result = await run(['up', '--config', 'nowhere.json', '--yes']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('nowhere.json');
  });

  it.each([
    [['upp'], 'up'],
    [['up', '--regoin', 'x'], '--region'],
    [['up', '--regoin', 'x'], 'meibo-infra up --help'],
    [['local', 'start', '--odd'], 'meibo-infra local start --help'],
    [['--odd'], 'See: meibo-infra --help'],
    [['up', '--config'], '--config'],
    [['up', '--wait', 'forever'], 'made, ready'],
    [['status', '--lang', 'fr'], 'ja, en'],
    [['status', 'extra'], 'more arguments'],
  ])('%j is told without a stack', async (args, hint) => {
    const result = await run(args);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(hint);
    noTrace(result.stderr);
  });
});

describe('no way to AWS', () => {
  it('no credentials', async () => {
    const result = await run(['up', '--yes']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('aws configure');
    noTrace(result.stderr);
  });

  it('nobody answers at the endpoint', { timeout: 60_000 }, async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y' };
    const result = await run(['status'], env);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('127.0.0.1:9');
    noTrace(result.stderr);
  });
});

describe('data and messages', () => {
  it('help goes to stdout, in the user’s language, and loads no SDK', async () => {
    const result = await run(['--help'], { LANG: 'ja_JP.UTF-8', NODE_DEBUG: 'module' });
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('使い方');
    expect(result.stderr).not.toContain('@aws-sdk');
    expect(result.stderr).not.toContain('zod');
  });

  it('help tells the choices once, in the user’s language', async () => {
    for (const args of [
      ['up', '--help'],
      ['iam-policy', '--help'],
      ['diagram', '--help'],
    ]) {
      const { stdout } = await run(args, { LANG: 'ja_JP.UTF-8' });
      expect(stdout).toContain('ja | en');
      expect(stdout).not.toMatch(/choices|default/);
    }
    const { stdout } = await run(['iam-policy', '--help']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('up | plan | status | destroy | verify | report | diagram');
  });

  it('the schema of the config is JSON on stdout', async () => {
    const result = await run(['schema']);
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ type: 'object', properties: { name: {}, network: {} } });
    expect(result.stderr).toBe('');
  });

  it('a problem under --json is one JSON object with its code', async () => {
    const result = await run(['up', '--yes', '--json']);
    expect(result.code).toBe(1);
    const lines = result.stdout
      .trim()
      .split('\n')
      .map((it) => JSON.parse(it));
    expect(lines.at(-1)).toMatchObject({ type: 'problem', code: 'no-credentials' });
  });

  it('the version is the package’s', async () => {
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
