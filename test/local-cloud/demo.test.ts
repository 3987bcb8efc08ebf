import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DescribeScalingActivitiesCommand } from '@aws-sdk/client-application-auto-scaling';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stopLocalCloud } from '../../src/local-cloud/daemon/client.js';
import { isAlive, type ProcessMark } from '../../src/local-cloud/processes.js';
import type { StatusView } from '../../src/report/status-view.js';
import { clientsOver } from '../support/cloud.js';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'bin/meibo-infra.js');
const cwd = mkdtempSync(join(tmpdir(), 'meibo-demo-'));
const folder = join(cwd, '.meibo-infra/local');

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs the real program in a folder of its own, without anything of AWS in its environment. */
function meibo(...args: string[]): Promise<Run> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
  const start = performance.now();
  return new Promise((done) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { cwd, env: { ...env, LANG: 'C', MEIBO_INFRA_LOCAL_OWNER: String(process.pid) } },
      (error, stdout, stderr) => {
        const code = error ? Number(error.code ?? 1) : 0;
        done({ code, stdout, stderr, seconds: (performance.now() - start) / 1000 });
      },
    );
  });
}

async function status(): Promise<StatusView> {
  return JSON.parse((await meibo('status', '--local', '--json')).stdout) as StatusView;
}

const until = <T>(seconds: number, look: () => T | Promise<T>) =>
  vi.waitFor(look, { timeout: seconds * 1000, interval: 200 });

/** The processes of the tasks and what the database is, as `local status` tells. */
async function inside() {
  return JSON.parse((await meibo('local', 'status', '--json')).stdout) as {
    readonly tasks: readonly { readonly id: string; readonly pid: number }[];
    readonly databases: readonly { readonly software: string }[];
  };
}

/** Processes that work in the folder: daemon, tasks and database server (Linux only). */
function processesIn(path: string): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((it) => /^\d+$/.test(it));
  return pids.map(Number).filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return words.includes(path) || readlinkSync(`/proc/${pid}/cwd`).startsWith(path);
    } catch {
      return false;
    }
  });
}

function listens(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address);
  return new Promise((done) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', () => done(false));
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
  });
}

/** The calls that changed something, as the daemon logs them. */
const changes = (): string[] =>
  readFileSync(join(folder, 'daemon.log'), 'utf8')
    .split('\n')
    .filter((line) =>
      /\d{3}Z [a-z0-9-]+ (Create|Put|Modify|Register|Update|Delete|Attach|Authorize|Add|Set|Tag)\w+$/.test(line),
    );

/** The newest activity of Application Auto Scaling. */
async function lastScaling() {
  const { endpoint } = JSON.parse(readFileSync(join(folder, 'endpoint.json'), 'utf8')) as { endpoint: string };
  const command = new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs' });
  return (await clientsOver({ endpoint }).scaling.send(command)).ScalingActivities?.[0];
}

/** Times are promised for a machine with two cores and nothing else to do; on a busier one they are as much longer. */
const fair = (seconds: number): number => seconds * Math.max(1, loadavg()[0]! / availableParallelism());

let url = '';
const ask = (path: string) => fetch(url + path);
const servedBy = async () => ((await (await ask('/')).json()) as { servedBy: string }).servedBy;

async function servers(requests = 10): Promise<Set<string>> {
  const found = new Set<string>();
  for (let i = 0; i < requests; i += 1) found.add(await servedBy());
  return found;
}

beforeAll(() => {
  for (const file of ['dist/cli/main.js', 'dist/local-cloud/daemon/main.js', 'dist/local-cloud/sample-api/main.js'])
    if (!existsSync(join(root, file))) throw new Error(`${file} is missing: run \`npm run build\` before this test`);
});

afterAll(async () => {
  await stopLocalCloud(folder);
  rmSync(cwd, { recursive: true, force: true });
});

it('status --local where nothing was made says so and leaves nothing behind', async () => {
  expect(await status()).toMatchObject({ overall: 'absent' });
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  expect(processesIn(cwd)).toEqual([]);
});

