import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildOci, type OciWish } from '../../../src/image/build-oci.js';
import type { TaskSight, TaskSpec } from '../../../src/local-cloud/data-plane.js';
import { isAlive, markProcess } from '../../../src/local-cloud/processes.js';
import { createRegistryPlane } from '../../../src/local-cloud/registry/plane.js';
import { createTaskPlane } from '../../../src/local-cloud/tasks/plane.js';
import { pushLayout } from './push-layout.js';

const folder = mkdtempSync(join(tmpdir(), 'meibo-tasks-'));
const program = `
const { createServer } = require('node:http');
const { LISTEN_HOST, PORT } = process.env;
process.stdout.write('hello\\nwor');
process.stdout.write('ld\\n');
if (process.env.EXIT) process.exit(Number(process.env.EXIT));
if (process.env.STUBBORN) process.on('SIGTERM', () => console.log('no'));
if (process.env.BUSY) setInterval(() => { const end = Date.now() + 40; while (Date.now() < end); }, 50);
createServer((_, answer) => answer.end(JSON.stringify({ env: process.env, argv: process.argv, cwd: process.cwd() })))
  .listen(Number(PORT), LISTEN_HOST, () => console.error('listening'));
`;

let registry: Awaited<ReturnType<typeof createRegistryPlane>>;
let plane: ReturnType<typeof createTaskPlane>;
let image: string;
let count = 0;

async function push(name: string, wish: Partial<OciWish>): Promise<string> {
  const layout = join(folder, `layout-${name}`);
  await buildOci({ folders: [{ from: join(folder, 'app'), to: '/app' }], platform: 'linux/amd64', ...wish }, layout);
  registry.createRepository(name);
  return await pushLayout(layout, registry, name);
}

beforeAll(async () => {
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app/main.cjs'), program);
  registry = await createRegistryPlane({ folder: join(folder, 'registry'), preferredPort: 5400 });
  plane = createTaskPlane({ folder: join(folder, 'tasks'), registry, now: Date.now });
  image = await push('api', {
    entrypoint: ['node'],
    cmd: ['/app/main.cjs', 'from-image'],
    env: { FROM_IMAGE: 'yes', BOTH: 'image' },
    workdir: '/app',
  });
});

const started: string[] = [];
afterEach(() => {
  for (const arn of started.splice(0)) plane.forget(arn);
});
afterAll(async () => {
  await plane.close();
  await registry.close();
  rmSync(folder, { recursive: true });
});

function start(changes: Partial<TaskSpec> = {}, on = plane): { arn: string; lines: string[] } {
  count += 1;
  const lines: string[] = [];
  const arn = `arn:aws:ecs:ap-northeast-1:000000000000:task/meibo/${String(count).padStart(32, '0')}`;
  started.push(arn);
  on.start({
    taskArn: arn,
    family: 'meibo',
    container: 'api',
    image,
    port: 8080,
    cpu: 256,
    memory: 512,
    environment: {},
    platform: 'linux/amd64',
    log: (line) => lines.push(line),
    ...changes,
  });
  return { arn, lines };
}

const find = (arn: string, state: TaskSight['state'], on = plane) =>
  vi.waitFor(
    () => {
      const sight = on.look(arn);
      expect(sight).toMatchObject({ state });
      return sight as TaskSight;
    },
    { timeout: 8000, interval: 20 },
  );

const running = async (arn: string, on = plane) =>
  (await find(arn, 'running', on)) as Extract<TaskSight, { state: 'running' }>;

const ask = (at: { address: string; port: number }) =>
  vi.waitFor(
    async () =>
      (await (await fetch(`http://${at.address}:${at.port}/`)).json()) as { env: object; argv: string[]; cwd: string },
    { timeout: 5000, interval: 20 },
  );

