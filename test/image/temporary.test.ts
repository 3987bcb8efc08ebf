import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { makeTemporary, withTemporary } from '../../src/image/temporary.js';
import { makeFolder } from './images.js';

it('lends folders that only their owner can read, and sweeps up what killed processes left an hour ago', async () => {
  const home = makeFolder();
  vi.stubEnv('TMPDIR', home);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { pid: dead } = spawnSync('true');
  const names = [`docker-${dead}-aaaaaa`, `git-${dead}-bbbbbb`, `image-${process.pid}-cccccc`, 'state-1-dddddd'];
  const [old, young, alive, foreign] = names.map((it) => join(home, `meibo-infra-${it}`)) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [old, young, alive, foreign]) {
    mkdirSync(path);
    if (path !== young) utimesSync(path, 0, 0);
  }
  const lent = await makeTemporary('docker');
  expect(statSync(lent.path).mode & 0o777).toBe(0o700);
  expect([old, young, alive, foreign].map((it) => existsSync(it))).toEqual([false, true, true, true]);
  await lent.remove();
  await expect(withTemporary('image', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readdirSync(home)).toHaveLength(3);
});
