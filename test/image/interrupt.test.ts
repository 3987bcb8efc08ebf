import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bin, runBin } from '../support/bin.js';
import { until, writeFiles } from './images.js';

const cwd = mkdtempSync(join(tmpdir(), 'meibo-interrupt-'));
const scratch = join(cwd, 'tmp');
mkdirSync(scratch);
const env = { LANG: 'C', PATH: `${cwd}/tools:${process.env.PATH}`, TMPDIR: scratch, NO_COLOR: '1' };
afterAll(async () => {
  await runBin(['local', 'stop'], { cwd });
  rmSync(cwd, { recursive: true, force: true });
}, 30_000);

/** An engine that does as told when it is to build. */
function useEngine(build: string): void {
  writeFiles(cwd, {
    'tools/docker': `#!/bin/sh\ncase "$1" in buildx) exit 1;; build) ${build};; esac\n`,
    'api/Dockerfile': 'FROM scratch\n',
    'config.json': JSON.stringify({ name: 'demo', image: { path: 'api', engine: 'docker' } }),
  });
  chmodSync(join(cwd, 'tools/docker'), 0o755);
  rmSync(join(cwd, 'pids'), { force: true });
}

const up = (...more: string[]) => ['up', '--local', '--yes', '--config', 'config.json', ...more];
const pids = () =>
  existsSync(join(cwd, 'pids')) ? readFileSync(join(cwd, 'pids'), 'utf8').trim().split('\n').map(Number) : [];
const isRunning = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
/** Nothing was written down and no local cloud was left, so nothing was made. */
const nothingWasMade = () => expect(existsSync(join(cwd, '.meibo-infra/local/demo.state.json'))).toBe(false);
const ourFolders = () => readdirSync(scratch).filter((it) => it.startsWith('meibo-infra-'));

it('says which engine builds, what it says with --verbose, and its last lines when it fails', async () => {
  useEngine('echo "Step 1/1 : FROM scratch"; for i in 1 2 3; do echo "line $i" >&2; done; exit 7');
  const loud = await runBin(up('--verbose'), { cwd, env });
  expect(loud.stderr).toContain(`The image is built with docker (${cwd}/tools/docker).`);
  expect(loud.stderr).toContain('\n  │ Step 1/1 : FROM scratch\n');
  expect(loud.stderr).toContain('The image could not be built (exit code 7). Nothing was made or changed.');
  expect(loud.stderr).not.toMatch(/meibo-infra destroy|Creating/);
  expect(loud.code).toBe(1);
  nothingWasMade();
  const quiet = await runBin(up('--lang', 'ja'), { cwd, env });
  expect(quiet.stderr).not.toContain('│ Step');
  expect(quiet.stderr).toContain('イメージのビルドに失敗しました（終了コード 7）。何も作成・変更していません。');
  expect(quiet.stderr).toMatch(/ {2}\| Step 1\/1 : FROM scratch\n {4,}\| line 1\n {4,}\| line 2\n {4,}\| line 3\n/);
  expect(quiet.code).toBe(1);
  nothingWasMade();
  expect(ourFolders()).toEqual([]);
}, 90_000);

it.each([
  ['one Ctrl-C', 1, 'sleep 60'],
  ['two, while the build does not listen', 2, "trap '' TERM; sleep 60; sleep 60"],
])(
  '%s ends the build with all that it started, and leaves no folder behind',
  async (_what, times, waiting) => {
    useEngine(`sh -c 'echo $$ >> ${cwd}/pids; sleep 60' & echo $$ >> ${cwd}/pids; ${waiting}`);
    const child = spawn(process.execPath, [bin, ...up()], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (it) => {
      said += it;
    });
    const ended = new Promise<number | null>((done) => child.on('close', done));
    const building = Date.now() + 60_000;
    while (pids().length < 2 && Date.now() < building) await new Promise((done) => setTimeout(done, 20));
    expect([pids().length, said]).toEqual([2, said]);
    expect(ourFolders().length).toBeGreaterThan(0);
    child.kill('SIGINT');
    if (times === 2) {
      await until(() => said.includes('Stopping'));
      // A second one that comes at once counts as the echo of the first.
      await new Promise((done) => setTimeout(done, 300));
      child.kill('SIGINT');
    }
    expect(await ended).toBe(130);
    nothingWasMade();
    await until(() => !pids().some(isRunning));
    expect(ourFolders()).toEqual([]);
  },
  90_000,
);
