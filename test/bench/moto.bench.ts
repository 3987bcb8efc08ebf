import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Finished, runBin, runProgram } from '../support/bin.js';
import { startMoto } from '../support/moto.js';

const rounds = Number(process.env.ROUNDS ?? 3);
/** Where Terraform finds its AWS provider without the network; without it Terraform's own ways are used. */
const plugins = process.env.TF_PLUGINS ?? '/opt/tf-plugins';

interface Figure extends Finished {
  readonly calls: number;
}

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((it) => rm(it, { recursive: true, force: true }))));

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Runs phases one after the other against a fresh moto and notes time, memory and the requests moto got. */
async function measure(
  prepare: (folder: string) => Promise<void>,
  phases: readonly ((folder: string, endpoint: string) => Promise<Finished>)[],
) {
  const moto = await startMoto();
  const folder = await mkdtemp(join(tmpdir(), 'meibo-bench-'));
  folders.push(folder);
  try {
    await prepare(folder);
    const figures: Figure[] = [];
    for (const phase of phases) {
      const before = moto.calls();
      const finished = await phase(folder, moto.endpoint);
      expect(finished.code, finished.stderr + finished.stdout).toBe(0);
      figures.push({ ...finished, calls: moto.calls() - before });
    }
    return figures;
  } finally {
    await moto.stop();
  }
}

const ours = () => {
  const run =
    (...args: string[]) =>
    (cwd: string, endpoint: string) =>
      runBin(args, {
        cwd,
        env: {
          AWS_ENDPOINT_URL: endpoint,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
          LANG: 'en_US.UTF-8',
        },
      });
  const up = run('up', '--yes', '--wait', 'made');
  return measure(
    (folder) =>
      writeFile(
        join(folder, 'meibo-infra.config.json'),
        JSON.stringify({ image: { uri: `127.0.0.1:1/api@sha256:${'a'.repeat(64)}` } }),
      ),
    [up, up, run('destroy', '--yes')],
  );
};

const terraform = () => {
  const run =
    (...args: string[]) =>
    (cwd: string, endpoint: string) =>
      runProgram('terraform', [...args, '-no-color', '-input=false', `-var=endpoint=${endpoint}`], {
        cwd,
        env: { TF_CLI_CONFIG_FILE: '/dev/null' },
      });
  return measure(
    async (folder) => {
      await copyFile(resolve(import.meta.dirname, 'stack.tf'), join(folder, 'stack.tf'));
      execFileSync('terraform', ['init', '-no-color', '-input=false', `-plugin-dir=${plugins}`], {
        cwd: folder,
        env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' },
      });
    },
    [run('apply', '-auto-approve'), run('plan'), run('destroy', '-auto-approve')],
  );
};

const installed = (() => {
  try {
    return (
      execFileSync('terraform', ['version'], {
        stdio: 'pipe',
        env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' },
      }).length > 0
    );
  } catch {
    return false;
  }
})();

it('whole stack against moto', async () => {
  const mine: Figure[][] = [];
  for (let round = 0; round < rounds; round += 1) mine.push(await ours());
  const other = installed && !process.env.WITHOUT_TERRAFORM ? await terraform() : undefined;
  const rows = ['up', 'second up', 'destroy'].map((phase, index) => {
    const of = (member: 'seconds' | 'calls' | 'peakMiB') => median(mine.map((it) => it[index]?.[member] ?? 0));
    const peer = other?.[index];
    return {
      phase,
      'seconds (median)': of('seconds').toFixed(2),
      'AWS calls': of('calls'),
      'peak MiB': of('peakMiB').toFixed(0),
      ...(peer && {
        'terraform s': peer.seconds.toFixed(1),
        'terraform calls': peer.calls,
        times: (peer.seconds / of('seconds')).toFixed(1),
      }),
    };
  });
  console.table(rows);
  if (!other) console.log('terraform was not run beside it');
});
