import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { askPs, isAlive, markProcess } from '../../src/local-cloud/processes.js';

it('tells a process from another one that was given its number', async () => {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const mark = markProcess(child.pid!);
  expect(mark.started).toBeDefined();
  expect(isAlive(mark)).toBe(true);
  expect(isAlive({ ...mark, started: 'at another time' })).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(mark)).toBe(false);
});

it('asks ps in the same words from every time zone and language', () => {
  const started = new Set(
    ['UTC', 'Asia/Tokyo', 'America/New_York'].map((zone) => {
      vi.stubEnv('TZ', zone).stubEnv('LC_ALL', 'ja_JP.UTF-8');
      return askPs(process.pid, 'lstart');
    }),
  );
  vi.unstubAllEnvs();
  expect([...started]).toEqual([expect.stringMatching(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4}$/)]);
});