describe('a task', () => {
  it('runs the image with its own address and only its own environment', async () => {
    process.env.DAEMON_SECRET = 'must not leak';
    const { arn, lines } = start({ environment: { BOTH: 'task', DB_HOST: 'db' } });
    expect(plane.look(arn)).toEqual({ state: 'starting' });
    const at = await running(arn);
    const { env, argv, cwd } = await ask(at);
    expect(env).toMatchObject({
      FROM_IMAGE: 'yes',
      BOTH: 'task',
      DB_HOST: 'db',
      PORT: String(at.port),
      LISTEN_HOST: at.address,
      TASK_ID: arn.split('/').at(-1),
    });
    expect(env).not.toHaveProperty('DAEMON_SECRET');
    expect(env).not.toHaveProperty('HOME');
    expect(argv[2]).toBe('from-image');
    expect(cwd).toMatch(/root\/app$/);
    if (process.platform === 'linux')
      expect(at).toMatchObject({ address: expect.stringMatching(/^127\.84\./), port: 8080 });
    await vi.waitFor(() => expect(lines.toSorted()).toEqual(['hello', 'listening', 'world']));
  });

  it('stands beside others on the same port, and its image is fetched once', async () => {
    const [a, b] = [start(), start()];
    const [at, bt] = [await running(a.arn), await running(b.arn)];
    expect(`${at.address}:${at.port}`).not.toBe(`${bt.address}:${bt.port}`);
    await ask(at);
    await ask(bt);
    expect(readdirSync(join(folder, 'tasks/images')).filter((it) => it.includes('part'))).toEqual([]);
  });

  it('finds its image also by the port that the registry had before', async () => {
    await running(start({ image: image.replace(/:\d+\//, ':9/') }).arn);
  });

  it('is overridden as in the task definition', async () => {
    const { arn } = start({ entryPoint: ['/usr/local/bin/node'], command: ['main.cjs', 'overridden'] });
    expect((await ask(await running(arn))).argv[2]).toBe('overridden');
  });

  it('ends with its exit code', async () => {
    const { arn, lines } = start({ environment: { EXIT: '3' } });
    expect(await find(arn, 'stopped')).toEqual({
      state: 'stopped',
      stopCode: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
      exitCode: 3,
    });
    expect(lines).toEqual(['hello', 'world']);
  });

  it('is stopped with SIGTERM, and with SIGKILL after its time', async () => {
    const [meek, stubborn] = [start(), start({ environment: { STUBBORN: '1' } })];
    await ask(await running(meek.arn));
    await ask(await running(stubborn.arn));
    plane.stop(meek.arn, 30);
    plane.stop(stubborn.arn, 0.3);
    expect(await find(meek.arn, 'stopped')).toMatchObject({ exitCode: 143 });
    expect(await find(stubborn.arn, 'stopped')).toMatchObject({ exitCode: 137 });
    expect(stubborn.lines).toContain('no');
    plane.forget(meek.arn);
    expect(plane.look(meek.arn)).toBeUndefined();
  });

  it('shows its CPU against its reservation', async () => {
    const { arn } = start({ environment: { BUSY: '1' } });
    await running(arn);
    await vi.waitFor(async () => expect((await running(arn)).cpu).toBeGreaterThan(70), { timeout: 8000 });
    expect((await running(arn)).memory).toBeGreaterThan(1);
  });
});

describe('what fails to start', () => {
  it('an image that is not there', async () => {
    const missing = `${registry.host}/api:nowhere`;
    const { arn } = start({ image: missing });
    expect(await find(arn, 'stopped')).toEqual({
      state: 'stopped',
      stopCode: 'TaskFailedToStart',
      reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${missing}: ${missing}: not found`,
    });
  });

  it('an image for another CPU', async () => {
    const { arn, lines } = start({ platform: 'linux/arm64' });
    expect(await find(arn, 'stopped')).toMatchObject({ stopCode: 'EssentialContainerExited', exitCode: 255 });
    expect(lines).toEqual(['exec node: exec format error']);
  });

  it('a program that the image does not hold', async () => {
    const { arn } = start({ entryPoint: ['gunicorn'] });
    expect(await find(arn, 'stopped')).toEqual({
      state: 'stopped',
      stopCode: 'TaskFailedToStart',
      reason: 'CannotStartContainerError: exec: "gunicorn": executable file not found in $PATH: unknown',
    });
  });

  it('a registry elsewhere', async () => {
    const { arn } = start({ image: '127.0.0.1:1/library/nginx:latest' });
    expect(await find(arn, 'stopped')).toMatchObject({
      reason: expect.stringMatching(/^CannotPullContainerError: .*failed to resolve ref 127.0.0.1:1.* ECONNREFUSED/),
    });
  });
});

it('programs that listen on every address stand beside each other, each at its own place', async () => {
  mkdirSync(join(folder, 'naive'));
  writeFileSync(
    join(folder, 'naive/server.mjs'),
    `import { createServer } from 'node:http';
    const main = createServer((_, answer) => answer.end(JSON.stringify({ argv: process.argv })));
    createServer().listen({ port: 0, host: '0.0.0.0' }, function () {
      console.log('second', this.address().address);
      main.listen(8080, '0.0.0.0', 511, () => console.log('first', main.address().address));
    });`,
  );
  const naive = await push('naive', {
    folders: [{ from: join(folder, 'naive'), to: '/srv' }],
    cmd: ['sh', '-c', 'exec node server.mjs'],
    workdir: '/srv',
  });
  const tasks = [start({ image: naive }), start({ image: naive })];
  for (const { arn, lines } of tasks) {
    const at = await running(arn);
    expect((await ask(at)).argv[1]).toMatch(/srv\/server.mjs$/);
    expect(lines).toEqual([`second ${at.address}`, `first ${at.address}`]);
  }
});

it('a binary of the image runs directly', async () => {
  mkdirSync(join(folder, 'bin'));
  copyFileSync('/bin/echo', join(folder, 'bin/busy'));
  // An absolute link of the image leads to the image's own file.
  symlinkSync('/busy', join(folder, 'bin/echo'));
  chmodSync(join(folder, 'bin/busy'), 0o755);
  const binary = await push('binary', {
    folders: [{ from: join(folder, 'bin'), to: '/' }],
    entrypoint: ['/echo', 'from the image'],
  });
  const { arn, lines } = start({ image: binary });
  expect(await find(arn, 'stopped')).toMatchObject({ exitCode: 0 });
  expect(lines).toEqual(['from the image']);
});

it('processes of a plane that was lost are killed by the next one on its folder', async () => {
  const own = join(folder, 'lost');
  const lost = createTaskPlane({ folder: own, registry, now: Date.now });
  const { arn } = start({}, lost);
  const { env } = await ask(await running(arn, lost));
  expect(env).toBeDefined();
  const [file] = readdirSync(join(own, 'processes'));
  expect(file).toBeDefined();
  const pid = JSON.parse((await import('node:fs')).readFileSync(join(own, 'processes', file!), 'utf8')).pid as number;
  const mark = markProcess(pid);
  expect(isAlive(mark)).toBe(true);
  const next = createTaskPlane({ folder: own, registry, now: Date.now });
  await vi.waitFor(() => expect(isAlive(mark)).toBe(false));
  expect(readdirSync(join(own, 'processes'))).toEqual([]);
  expect(next.look(arn)).toBeUndefined();
  await Promise.all([lost.close(), next.close()]);
});
