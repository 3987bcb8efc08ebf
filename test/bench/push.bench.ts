import { spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePrograms, runAsync, startDocker, startRegistry, user } from '../image/real-tools.js';

const MB = 1_000_000;
const layers = 4;
const rounds = 3;
const root = resolve(import.meta.dirname, '../..');

/** Fills a file with the bytes of real programs and libraries, which compress as an image's do. */
async function fill(path: string, bytes: number, sources: string[]): Promise<void> {
  const out = createWriteStream(path);
  for (let left = bytes; left > 0; ) {
    const source = sources.shift();
    if (!source) throw new Error('this machine has not enough libraries to fill an image with');
    const part = readFileSync(source).subarray(0, left);
    left -= part.length;
    if (!out.write(part)) await new Promise<void>((done) => out.once('drain', done));
  }
  await new Promise<void>((done) => out.end(() => done()));
}

function realFiles(): string[] {
  const folder = '/usr/lib/x86_64-linux-gnu';
  const libraries = existsSync(folder)
    ? readdirSync(folder)
        .map((it) => join(folder, it))
        .filter((it) => /\.so[.\d]*$/.test(it) && statSync(it).isFile())
    : [];
  return [
    process.execPath,
    ...libraries.sort(),
    ...['/usr/bin/docker', '/usr/sbin/dockerd', '/usr/bin/podman'].filter(existsSync),
  ];
}

interface Cost {
  seconds: number;
  cpu: number;
  peakMiB: number;
}

/** Clock ticks of a process and its ended children, in seconds; the kernel counts in hundredths. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0) / 100;
}
const peakOf = (pid: number) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** Runs a program and measures it, with the daemon that works for it where there is one. */
async function measure(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  daemon?: number,
): Promise<Cost & { said: string }> {
  if (daemon) writeFileSync(`/proc/${daemon}/clear_refs`, '5');
  const before = daemon ? cpuOf(daemon) : 0;
  const start = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, own, peak] = ['', 0, 0];
  child.stdout.on('data', (it) => (said += it));
  child.stderr.on('data', (it) => (said += it));
  const sample = setInterval(() => {
    try {
      [own, peak] = [cpuOf(child.pid!), Math.max(peak, peakOf(child.pid!))];
    } catch {
      // It has just ended.
    }
  }, 10);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(sample);
  if (code !== 0) throw new Error(`${program} ${args[0]}: ${said}`);
  const seconds = (performance.now() - start) / 1000;
  return {
    seconds,
    cpu: own + (daemon ? cpuOf(daemon) - before : 0),
    peakMiB: peak + (daemon ? peakOf(daemon) : 0),
    said: said.trim(),
  };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const here = requirePrograms('docker', 'dockerd', 'docker-registry', 'skopeo');

