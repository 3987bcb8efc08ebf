import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { isRead } from '../../src/aws/looking.js';
import { stopLocalCloud } from '../../src/local-cloud/daemon/client.js';
import { filesOf, readEndpoint } from '../../src/local-cloud/daemon/endpoint.js';
import { isAlive } from '../../src/local-cloud/processes.js';
import { tellFigure } from '../support/figures.js';
import { randomFrom } from '../support/random.js';
import { makeFolder, startTool, type ToolEnd } from '../support/tool.js';

/** Kills of the local cloud's daemon, about half of them together with the tool, as a power failure has it. */
const daemonKills = 8;

const up = ['up', '--local', '--yes', '--wait', 'made'];
const destroy = ['destroy', '--local', '--yes'];

let folder: Awaited<ReturnType<typeof makeFolder>>;
let local: string;
beforeAll(async () => {
  // Without an image of its own, it is given the bundled sample API.
  folder = await makeFolder('haunted', { image: undefined });
  local = join(folder.path, '.meibo-infra', 'local');
});
afterAll(async () => {
  await stopLocalCloud(local);
  await folder.remove();
});

const start = (command: readonly string[]) =>
  startTool(command, {
    cwd: folder.path,
    env: { LANG: 'C', AWS_ENDPOINT_URL: '', MEIBO_INFRA_LOCAL_OWNER: String(process.pid) },
  });

/** The changing calls that the daemon has answered, over all its lives in this world. */
function changes(): string[] {
  try {
    return readFileSync(filesOf(local).log, 'utf8')
      .split('\n')
      .filter((line) => /\d{3}Z [a-z0-9-]+ [A-Z]\w+$/.test(line) && !isRead(line.split(' ').at(-1) ?? ''));
  } catch {
    return [];
  }
}

const done = (end: ToolEnd) => expect(end, end.stderr + end.stdout).toMatchObject({ code: 0 });

/** Processes that work in the folder: daemon, tasks and database. */
function inhabitants(): number[] {
  return readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .map(Number)
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return words.includes(folder.path) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder.path);
      } catch {
        return false;
      }
    });
}

it(`kill -9 of the daemon at ${daemonKills} random moments of up and destroy: the next run goes on`, {
  timeout: 400_000,
}, async () => {
  const random = randomFrom(Number(process.env.PROOF_SEED ?? 11));
  const counts = { up: 0, destroy: 0 };
  const begun = performance.now();
  let command = up;
  for (let runs = 0; counts.up + counts.destroy < daemonKills; runs += 1) {
    expect(runs, 'too many runs ended before their daemon was killed').toBeLessThan(daemonKills * 5);
    const both = random.next() < 0.5;
    const tool = start(command);
    let ended = false;
    void tool.ended.then(() => {
      ended = true;
    });
    const goal = changes().length + random.below(command === up ? 45 : 35);
    await vi.waitUntil(() => ended || changes().length >= goal, { timeout: 200_000, interval: 5 });
    const daemon = readEndpoint(local);
    if (!ended && daemon && isAlive(daemon)) {
      counts[command === up ? 'up' : 'destroy'] += 1;
      process.kill(daemon.pid, 'SIGKILL');
      if (both) tool.child.kill('SIGKILL');
      const end = await tool.ended;
      if (!both) expect([0, 1, 2], end.stderr).toContain(end.code);
      expect(end.stderr + end.stdout).not.toMatch(/^\s+at .*\.js:\d+/m);
      if (random.next() < 0.4) command = command === up ? destroy : up;
    } else {
      done(await tool.ended);
      command = command === up ? destroy : up;
    }
  }
  const whole = ['up', '--local', '--yes'];
  done(await start(whole).ended);
  const before = changes().length;
  done(await start(whole).ended);
  expect(changes().slice(before)).toEqual([]);
  done(await start(destroy).ended);
  await vi.waitUntil(() => inhabitants().length === 0, { timeout: 20_000, interval: 50 });
  expect(existsSync(filesOf(local).world)).toBe(false);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`daemon killed ${counts.up} times in up, ${counts.destroy} in destroy, in ${seconds} s`);
  tellFigure('Kills of the daemon of the local cloud', counts.up + counts.destroy);
  expect(Math.min(counts.up, counts.destroy)).toBeGreaterThan(0);
});
