import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBin } from '../support/bin.js';
import { writeFiles } from './images.js';
import { requirePrograms, startDocker } from './real-tools.js';

/** Answers with its version; node itself is taken from this machine, where the local cloud runs its tasks. */
const api = (version: string) => `
import { createServer } from 'node:http';
createServer((_request, response) => response.end('${version}')).listen(Number(process.env.PORT ?? 80));
`;

describe.runIf(requirePrograms('docker', 'dockerd'))('up --local with a real docker', () => {
  let docker: Awaited<ReturnType<typeof startDocker>>;
  const cwd = mkdtempSync(join(tmpdir(), 'meibo-local-docker-'));
  const stateFile = join(cwd, '.meibo-infra/local/demo.state.json');
  const scratch = mkdtempSync(join(tmpdir(), 'meibo-scratch-'));
  beforeAll(async () => {
    docker = await startDocker();
  }, 60_000);
  afterAll(async () => {
    await runBin(['destroy', '--local', '--yes', '--config', 'config.json'], { cwd });
    await runBin(['local', 'stop'], { cwd });
    await docker?.stop();
    for (const folder of [cwd, scratch]) rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('builds, pushes to the local ECR and runs what was built; a changed file rolls over', async () => {
    const env = {
      LANG: 'C',
      DOCKER_HOST: docker.env.DOCKER_HOST!,
      DOCKER_CONFIG: docker.env.DOCKER_CONFIG,
      TMPDIR: scratch,
    };
    const up = async () => {
      const run = await runBin(['up', '--local', '--yes', '--config', 'config.json'], { cwd, env });
      expect([run.code, run.stderr]).toEqual([0, run.stderr]);
      return { ...run, answer: await (await fetch(run.stdout.trim())).text() };
    };
    const recipe = 'FROM scratch\nCOPY main.mjs /app/\nENTRYPOINT ["node", "/app/main.mjs"]\n';
    const state = () => existsSync(stateFile) && readFileSync(stateFile, 'utf8');
    /** A build that fails changes nothing at all, and its last lines are shown. */
    const fail = async () => {
      const before = state();
      writeFiles(cwd, { 'api/Dockerfile': `${recipe}COPY missing.mjs /app/\n` });
      const run = await runBin(['up', '--local', '--yes', '--config', 'config.json'], { cwd, env });
      expect(run.stderr).toMatch(/Last output:\n(.*\n)*.*missing\.mjs/);
      expect(run.stderr).toContain('Nothing was made or changed.');
      expect([run.code, state()]).toEqual([1, before]);
      writeFiles(cwd, { 'api/Dockerfile': recipe });
    };
    writeFiles(cwd, {
      'config.json': JSON.stringify({
        name: 'demo',
        image: { path: 'api' },
        loadBalancer: { healthCheck: { path: '/' } },
      }),
      'api/main.mjs': api('one'),
    });
    await fail();
    expect(existsSync(join(cwd, '.meibo-infra/local/world.json'))).toBe(false);
    const first = await up();
    expect(first.answer).toBe('one');
    expect(first.stderr).toMatch(/The image is built with docker \(.*docker\)\./);

    const again = await up();
    expect(again.stderr).not.toContain('The image is built with');
    expect(again.stderr).toContain('Nothing to change');

    writeFiles(cwd, { 'api/main.mjs': api('two') });
    await fail();
    expect(await (await fetch(first.stdout.trim())).text()).toBe('one');
    const second = await up();
    expect(second.answer).toBe('two');
    expect(readdirSync(scratch)).toEqual([]);
    expect(await docker.docker('ps', '--all', '--quiet')).toBe('');
    expect(await docker.docker('image', 'ls', '--all', '--quiet')).toBe('');
  }, 120_000);
});
