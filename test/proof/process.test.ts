import { execFileSync, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bin } from '../support/bin.js';
import { type CloudOnPort, startCloudOnPort } from '../support/cloud-on-port.js';
import { differences, portrait } from '../support/portrait.js';
import { makeFolder, startTool, type ToolEnd } from '../support/tool.js';

const up = ['up', '--yes', '--wait', 'made'];
const destroy = ['destroy', '--yes'];
/** Longer than anything that AWS still lists after its end; seconds. */
const longAfter = 100_000;

let cloud: CloudOnPort;
let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  cloud = await startCloudOnPort();
});
afterAll(() => cloud?.close());
beforeEach(async () => {
  folder = await makeFolder('proved');
});
afterEach(() => folder.remove());

const start = (args: string[], env: Record<string, string> = {}) =>
  startTool(args, { cwd: folder.path, env: { ...cloud.env, ...env } });
const run = (args: string[], env?: Record<string, string>) => start(args, env).ended;
const done = (end: ToolEnd) => expect(end, end.stderr + end.stdout).toMatchObject({ code: 0 });

/** The code of the problem that a run with --json ended with. */
function problemIn({ stdout }: ToolEnd): string | undefined {
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? (JSON.parse(last) as { code?: string }).code : undefined;
}

/** Brings everything down and holds what is left against an empty world. */
async function leaveNothing(): Promise<void> {
  done(await run(destroy));
  cloud.pass(longAfter);
  expect(differences(portrait(cloud.world), {})).toEqual([]);
}

describe('signals', { timeout: 60_000 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`${signal} once: calls in flight end, and the way to go on is told`, async () => {
      const tool = start(up);
      await cloud.after(60);
      tool.child.kill(signal);
      const end = await tool.ended;
      expect(end, end.stderr).toMatchObject({ code: 130 });
      expect(end.stderr).toMatch(/meibo-infra up/);
      expect(end.stderr).toMatch(/meibo-infra destroy/);
      done(await run(up));
      await leaveNothing();
    });

    it(`${signal} twice: it ends at once, though AWS does not answer`, async () => {
      const tool = start(up);
      await cloud.after(60);
      const release = cloud.hold();
      await cloud.after(1);
      tool.child.kill(signal);
      // A second one that follows at once counts as the terminal's echo of the first.
      await new Promise((resolve) => setTimeout(resolve, 400));
      tool.child.kill(signal);
      const end = await tool.ended;
      release();
      expect(end, end.stderr).toMatchObject({ code: 130 });
      done(await run(up));
      await leaveNothing();
    });
  }
});

const canMount = (() => {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();
if (!canMount) console.log('not root or no mount: the tests of a full disk and a read-only folder are skipped');

describe('the place of the state file', { timeout: 60_000 }, () => {
  it.skipIf(!canMount)('a disk that fills up: the run ends with a word about it, and nothing is lost', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'meibo-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    try {
      const state = join(disk, 'proved.state.json');
      const filler = join(disk, 'filler');
      await writeFile(filler, Buffer.alloc(40 * 1024));
      const before = cloud.changes().length;
      const end = await run([...up, '--json', '--state', state]);
      expect(end, end.stderr).toMatchObject({ code: 1 });
      expect(problemIn(end)).toBe('state-not-writable');
      expect(cloud.changes().length).toBeGreaterThan(before);
      await truncate(filler, 0);
      done(await run([...up, '--state', state]));
      const changes = cloud.changes().length;
      done(await run([...up, '--state', state]));
      expect(cloud.changes().slice(changes)).toEqual([]);
      done(await run([...destroy, '--state', state]));
      cloud.pass(longAfter);
      expect(differences(portrait(cloud.world), {})).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true, force: true });
    }
  });

  it.skipIf(!canMount)('a read-only folder: refused before any changing call', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'meibo-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=64k', 'tmpfs', disk]);
    try {
      const changes = cloud.changes().length;
      const end = await run([...up, '--json', '--state', join(disk, 'proved.state.json')]);
      expect(end).toMatchObject({ code: 1 });
      expect(problemIn(end)).toBe('state-not-writable');
      expect(cloud.changes().slice(changes)).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
      await rm(disk, { recursive: true, force: true });
    }
  });

  it('a file where the folder should be: refused before any changing call', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    const changes = cloud.changes().length;
    const end = await run([...up, '--json', '--state', join(file, 'proved.state.json')]);
    expect(end).toMatchObject({ code: 1 });
    expect(problemIn(end)).toBe('state-not-writable');
    expect(cloud.changes().slice(changes)).toEqual([]);
  });
});

