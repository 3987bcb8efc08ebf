import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CloudOnPort, startCloudOnPort } from '../support/cloud-on-port.js';
import { tellFigure } from '../support/figures.js';
import { differences, portrait } from '../support/portrait.js';
import { randomFrom } from '../support/random.js';
import { makeFolder, startTool } from '../support/tool.js';

const kills = 64;
const up = ['up', '--yes', '--wait', 'made'];
const destroy = ['destroy', '--yes'];

let cloud: CloudOnPort;
beforeAll(async () => {
  cloud = await startCloudOnPort();
});
afterAll(() => cloud?.close());

/** Long enough for all that a finished destroy leaves to AWS; seconds. */
const longAfter = 100_000;

/** Kills a stack's runs so many times at random moments, then looks what is left of it. */
async function haunt(name: string, kills: number, seed: number): Promise<Record<string, number>> {
  const random = randomFrom(seed);
  const folder = await makeFolder(name);
  const run = (command: string[]) => startTool(command, { cwd: folder.path, env: cloud.env });
  const counts = { up: 0, destroy: 0 };
  let command = up;
  try {
    while (counts.up + counts.destroy < kills) {
      const tool = run(command);
      // Half of them by time, half by how far the run has come.
      const moment =
        random.next() < 0.5
          ? new Promise((resolve) => setTimeout(resolve, random.below(1500)))
          : cloud.after(1 + random.below(90));
      await Promise.race([moment, tool.ended]);
      tool.child.kill('SIGKILL');
      const end = await tool.ended;
      if (end.signal === 'SIGKILL') {
        counts[command === up ? 'up' : 'destroy'] += 1;
        if (random.next() < 0.2) command = command === up ? destroy : up;
      } else {
        expect(end, end.stderr).toMatchObject({ code: 0 });
        command = command === up ? destroy : up;
      }
    }
    for (const last of [up, up, destroy]) {
      const end = await run(last).ended;
      expect(end, end.stderr).toMatchObject({ code: 0 });
    }
    return counts;
  } finally {
    await folder.remove();
  }
}

it(`kill -9 at ${kills} random moments of up and destroy: the next run goes on`, { timeout: 300_000 }, async () => {
  const start = performance.now();
  const seed = Number(process.env.PROOF_SEED ?? 7);
  // Two stacks at once in one account: neither touches the other's.
  const counts = await Promise.all(['first', 'second'].map((name, i) => haunt(name, kills / 2, seed + i)));
  const sum = (command: string) => counts.reduce((all, it) => all + (it[command] ?? 0), 0);
  const took = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${sum('up')} kills of up, ${sum('destroy')} of destroy in ${took} s`);
  tellFigure('Kills of the tool', kills);
  cloud.pass(longAfter);
  expect(differences(portrait(cloud.world), {})).toEqual([]);
});
