import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createDatabasePlane } from '../../../src/local-cloud/database/database-plane.js';
import { installed, requireInstalled } from '../database/installed.js';
import { makeFolder, removeFolder } from '../database/open.js';
import { buildSampleApi, type Launched, launch } from './launch.js';

const password = 'Pa55-word-0123456789';
let built: ReturnType<typeof buildSampleApi>;
beforeAll(() => {
  built = buildSampleApi();
}, 60_000);
afterAll(() => built.remove());

requireInstalled();

describe.each(installed ? (['embedded', 'installed'] as const) : (['embedded'] as const))(
  'on the %s database',
  (tier) => {
    const folder = makeFolder();
    const plane = createDatabasePlane({ folder, wish: () => ({ tier }) });
    let env: Record<string, string>;
    let api: Launched;
    let url: string;

    beforeAll(async () => {
      plane.start({ id: 'meibo', engine: 'mysql', port: 3306, user: 'admin', password, database: 'meibo' });
      await vi.waitUntil(() => plane.look('meibo')?.state !== 'starting', { timeout: 30_000 });
      const sight = plane.look('meibo')!;
      if (sight.state !== 'available') throw new Error(sight.state);
      env = {
        DB_HOST: sight.address,
        DB_PORT: String(sight.port),
        DB_USER: 'admin',
        DB_PASSWORD: password,
        DB_NAME: 'meibo',
        PORT: '0',
        LISTEN_HOST: '127.0.0.1',
        TASK_ID: 'task-1',
      };
      api = launch(built.program, env);
      url = await api.listening;
    }, 60_000);
    afterAll(async () => {
      api?.child.kill('SIGKILL');
      await plane.close();
      removeFolder(folder);
    });

    const call = async (method: string, path: string, body?: unknown) => {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(url + path, { method, body: text as string | undefined });
      expect(response.headers.get('x-served-by')).toBe('task-1');
      const answer = await response.text();
      return { status: response.status, body: answer ? JSON.parse(answer) : undefined, headers: response.headers };
    };

    test.each(['/', '/health', '/api/health'])('%s says that it is well, and who answers', async (path) => {
      expect(await call('GET', path)).toMatchObject({ status: 200, body: { status: 'ok', servedBy: 'task-1' } });
      expect((await call('HEAD', path)).status).toBe(200);
    });

    test('a person is created, listed, read, changed and deleted', async () => {
      const yamada = { name: '山田太郎', email: 'yamada@example.com', phone: '090-1234-5678' };
      const made = await call('POST', '/api/persons', yamada);
      expect(made.status).toBe(201);
      expect(made.body).toEqual({ id: expect.any(Number), ...yamada, created_at: expect.any(String) });
      expect(Math.abs(Date.parse(made.body.created_at) - Date.now())).toBeLessThan(60_000);
      const { id } = made.body;
      expect(made.headers.get('location')).toBe(`/api/persons/${id}`);
      const second = await call('POST', '/users', { name: 'O\'Neil 🎌 \\ " %' });
      expect(second).toMatchObject({ status: 201, body: { name: 'O\'Neil 🎌 \\ " %', email: null, phone: null } });
      for (const path of ['/users', '/persons', '/api/persons', '/api/persons/?limit=2']) {
        const list = await call('GET', path);
        expect(list.status).toBe(200);
        expect(list.body.slice(0, 2).map((each: { id: number }) => each.id)).toEqual([second.body.id, id]);
      }
      expect((await call('GET', '/users?limit=1')).body).toHaveLength(1);
      expect((await call('GET', `/api/persons/${id}`)).body).toEqual(made.body);
      const changed = await call('PUT', `/persons/${id}`, { name: '山田花子', email: null });
      expect(changed).toMatchObject({ status: 200, body: { id, name: '山田花子', email: null, phone: null } });
      expect((await call('PUT', `/persons/${id}`, { name: '山田花子', email: null })).status).toBe(200);
      expect((await call('DELETE', `/users/${id}`)).status).toBe(204);
      for (const method of ['GET', 'DELETE']) expect((await call(method, `/api/persons/${id}`)).status).toBe(404);
      expect((await call('PUT', `/api/persons/${id}`, yamada)).status).toBe(404);
    });

    test('what is wrong is refused with its reason', async () => {
      const cases: [string, string, unknown, number, RegExp][] = [
        ['POST', '/users', '{"name":', 400, /not JSON/],
        ['POST', '/users', '[]', 400, /must be an object/],
        ['POST', '/users', {}, 400, /name is required/],
        ['POST', '/users', { name: 5 }, 400, /name must be a text/],
        ['POST', '/users', { name: 'a'.repeat(101) }, 400, /not be longer than 100/],
        ['POST', '/users', { name: 'a', email: 'nobody' }, 400, /email/],
        ['POST', '/users', { name: 'a\0b' }, 400, /characters/],
        ['POST', '/users', { name: 'a', phone: 'x'.repeat(100_000) }, 413, /longer than/],
        ['GET', '/users?limit=0', undefined, 400, /limit/],
        ['GET', '/users?limit=1;DROP', undefined, 400, /limit/],
        ['GET', '/api/persons/abc', undefined, 400, /whole number/],
        ['GET', '/api/persons/9999999999', undefined, 404, /no person/],
        ['GET', '/nothing', undefined, 404, /nothing at/],
        ['PATCH', '/users', {}, 405, /GET, POST/],
        ['POST', '/health', {}, 405, /only GET/],
      ];
      for (const [method, path, body, status, reason] of cases) {
        const answer = await call(method, path, body);
        expect([path, answer.status, answer.body.error]).toEqual([path, status, expect.stringMatching(reason)]);
      }
      expect((await call('PATCH', '/users', {})).headers.get('allow')).toBe('GET, POST');
    });

    test('the list ends at the newest hundred, and forty requests at once are all served', async () => {
      for (let round = 0; round < 3; round++) {
        const made = await Promise.all(
          Array.from({ length: 40 }, (_, i) => call('POST', '/users', { name: `人${i}` })),
        );
        expect(made.every(({ status }) => status === 201)).toBe(true);
        expect(new Set(made.map(({ body }) => body.id)).size).toBe(40);
      }
      const ids: number[] = (await call('GET', '/users?limit=5000')).body.map((each: { id: number }) => each.id);
      expect(ids).toHaveLength(100);
      expect(ids).toEqual([...ids].sort((a, b) => b - a));
    });

    test('burning takes the time it is told, and health is answered meanwhile', async () => {
      const start = performance.now();
      const burning = call('GET', '/burn?ms=400');
      const health = await call('GET', '/health');
      expect(health.status).toBe(200);
      expect(performance.now() - start).toBeLessThan(350);
      expect(await burning).toMatchObject({ status: 200, body: { burned: 400 } });
      expect(performance.now() - start).toBeGreaterThan(390);
      expect((await call('GET', '/burn?ms=999999')).body.burned).toBe(1000);
    });

    test('logs one line per request, without bodies or the password', async () => {
      await call('POST', '/api/persons?limit=3', { name: 'unlogged' });
      await expect
        .poll(() => api.lines.at(-1))
        .toMatchObject({ method: 'POST', path: '/api/persons', status: 201, servedBy: 'task-1' });
      const all = JSON.stringify(api.lines);
      expect(all).not.toContain('unlogged');
      expect(all).not.toContain(password);
    });

    test('a request that is none does not end it', async () => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname);
      socket.end('GET // HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
      const text = await new Promise<string>((resolve) => {
        let all = '';
        socket.on('data', (chunk) => {
          all += chunk;
        });
        socket.on('close', () => resolve(all));
      });
      expect(text).toMatch(/^HTTP\/1\.1 404/);
      expect((await call('GET', '/health')).status).toBe(200);
    });

    test('on SIGTERM it finishes what it does, then exits 0', async () => {
      const burning = fetch(`${url}/burn?ms=300`);
      await expect.poll(() => fetch(`${url}/health`).then(({ status }) => status)).toBe(200);
      api.child.kill('SIGTERM');
      expect((await burning).status).toBe(200);
      expect(await api.exited).toBe(0);
      await expect(fetch(`${url}/health`)).rejects.toThrow();
      expect(api.lines.some((line) => 'stderr' in line)).toBe(false);
    });

    test.each<[Record<string, string>, RegExp]>([
      [{ DB_PASSWORD: 'wrong' }, /refused user 'admin': check DB_USER and DB_PASSWORD/],
      [{ DB_NAME: 'nope' }, /nope/],
    ])('%j makes it exit 1 with the reason', async (wrong, reason) => {
      const { exited, lines } = launch(built.program, { ...env, ...wrong });
      expect(await exited).toBe(1);
      expect(lines).toEqual([expect.objectContaining({ level: 'error', message: expect.stringMatching(reason) })]);
      expect(JSON.stringify(lines)).not.toContain(password);
    });

    test('takes the port from DB_HOST, waits for a database that is late, and says 503 when it goes', async () => {
      const host = `${env.DB_HOST}:${env.DB_PORT}`;
      await plane.close();
      const { DB_PORT, ...rest } = env;
      const late = launch(built.program, { ...rest, DB_HOST: host });
      const again = createDatabasePlane({ folder });
      again.start({ id: 'meibo', engine: 'mysql', port: 3306, user: 'admin' });
      try {
        const at = await late.listening;
        expect((await fetch(`${at}/users`)).status).toBe(200);
        await again.close();
        expect((await fetch(`${at}/users`)).status).toBe(503);
        expect((await fetch(`${at}/health`)).status).toBe(200);
        late.child.kill('SIGTERM');
        expect(await late.exited).toBe(0);
      } finally {
        late.child.kill('SIGKILL');
        await again.close();
      }
    }, 30_000);
  },
);

describe('settings', () => {
  test('what is missing is named, all at once', async () => {
    const { exited, lines } = launch(built.program, { DB_HOST: 'x', DB_NAME: '' });
    expect(await exited).toBe(1);
    expect(lines).toEqual([
      expect.objectContaining({ message: 'missing environment variables: DB_USER, DB_PASSWORD, DB_NAME' }),
    ]);
  });

  test('a database that never answers ends it after some seconds', async () => {
    const env = { DB_HOST: '127.0.0.1:1', DB_USER: 'a', DB_PASSWORD: password, DB_NAME: 'b', PORT: '0' };
    const start = Date.now();
    const { exited, lines } = launch(built.program, env);
    expect(await exited).toBe(1);
    expect(Date.now() - start).toBeGreaterThan(3000);
    expect(lines).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(/^the database at 127\.0\.0\.1:1 cannot be used: ECONNREFUSED/),
      }),
    ]);
  });
});
