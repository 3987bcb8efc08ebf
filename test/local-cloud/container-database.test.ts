import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stopLocalCloud } from '../../src/local-cloud/daemon/client.js';
import type { StatusView } from '../../src/report/status-view.js';
import { requirePrograms, startDocker, startRegistry } from '../image/real-tools.js';
import { runBin } from '../support/bin.js';
import { importDatabaseImage } from './database/database-image.js';

const here = requirePrograms('docker', 'dockerd', 'docker-registry', 'mariadbd', 'mariadb-install-db');

describe.runIf(here)('up --local --database container', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'meibo-container-'));
  const folder = join(cwd, '.meibo-infra/local');
  let engine: Awaited<ReturnType<typeof startDocker>>;
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let image: string;

  const meibo = (args: readonly string[], more: Record<string, string> = {}) => {
    const { DOCKER_HOST = '', DOCKER_CONFIG = '' } = engine.env as Record<string, string>;
    const own = { DOCKER_HOST, DOCKER_CONFIG, LANG: 'C', MEIBO_INFRA_LOCAL_OWNER: String(process.pid) };
    return runBin(args, { cwd, env: { ...own, MEIBO_INFRA_DATABASE_IMAGE: image, ...more } });
  };
  const databases = async (): Promise<string[]> =>
    (await engine.docker('ps', '--all', '--filter', 'label=meibo-infra.database', '--format', '{{.Names}} {{.Image}}'))
      .split('\n')
      .filter(Boolean);

  beforeAll(async () => {
    [engine, registry] = await Promise.all([startDocker(), startRegistry({ open: true })]);
    image = `${registry.host}/mysql:8.4`;
    await importDatabaseImage(engine.docker, image);
    await engine.docker('push', '--quiet', image);
    await engine.docker('rmi', image);
  }, 90_000);

  afterAll(async () => {
    try {
      await stopLocalCloud(folder);
    } finally {
      await engine?.stop();
      await registry?.stop();
      rmSync(cwd, { recursive: true, force: true });
    }
  }, 60_000);

  it('says what is missing, and leaves nothing behind', { timeout: 60_000 }, async () => {
    const args = ['up', '--local', '--database', 'container', '--yes'];
    const silent = await meibo(args, { DOCKER_HOST: `unix://${join(cwd, 'nobody.sock')}` });
    expect(silent).toMatchObject({ code: 1, stderr: expect.stringContaining('Docker does not answer') });
    const other = `${registry.host}/nobody:1`;
    const missing = await meibo(args, { MEIBO_INFRA_DATABASE_IMAGE: other, LANG: 'ja_JP.UTF-8' });
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining(`イメージ ${other} を取得できないか`) });
    expect(missing.stderr).toMatch(/not found|unknown/);
    expect(await meibo(['up', '--database', 'container', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--local --database container'),
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('pulls the image, runs the database of the stack from it beside tasks in containers, keeps its data over kill -9, and leaves no container', {
    timeout: 120_000,
  }, async () => {
    const up = await meibo(['up', '--local', '--database', 'container', '--runtime', 'docker', '--yes']);
    expect(up).toMatchObject({ code: 0, stdout: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\n$/) });
    expect(up.stderr).toContain(`Docker pulls the image ${image} for the database.`);
    expect(await databases()).toEqual([expect.stringMatching(`^meibo-infra-meibo-db-[0-9a-f]{12} ${image}$`)]);

    const url = up.stdout.trim();
    const write = await fetch(`${url}/api/persons`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Hanako', email: 'hanako@example.com' }),
    });
    expect(write.status).toBe(201);
    const status = await meibo(['status', '--local']);
    expect(status.stdout).toMatch(/Really answers here: MariaDB [\d.]+ \(container\)/);

    const again = await meibo(['up', '--local', '--yes']);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('Nothing to change') });
    const refused = await meibo(['up', '--local', '--database', 'embedded', '--yes']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--database container, not embedded') });

    const identify = () => engine.docker('ps', '--quiet', '--filter', 'label=meibo-infra.database');
    const orphan = await identify();
    const { pid } = JSON.parse(readFileSync(join(folder, 'endpoint.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    expect((await meibo(['local', 'start'])).code).toBe(0);
    await vi.waitFor(
      async () => {
        const seen = JSON.parse((await meibo(['status', '--local', '--json'])).stdout) as StatusView;
        expect(seen.url?.status).toBe(200);
        expect(await (await fetch(`${url}/api/persons`)).text()).toContain('Hanako');
      },
      { timeout: 30_000, interval: 300 },
    );
    expect(await databases()).toHaveLength(1);
    expect(await identify()).not.toBe(orphan);

    expect((await meibo(['local', 'stop'])).code).toBe(0);
    expect(await engine.docker('ps', '--all', '--quiet')).toBe('');
    const destroyed = await meibo(['destroy', '--local', '--yes']);
    expect(destroyed.code, destroyed.stderr).toBe(0);
    expect(await engine.docker('ps', '--all', '--quiet')).toBe('');
    expect(existsSync(join(folder, 'databases'))).toBe(false);
  });
});