describe.runIf(here)('the same 200 MB image to the same registry', () => {
  let docker: Awaited<ReturnType<typeof startDocker>>;
  const home = mkdtempSync(join(tmpdir(), 'push-bench-'));
  const archive = join(home, 'image.tar');
  const layout = join(home, 'layout');
  beforeAll(async () => {
    if (!existsSync(join(root, 'dist/image/push.js'))) throw new Error('dist/ is missing: run `npm run build` first');
    docker = await startDocker();
    const context = join(home, 'context');
    mkdirSync(context);
    const sources = realFiles();
    for (let i = 0; i < layers; i++) await fill(join(context, `part-${i}`), (200 * MB) / layers, sources);
    const copies = Array.from({ length: layers }, (_, i) => `COPY part-${i} /part-${i}`);
    writeFileSync(join(context, 'Dockerfile'), ['FROM scratch', ...copies, ''].join('\n'));
    await docker.docker('build', '--tag', 'bench:1', context);
    await docker.docker('save', '--output', archive, 'bench:1');
    await runAsync('skopeo', ['copy', `docker-archive:${archive}`, `oci:${layout}:v1`]);
  }, 300_000);
  afterAll(async () => {
    await docker?.stop();
    rmSync(home, { recursive: true, force: true });
  }, 60_000);

  it('is pushed by docker, by skopeo and without an engine', async () => {
    const costs = new Map<string, Cost[]>();
    const note = (name: string, cost: Cost) => costs.set(name, [...(costs.get(name) ?? []), cost]);
    const daemon = Number(readFileSync(join(docker.home, 'pid'), 'utf8'));
    for (let round = 0; round < rounds; round++) {
      const registry = await startRegistry();
      // skopeo remembers which blobs a registry has: what is compressed already goes to one that neither knows.
      const fresh = await startRegistry();
      try {
        const env = { ...docker.env, DOCKER_CONFIG: join(home, 'config') };
        await runAsync(
          'docker',
          ['login', '--username', user.user, '--password-stdin', registry.host],
          env,
          user.password,
        );
        const theirs = `${registry.host}/bench/docker:v1`;
        await docker.docker('tag', 'bench:1', theirs);
        const ours = (file: string, repository: string, { url } = registry) =>
          measure(
            process.execPath,
            [join(root, 'test/bench/push-once.mjs'), file, url, repository, docker.platform, user.user, user.password],
            process.env,
          );
        const skopeo = (from: string, repository: string, { host } = registry) =>
          measure(
            'skopeo',
            [
              ...['copy', '--dest-creds', `${user.user}:${user.password}`, '--dest-tls-verify=false', from],
              `docker://${host}/${repository}:v1`,
            ],
            process.env,
          );
        // Each in turn, beginning with another one each round.
        const contenders = [
          async () => note('docker push', await measure('docker', ['push', theirs], env, daemon)),
          async () => note('skopeo copy, docker archive', await skopeo(`docker-archive:${archive}`, 'bench/skopeo')),
          async () => note('meibo-infra, docker archive', await ours(archive, 'bench/ours')),
          async () => {
            const saved = join(home, 'again.tar');
            const save = await measure('docker', ['save', '--output', saved, 'bench:1'], env, daemon);
            const push = await ours(saved, 'bench/saved');
            note('docker save + meibo-infra', {
              seconds: save.seconds + push.seconds,
              cpu: save.cpu + push.cpu,
              peakMiB: Math.max(save.peakMiB, push.peakMiB),
            });
          },
          async () => note('skopeo copy, OCI layout', await skopeo(`oci:${layout}:v1`, 'bench/skopeo-oci', fresh)),
          async () => note('meibo-infra, OCI layout', await ours(layout, 'bench/ours-oci', fresh)),
        ];
        for (let i = 0; i < contenders.length; i++) await contenders[(i + round) % contenders.length]?.();
      } finally {
        await Promise.all([registry.stop(), fresh.stop()]);
      }
    }
    const rows = [...costs].map(([name, all]) => ({
      name,
      seconds: median(all.map((it) => it.seconds)),
      cpu: median(all.map((it) => it.cpu)),
      peakMiB: median(all.map((it) => it.peakMiB)),
    }));
    const table = rows.map(
      (it) => `| ${it.name} | ${it.seconds.toFixed(2)} | ${it.cpu.toFixed(2)} | ${it.peakMiB.toFixed(0)} |`,
    );
    console.log(
      ['| 200 MB, median of 3 | wall s | CPU s | peak MiB |', '|---|---|---|---|', ...table.sort()].join('\n'),
    );
    const seconds = (name: string) => rows.find((it) => it.name === name)?.seconds ?? Number.NaN;
    expect(seconds('meibo-infra, docker archive')).toBeLessThan(seconds('docker push'));
    expect(seconds('meibo-infra, docker archive')).toBeLessThan(seconds('skopeo copy, docker archive'));
    expect(seconds('docker save + meibo-infra')).toBeLessThan(seconds('docker push'));
    expect(seconds('meibo-infra, OCI layout')).toBeLessThan(seconds('skopeo copy, OCI layout'));
  }, 600_000);
});
