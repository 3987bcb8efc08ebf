import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildOci, type OciWish } from '../../../src/image/build-oci.js';
import type { TaskSight, TaskSpec } from '../../../src/local-cloud/data-plane.js';
import { listenAt } from '../../../src/local-cloud/database/address.js';
import { createRegistryPlane } from '../../../src/local-cloud/registry/plane.js';
import { copyHostNode, findHostNode } from '../../../src/local-cloud/tasks/containers/host-node.js';
import { createContainerTaskPlane } from '../../../src/local-cloud/tasks/containers/plane.js';
import { findProgram, requirePrograms, startDocker } from '../../image/real-tools.js';
import { pushLayout } from './push-layout.js';

const here = requirePrograms('docker', 'dockerd');

const program = `
const { createServer, get } = require('node:http');
const { connect } = require('node:net');
console.log('hello');
console.error('error of its own');
if (process.env.EXIT) process.exit(Number(process.env.EXIT));
if (process.env.GREEDY) setInterval(() => (globalThis.kept ??= []).push(Buffer.alloc(8e6, 1)), 5);
if (process.env.BUSY) setInterval(() => { const end = Date.now() + 45; while (Date.now() < end); }, 50);
process.on('SIGTERM', () => { console.log('told to stop'); if (!process.env.STUBBORN) process.exit(0); });
createServer((request, answer) => {
  if (request.url !== '/database') return answer.end(JSON.stringify({ env: process.env, argv: process.argv }));
  connect(3306, process.env.DB_HOST).on('error', (error) => answer.end(error.code)).on('data', (it) => answer.end(it));
}).listen(8080, '0.0.0.0');
`;

