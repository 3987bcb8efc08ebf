import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stopLocalCloud } from '../../../src/local-cloud/daemon/client.js';

const bin = resolve(import.meta.dirname, '../../../bin/meibo-infra.js');
const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'meibo-local-')));
const folder = join(cwd, '.meibo-infra/local');

const local = (...args: string[]) => run('local', ...args);

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  return new Promise((done) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { cwd, env: { ...env, LANG: 'C', MEIBO_INFRA_LOCAL_OWNER: String(process.pid) } },
      (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

beforeAll(() => {
  if (!existsSync(resolve(import.meta.dirname, '../../../dist/cli/main.js')))
    throw new Error('dist is missing: run `npm run build` before these tests');
});
afterAll(async () => {
  await stopLocalCloud(folder);
  rmSync(cwd, { recursive: true });
});

it('starts, shows, hands out and stops the local cloud of the working folder', { timeout: 40_000 }, async () => {
  expect(await local('status', '--json')).toMatchObject({
    code: 2,
    stdout: `{"running":false,"folder":"${folder}"}\n`,
  });
  expect(await local('env')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('local start') });

  const started = await local('start', '--region', 'eu-central-1', '--json');
  expect(started.code).toBe(0);
  const facts = JSON.parse(started.stdout) as { endpoint: string; region: string };
  expect(facts).toMatchObject({ running: true, region: 'eu-central-1', folder, tasks: [], databases: [] });
  expect(JSON.parse((await local('status', '--json')).stdout)).toEqual(facts);
  expect((await local('status')).stdout).toContain(facts.endpoint);
  expect(facts).toMatchObject({ runtime: 'process', weather: 'instant' });

  // An empty world gives way to another weather, which is remembered.
  const slow = JSON.parse((await local('start', '--weather', 'realistic', '--json')).stdout) as typeof facts;
  expect(slow).toMatchObject({ endpoint: facts.endpoint, region: 'eu-central-1', weather: 'realistic' });
  expect((await local('status')).stdout).toContain('Weather: realistic');
  await local('stop');
  expect(JSON.parse((await local('start', '--json')).stdout)).toMatchObject({ weather: 'realistic' });

  const exports = (await local('env')).stdout;
  expect(exports).toBe(
    [
      'unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN;',
      `export AWS_ENDPOINT_URL=${facts.endpoint};`,
      'export AWS_ACCESS_KEY_ID=local;',
      'export AWS_SECRET_ACCESS_KEY=local;',
      'export AWS_REGION=eu-central-1;',
      'export AWS_DEFAULT_REGION=eu-central-1;',
      '',
    ].join('\n'),
  );
  // As people write it, with quotation marks and without.
  for (const argument of ['$1', '"$1"']) {
    const script = `eval ${argument}; echo "$AWS_ENDPOINT_URL $AWS_REGION \${AWS_PROFILE-none}"`;
    const shown = execFileSync('sh', ['-c', script, 'sh', exports], {
      env: { ...process.env, AWS_PROFILE: 'x' },
      encoding: 'utf8',
    });
    expect(shown).toBe(`${facts.endpoint} eu-central-1 none\n`);
  }

  // A world keeps its region: what would be made elsewhere is refused.
  const elsewhere = await run('plan', '--local', '--region', 'us-east-1');
  expect(elsewhere).toMatchObject({ code: 1, stdout: '' });
  expect(elsewhere.stderr).toMatch(/--region.*us-east-1.*--region eu-central-1/s);
  expect(elsewhere.stderr).not.toMatch(/destroy|\n\s+at /);

  expect(await local('stop')).toMatchObject({ code: 0, stderr: expect.stringContaining('is stopped') });
  expect(await local('stop')).toMatchObject({ code: 0, stderr: expect.stringContaining('not running') });
});