/** One story: each part goes on where the one before it ended. */
describe.sequential('the demonstration', () => {
  it('up --local gives a working URL within 20 s', { timeout: 60_000 }, async () => {
    const { code, stdout, stderr, seconds } = await meibo('up', '--local', '--yes');
    expect(stderr).toContain('The bundled sample API runs');
    expect(code).toBe(0);
    url = stdout.trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    // That of the user who started one by hand.
    expect(url).not.toMatch(/:80\d\d$/);
    expect(seconds).toBeLessThan(fair(20));
  });

  it('the API keeps what it is given, and both tasks answer', async () => {
    const made = await fetch(`${url}/api/persons`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: '山田 太郎' }),
    });
    expect(made.status).toBe(201);
    expect(await (await ask('/api/persons')).json()).toMatchObject([{ name: '山田 太郎' }]);
    expect((await servers()).size).toBe(2);
    const [database] = (await inside()).databases;
    expect(database?.software).toMatch(/MySQL|MariaDB|embedded/);
    expect(await status()).toMatchObject({
      overall: 'well',
      drift: [],
      tasks: { desired: 2, running: 2, healthy: 2 },
      database: { software: database?.software },
    });
  });

  it('a second up --local takes under 3 s and changes nothing', async () => {
    const before = changes();
    expect(before.length).toBeGreaterThan(30);
    const { code, stdout, seconds } = await meibo('up', '--local', '--yes');
    expect({ code, url: stdout.trim() }).toEqual({ code: 0, url });
    expect(changes()).toEqual(before);
    expect(seconds).toBeLessThan(fair(3));
  });

  it('a killed task is taken out and replaced', { timeout: 60_000 }, async () => {
    const before = await servers();
    const [victim] = (await inside()).tasks;
    process.kill(victim!.pid, 'SIGKILL');
    // Out of the rotation: the load balancer shows one healthy target, or a third one already.
    await until(20, async () => {
      const { tasks } = await status();
      expect(tasks?.list.map(({ id }) => id)).not.toEqual(expect.arrayContaining([...before]));
    });
    const codes = new Map<number, number>();
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        for (let i = 0; i < 50; i += 1) {
          const answer = await ask('/api/persons');
          await answer.text();
          codes.set(answer.status, (codes.get(answer.status) ?? 0) + 1);
        }
      }),
    );
    expect([...codes]).toEqual([[200, 500]]);
    await until(20, async () => {
      const after = await servers();
      expect(after.size).toBe(2);
      expect([...after].filter((id) => before.has(id))).toHaveLength(1);
    });
    expect(await status()).toMatchObject({ overall: 'well', tasks: { desired: 2, running: 2, healthy: 2 } });
  });

  it('after kill -9 of the local cloud its world is found again, with tasks anew and the data', {
    timeout: 60_000,
  }, async () => {
    const read = () => JSON.parse(readFileSync(join(folder, 'endpoint.json'), 'utf8')) as ProcessMark;
    const [daemon, { tasks }] = [read(), await inside()];
    process.kill(daemon.pid, 'SIGKILL');
    await until(5, () => expect(isAlive(daemon)).toBe(false));
    const { code, stdout } = await meibo('up', '--local', '--yes');
    expect({ code, url: stdout.trim() }).toEqual({ code: 0, url });
    expect(read().pid).not.toBe(daemon.pid);
    await until(20, async () => {
      expect(tasks.filter(({ pid }) => isAlive({ pid }))).toEqual([]);
      expect((await servers()).size).toBe(2);
    });
    expect(await (await ask('/api/persons')).json()).toMatchObject([{ name: '山田 太郎' }]);
    expect(await status()).toMatchObject({ overall: 'well', tasks: { desired: 2, running: 2, healthy: 2 } });
  });

  it('load drives 2 tasks to 4, and they go back to 2 after it', { timeout: 240_000 }, async () => {
    const load = spawn(
      process.execPath,
      [join(root, 'node_modules/autocannon/autocannon.js'), ...'-c 8 -d 50 -R 120'.split(' '), `${url}/burn?ms=10`],
      { stdio: 'ignore' },
    );
    try {
      // Some 15 seconds where the machine has nothing else to do.
      await until(50, async () => expect((await status()).tasks).toMatchObject({ desired: 4 }));
      // The alarm goes off over 70 % and by nothing else.
      expect(await lastScaling()).toMatchObject({
        Description: 'Setting desired count to 4.',
        Cause: expect.stringMatching(/AlarmHigh.* in state ALARM/),
      });
      await until(20, async () => expect((await status()).tasks).toMatchObject({ running: 4, healthy: 4 }));
      expect((await servers(40)).size).toBe(4);
    } finally {
      load.kill('SIGKILL');
    }
    await until(150, async () =>
      expect(await status()).toMatchObject({ overall: 'well', tasks: { desired: 2, running: 2, healthy: 2 } }),
    );
    expect((await servers()).size).toBe(2);
    expect(await (await ask('/api/persons')).json()).toMatchObject([{ name: '山田 太郎' }]);
  });

  it('destroy --local takes under 15 s and leaves nothing but an empty state file', { timeout: 60_000 }, async () => {
    const { endpoint } = JSON.parse(readFileSync(join(folder, 'endpoint.json'), 'utf8')) as { endpoint: string };
    const ports = Object.values(JSON.parse(readFileSync(join(folder, 'ports.json'), 'utf8')) as Record<string, number>);
    const { tasks } = await inside();
    const { code, stderr, seconds } = await meibo('destroy', '--local', '--yes');
    expect(stderr).toContain('Resources that still cost money: 0');
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(fair(15));
    expect(tasks.filter(({ pid }) => isAlive({ pid }))).toEqual([]);
    expect(processesIn(cwd)).toEqual([]);
    for (const address of [endpoint, url, ...ports.map((port) => `http://127.0.0.1:${port}`)])
      expect(await listens(address), address).toBe(false);
    expect(readdirSync(folder)).toEqual(['meibo.state.json']);
    expect(JSON.parse(readFileSync(join(folder, 'meibo.state.json'), 'utf8'))).toMatchObject({ entries: [] });
  });
});
