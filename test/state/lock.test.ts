import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHolder, takeLock } from '../../src/state/lock.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'state.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const holder = (pid: number, host = hostname()) =>
  writeFile(`${file}.lock`, JSON.stringify({ pid, host, command: 'up', since: '2026-11-23T00:00:00.000Z' }));

describe('the lock', () => {
  it('is held by one, who is named to the second, and is free after release', async () => {
    const lock = await takeLock(file, 'up');
    await expect(takeLock(file, 'destroy')).rejects.toMatchObject({
      code: 'locked',
      facts: { pid: process.pid, command: 'up', file: `${file}.lock` },
    });
    await lock.release();
    const next = await takeLock(file, 'destroy');
    expect(next.takenOver).toBeUndefined();
    await next.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes to exactly one of many', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(file, 'up')));
    expect(results.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
  });

  it('of a dead holder is taken over', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await holder(child.pid ?? 0);
    const lock = await takeLock(file, 'up');
    expect(lock.takenOver?.pid).toBe(child.pid);
    expect(await readdir(folder)).toEqual(['state.json.lock']);
  });

  it('of a dead holder goes to exactly one of several processes that all find it dead', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const lockModule = join(import.meta.dirname, '../../dist/state/lock.js');
    const script = `import { takeLock } from ${JSON.stringify(lockModule)};
      process.stdin.once('data', () => takeLock(${JSON.stringify(file)}, 'up').then(() => console.log('held'), (it) => console.log(it.code)));
      process.stdin.once('end', () => process.exit());
      console.log('there');`;
    for (let round = 0; round < 3; round += 1) {
      await holder(child.pid ?? 0);
      const rivals = Array.from({ length: 4 }, () =>
        spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
      );
      await Promise.all(rivals.map((it) => once(it.stdout, 'data')));
      const said = rivals.map((it) => once(it.stdout, 'data'));
      for (const it of rivals) it.stdin.write('go');
      const words = (await Promise.all(said)).map(([it]) => String(it).trim());
      expect(words.sort()).toEqual(['held', 'locked', 'locked', 'locked']);
      const ends = rivals.map((it) => once(it, 'exit'));
      for (const it of rivals) it.stdin.end();
      await Promise.all(ends);
      await rm(`${file}.lock`, { force: true });
    }
  });

  it.runIf(process.platform === 'linux')(
    'of one that ended and was not collected by its parent is taken over',
    async () => {
      // What becomes of its child is nothing that `sleep` would care for.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 30'], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        const [line] = (await once(parent.stdout, 'data')) as [Buffer];
        const pid = Number(line.toString());
        const stateOf = () => readFile(`/proc/${pid}/stat`, 'utf8').then((text) => text.split(') ')[1]?.[0]);
        await expect.poll(stateOf, { timeout: 5000 }).toBe('Z');
        await holder(pid);
        expect(await findHolder(file)).toBeUndefined();
        const lock = await takeLock(file, 'up');
        expect(lock.takenOver?.pid).toBe(pid);
        expect(await findHolder(file)).toMatchObject({ pid: process.pid, command: 'up' });
        await lock.release();
        expect(await findHolder(file)).toBeUndefined();
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  it('of a holder on another host is left alone', async () => {
    await holder(1, 'elsewhere');
    await expect(takeLock(file, 'up')).rejects.toMatchObject({ code: 'locked', facts: { host: 'elsewhere' } });
  });
});
