import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommand } from '../../src/image/command.js';
import { makeFolder, until } from './images.js';

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // A zombie is dead, only not yet fetched by its parent.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

it.each([
  ['ends', ''],
  ['does not listen', "trap '' TERM;"],
])('an aborted program that %s is ended with all that it started', async (_how, trap) => {
  const file = join(makeFolder(), 'pids');
  const script = `${trap} sh -c '${trap.replaceAll("'", '"')} echo $$ >> ${file}; sleep 60; sleep 60' & echo $$ >> ${file}; wait; wait`;
  const stop = new AbortController();
  const running = runCommand('/bin/sh', ['-c', script], { signal: stop.signal });
  running.catch(() => {});
  const pids = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []);
  await until(() => pids().length === 2);
  stop.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
  await until(() => !pids().some(isAlive));
});

it('gives lines without colours and other control characters', async () => {
  const lines: string[] = [];
  const script = String.raw`printf '\033[31mred\033[0m\n\tstep\a\n\n10%%\r20%%\n' >&2`;
  const { lastLines, code } = await runCommand('/bin/sh', ['-c', script], { onLine: (line) => lines.push(line) });
  expect([code, lastLines]).toEqual([0, lines]);
  expect(lines).toEqual(['red', '  step', '10%', '20%']);
});
