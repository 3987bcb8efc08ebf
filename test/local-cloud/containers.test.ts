import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stopLocalCloud } from '../../src/local-cloud/daemon/client.js';
import type { StatusView } from '../../src/report/status-view.js';
import { requirePrograms, startDocker } from '../image/real-tools.js';

const root = resolve(import.meta.dirname, '../..');
const here = requirePrograms('docker', 'dockerd');

describe.runIf(here)('up --local --runtime docker', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'meibo-docker-'));
  const folder = join(cwd, '.meibo-infra/local');
  let engine: Awaited<ReturnType<typeof startDocker>>;

  function meibo(args: readonly string[], env: NodeJS.ProcessEnv = engine.env) {
    const own = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));
    return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      execFile(
        process.execPath,
        [join(root, 'bin/meibo-infra.js'), ...args],
        { cwd, env: { ...own, LANG: 'C', MEIBO_INFRA_LOCAL_OWNER: String(process.pid) } },
        (error, stdout, stderr) => done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
      );
    });
  }

  const names = async (): Promise<string[]> =>
    (await engine.docker('ps', '--all', '--format', '{{.Names}}')).split('\n').filter(Boolean);

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist/cli/main.js'))) throw new Error('dist is missing: run `npm run build` first');
    engine = await startDocker();
  }, 40_000);

  afterAll(async () => {
    try {
      await stopLocalCloud(folder);
    } finally {
      await engine?.stop();
      rmSync(cwd, { recursive: true, force: true });
    }
  }, 60_000);

  it('says what is missing when docker does not answer', async () => {
    const silent = { ...engine.env, DOCKER_HOST: `unix://${join(cwd, 'nobody.sock')}` };
    const { code, stderr } = await meibo(['up', '--local', '--runtime', 'docker', '--yes'], silent);
    expect(code).toBe(1);
    expect(stderr).toContain('Docker does not answer');
    expect(await meibo(['up', '--runtime', 'docker', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--local --runtime docker'),
    });
  });

  it('runs the tasks as containers behind the URL, survives kill -9, and leaves nothing', {
    timeout: 90_000,
  }, async () => {
    // An empty world gives way to the other runtime.
    expect((await meibo(['local', 'start'])).code).toBe(0);
    const up = await meibo(['up', '--local', '--runtime', 'docker', '--yes']);
    expect(up).toMatchObject({ code: 0, stdout: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/) });
    const url = up.stdout.trim();

    const write = await fetch(`${url}/api/persons`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Hanako', email: 'hanako@example.com' }),
    });
    expect(write.status).toBe(201);
    const servers = new Set<string>();
    for (let i = 0; i < 10; i += 1) servers.add(((await (await fetch(url)).json()) as { servedBy: string }).servedBy);
    expect(servers.size).toBe(2);
    const tasks = [...servers].map((id) => `meibo-meibo-task-app-${id}`);
    expect((await names()).toSorted()).toEqual(tasks.flatMap((it) => [it, `${it}-gate`]).toSorted());

    const refused = await meibo(['up', '--local', '--runtime', 'process', '--yes']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--runtime docker, not process') });

    const { pid } = JSON.parse(readFileSync(join(folder, 'endpoint.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    const again = JSON.parse((await meibo(['local', 'start', '--json'])).stdout) as { runtime: string };
    expect(again.runtime).toBe('docker');
    await vi.waitFor(
      async () => {
        const status = JSON.parse((await meibo(['status', '--local', '--json'])).stdout) as StatusView;
        // Before any target is healthy, requests go to all of them, also to one that does not listen yet.
        expect(status.tasks?.healthy).toBe(2);
        expect(status.url?.status).toBe(200);
        expect(await names()).toHaveLength(4);
      },
      { timeout: 20_000, interval: 300 },
    );
    expect(await (await fetch(`${url}/api/persons`)).text()).toContain('Hanako');

    const destroyed = await meibo(['destroy', '--local', '--yes']);
    expect(destroyed.code, destroyed.stderr).toBe(0);
    expect(await names()).toEqual([]);
    expect(await engine.docker('images', '--all', '--quiet')).toBe('');
    expect(existsSync(join(folder, 'tasks'))).toBe(false);
  });
});