describe.runIf(here)('tasks as real containers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'meibo-containers-'));
  const database = { address: '127.83.200.7', port: 3306 };
  const greeter = createServer((guest) => guest.end('greetings'));
  let engine: Awaited<ReturnType<typeof startDocker>>;
  let registry: Awaited<ReturnType<typeof createRegistryPlane>>;
  let plane: ReturnType<typeof createContainerTaskPlane>;
  let image: string;

  const open = (own: string) =>
    createContainerTaskPlane({
      folder: own,
      registry,
      now: Date.now,
      docker: join(folder, 'docker'),
      env: engine.env,
      neighbours: () => [database],
    });

  async function push(name: string, wish: Partial<OciWish>): Promise<string> {
    const layout = join(folder, `layout-${name}`);
    await buildOci({ folders: [], platform: engine.platform, ...wish }, layout);
    registry.createRepository(name);
    return await pushLayout(layout, registry, name);
  }

  const containers = async (): Promise<string[]> =>
    (await engine.docker('ps', '--all', '--format', '{{.Names}}')).split('\n').filter(Boolean);

  beforeAll(async () => {
    await listenAt(greeter, database);
    // Writes down what everybody can read in the process list.
    const words = `printf '%s\\n' "$@" >> '${join(folder, 'words')}'`;
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${words}\nexec '${findProgram('docker')}' "$@"\n`, {
      mode: 0o755,
    });
    engine = await startDocker();
    mkdirSync(join(folder, 'app'));
    writeFileSync(join(folder, 'app/main.cjs'), program);
    await copyHostNode(await findHostNode(), join(folder, 'node'));
    registry = await createRegistryPlane({ folder: join(folder, 'registry'), preferredPort: 5450 });
    image = await push('api', {
      folders: [
        { from: join(folder, 'node'), to: '/' },
        { from: join(folder, 'app'), to: '/app' },
      ],
      entrypoint: ['node'],
      cmd: ['/app/main.cjs', 'from-image'],
      env: { FROM_IMAGE: 'yes', BOTH: 'image' },
    });
    plane = open(join(folder, 'tasks'));
  }, 60_000);

  const started: string[] = [];
  afterEach(() => {
    for (const arn of started.splice(0)) plane.forget(arn);
  });
  afterAll(async () => {
    try {
      await plane?.close(true);
      await registry?.close();
      greeter.close();
    } finally {
      await engine?.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);

  function start(changes: Partial<TaskSpec> = {}, on = plane): { arn: string; lines: string[] } {
    const lines: string[] = [];
    const arn = `arn:aws:ecs:ap-northeast-1:000000000000:task/meibo/${randomBytes(16).toString('hex')}`;
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
      platform: engine.platform,
      log: (line) => lines.push(line),
      ...changes,
    });
    return { arn, lines };
  }

  const find = async <S extends TaskSight['state']>(arn: string, state: S, on = plane) =>
    await vi.waitFor(
      () => {
        const sight = on.look(arn);
        expect(sight).toMatchObject({ state });
        return sight as Extract<TaskSight, { state: S }>;
      },
      { timeout: 12_000, interval: 20 },
    );

  const ask = (at: { address: string; port: number }, path = '/') =>
    vi.waitFor(async () => (await fetch(`http://${at.address}:${at.port}${path}`)).text(), {
      timeout: 10_000,
      interval: 50,
    });

  it('two of one image stand beside each other, each at a loopback address of its own', async () => {
    process.env.DAEMON_SECRET = 'must not leak';
    const tasks = [0, 1].map(() => start({ environment: { BOTH: 'task', KEY: 'one\ntwo', EMPTY: '' } }));
    for (const { arn, lines } of tasks) {
      const at = await find(arn, 'running');
      expect(at).toMatchObject({ address: expect.stringMatching(/^127\.84\./), port: 8080 });
      const { env, argv } = JSON.parse(await ask(at)) as { env: Record<string, string>; argv: string[] };
      expect(env).toMatchObject({ FROM_IMAGE: 'yes', BOTH: 'task', KEY: 'one\ntwo', EMPTY: '', PORT: '8080' });
      expect(env.TASK_ID).toBe(arn.split('/').at(-1));
      expect(env).not.toHaveProperty('DAEMON_SECRET');
      expect(argv[2]).toBe('from-image');
      expect(lines.toSorted()).toEqual(['error of its own', 'hello']);
    }
    expect(plane.processes()).toHaveLength(2);
    expect(readdirSync(join(folder, 'tasks')).filter((it) => it.endsWith('.env'))).toEqual([]);
  }, 60_000);

  it('keeps secrets out of the process list and of files', async () => {
    const { arn } = start({ environment: { SECRET: 'open-sesame', LETTER: 'begin\nopen-sesame\nend' } });
    expect(await ask(await find(arn, 'running'))).toContain('"SECRET":"open-sesame"');
    const words = readFileSync(join(folder, 'words'), 'utf8');
    expect(words).toContain('--env-file');
    expect(words).not.toContain('open-sesame');
    // The registry's password: when it ends, and a signature.
    expect(words).not.toMatch(/\d{13}\.[\w-]{20}/);
    const files = readdirSync(join(folder, 'tasks'), { recursive: true, withFileTypes: true }).filter((it) =>
      it.isFile(),
    );
    for (const { parentPath, name } of files)
      expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain('open-sesame');
  }, 40_000);

  it('reaches the database where this machine has it, and nothing else of this machine', async () => {
    const { arn } = start({ environment: { DB_HOST: database.address } });
    const at = await find(arn, 'running');
    expect(await ask(at, '/database')).toBe('greetings');
    const other = createServer((guest) => guest.end('not for you'));
    await listenAt(other, { address: '127.83.200.8', port: 3306 });
    const stranger = start({ environment: { DB_HOST: '127.83.200.8' } });
    expect(await ask(await find(stranger.arn, 'running'), '/database')).toBe('ECONNREFUSED');
    other.close();
  }, 40_000);

  it('has the limits of its reservation, and its CPU is told against it', async () => {
    const { arn } = start({ environment: { BUSY: '1' } });
    await find(arn, 'running');
    const [name] = (await containers()).filter((it) => it.endsWith(arn.split('/').at(-1)!));
    const limits = await engine.docker('inspect', '--format', '{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}', name!);
    expect(limits).toBe(`${0.25e9} ${512 * 1024 * 1024}`);
    // Held to a quarter of a core, node takes a while until it has read itself into memory.
    await vi.waitFor(
      async () => {
        const { cpu, memory } = await find(arn, 'running');
        expect(cpu).toBeGreaterThan(70);
        expect(cpu).toBeLessThanOrEqual(100);
        expect(memory).toBeGreaterThan(1);
      },
      { timeout: 20_000 },
    );
  }, 40_000);

  it('is checked from inside', async () => {
    const check = (...command: string[]) => {
      const healthCheck = { command, interval: 0.2, timeout: 3, retries: 2, startPeriod: 0 };
      return start({ environment: { MARK: 'task' }, healthCheck }).arn;
    };
    const well = "process.env.MARK === 'task' && fetch('http://localhost:8080/').then(() => process.exit(0))";
    const cases = [
      [check('CMD', 'node', '-e', `process.exitCode = 1; ${well}`), 'HEALTHY'],
      [check('CMD', 'node', '-e', 'process.exit(1)'), 'UNHEALTHY'],
      [check('CMD', 'node', '-e', 'setInterval(() => {}, 1000)'), 'UNHEALTHY'],
      // This image holds no shell.
      [check('CMD-SHELL', 'exit 0'), 'UNHEALTHY'],
    ] as const;
    for (const [arn, health] of cases) {
      await vi.waitFor(() => expect(plane.look(arn)).toMatchObject({ state: 'running', health }), {
        timeout: 20_000,
        interval: 50,
      });
    }
  }, 80_000);

  it('ends with its exit code, and with 137 and the reason when it takes too much memory', async () => {
    const [crash, greedy] = [
      start({ environment: { EXIT: '3' } }),
      start({ environment: { GREEDY: '1' }, memory: 128 }),
    ];
    const ended = {
      state: 'stopped',
      stopCode: 'EssentialContainerExited',
      reason: 'Essential container in task exited',
    };
    expect(await find(crash.arn, 'stopped')).toEqual({ ...ended, exitCode: 3 });
    expect(crash.lines.toSorted()).toEqual(['error of its own', 'hello']);
    const containerReason = 'OutOfMemoryError: Container killed due to memory usage';
    expect(await find(greedy.arn, 'stopped')).toEqual({ ...ended, exitCode: 137, containerReason });
  }, 40_000);

  it('is stopped with SIGTERM, with SIGKILL after its time, and notices a kill from outside', async () => {
    const [meek, stubborn, victim] = [start(), start({ environment: { STUBBORN: '1' } }), start()];
    for (const { arn } of [meek, stubborn, victim]) await ask(await find(arn, 'running'));
    process.kill(plane.processes().find(({ id }) => victim.arn.endsWith(id))!.pid, 'SIGKILL');
    plane.stop(meek.arn, 30);
    plane.stop(stubborn.arn, 1);
    expect(await find(meek.arn, 'stopped')).toMatchObject({ exitCode: 0 });
    expect(await find(stubborn.arn, 'stopped')).toMatchObject({ exitCode: 137 });
    expect(await find(victim.arn, 'stopped')).toMatchObject({ exitCode: 137 });
    expect(meek.lines).toContain('told to stop');
    expect(stubborn.lines).toContain('told to stop');
  }, 60_000);

  it('fails to start as on AWS', async () => {
    const missing = `${registry.host}/api:nowhere`;
    const reasonOf = async (changes: Partial<TaskSpec>) => await find(start(changes).arn, 'stopped');
    expect(await reasonOf({ image: missing })).toMatchObject({
      stopCode: 'TaskFailedToStart',
      reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${missing}: ${missing}: not found`,
    });
    expect(await reasonOf({ entryPoint: ['gunicorn'] })).toMatchObject({
      stopCode: 'TaskFailedToStart',
      reason: expect.stringMatching(
        /^CannotStartContainerError: exec: "gunicorn": executable file not found in \$PATH/,
      ),
    });
    const other = engine.platform === 'linux/amd64' ? 'linux/arm64' : 'linux/amd64';
    expect(await reasonOf({ platform: other })).toMatchObject({ stopCode: 'EssentialContainerExited', exitCode: 255 });
  }, 40_000);

  it('what a lost plane left is removed by the next one on its folder; closing for good leaves no image', async () => {
    const own = join(folder, 'lost');
    const lost = open(own);
    await find(start({}, lost).arn, 'running', lost);
    const before = await containers();
    const next = open(own);
    await vi.waitFor(async () => expect((await containers()).length).toBe(before.length - 2), { timeout: 10_000 });
    await lost.close();
    await next.close(true);
    for (const arn of started.splice(0)) plane.forget(arn);
    await vi.waitFor(async () => expect(await containers()).toEqual([]), { timeout: 10_000 });
    await plane.close(true);
    expect(await engine.docker('images', '--all', '--quiet')).toBe('');
  }, 60_000);
});