describe('who else is there', { timeout: 60_000 }, () => {
  it('a closed stdout: the run goes on to its end', async () => {
    const command = `"${process.execPath}" "${bin}" up --yes --wait made --json | head -1; exit \${PIPESTATUS[0]}`;
    const child = spawn('bash', ['-c', command], {
      cwd: folder.path,
      env: { ...process.env, ...cloud.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|at .*\.js:\d+/);
    const changes = cloud.changes().length;
    done(await run(up));
    expect(cloud.changes().slice(changes)).toEqual([]);
    await leaveNothing();
  });

  it('no terminal and no --yes: refuses, and changes nothing', async () => {
    const changes = cloud.changes().length;
    const end = await run(['up']);
    expect(end).toMatchObject({ code: 1 });
    expect(end.stderr).toContain('--yes');
    expect(cloud.changes().slice(changes)).toEqual([]);
  });

  for (const second of [up, destroy]) {
    it(`${second[0]} during an up: it names who holds the lock, and changes nothing`, async () => {
      const first = start(up);
      await cloud.after(40);
      // Answers are held, so the first stands still while the second is refused, which only asks whose account it is.
      const release = cloud.hold('sts');
      const end = await run([...second, '--json']);
      release();
      expect(end).toMatchObject({ code: 1 });
      expect(problemIn(end)).toBe('locked');
      expect(end.stdout).toContain(`"pid":${first.child.pid}`);
      done(await first.ended);
      await leaveNothing();
    });
  }

  it('a lock whose holder is dead is taken over', async () => {
    const gone = spawn('true');
    await new Promise((resolve) => gone.on('close', resolve));
    await mkdir(dirname(folder.state), { recursive: true });
    const holder = { pid: gone.pid, host: hostname(), command: 'up', since: new Date(0).toISOString() };
    await writeFile(`${folder.state}.lock`, JSON.stringify(holder));
    const end = await run(destroy);
    done(end);
    expect(end.stderr).toContain(String(gone.pid));
  });
});

describe('a state file that is not what it should be', { timeout: 60_000 }, () => {
  const refused = async (args: string[], code: string, env?: Record<string, string>) => {
    const changes = cloud.changes().length;
    const end = await run([...args, '--json'], env);
    expect(end, end.stderr).toMatchObject({ code: 1 });
    expect(problemIn(end)).toBe(code);
    expect(cloud.changes().slice(changes)).toEqual([]);
  };

  it('cut in half: its backup is used; without one it is refused', async () => {
    done(await run(up));
    const text = await readFile(folder.state, 'utf8');
    await copyFile(folder.state, `${folder.state}.backup`);
    await writeFile(folder.state, text.slice(0, text.length / 2));
    const changes = cloud.changes().length;
    const end = await run(up);
    done(end);
    expect(end.stderr).toMatch(/backup/i);
    expect(cloud.changes().slice(changes)).toEqual([]);

    await writeFile(folder.state, text.slice(0, text.length / 2));
    await rm(`${folder.state}.backup`, { force: true });
    for (const command of [up, destroy]) await refused(command, 'state-unreadable');
    await rm(folder.state);
    await leaveNothing();
  });

  it('of another account, region, endpoint, stack or version: refused before any changing call', async () => {
    const right = {
      version: 1,
      account: cloud.world.account,
      region: cloud.world.region,
      endpoint: cloud.endpoint,
      stack: 'proved',
      entries: [],
    };
    const wrong = { account: '999999999999', region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', stack: 'other' };
    await mkdir(dirname(folder.state), { recursive: true });
    for (const [member, value] of Object.entries(wrong)) {
      await writeFile(folder.state, JSON.stringify({ ...right, [member]: value }));
      for (const command of [up, destroy]) await refused(command, 'state-of-another');
    }
    await writeFile(folder.state, JSON.stringify({ ...right, version: 99 }));
    for (const command of [up, destroy]) await refused(command, 'state-newer');
    await writeFile(folder.state, JSON.stringify(right));
    done(await run(destroy));
  });
});
