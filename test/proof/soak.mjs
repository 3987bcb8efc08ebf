import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});
const root = resolve(import.meta.dirname, '../..');
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
// One seed is lived through by whichever part.
const parts = values.seed ? 'test/proof/weather-1.test.ts' : 'test/proof/weather-';
const args = ['run', '--config', 'test/vitest.config.ts', '--root', '.', parts];
const child = spawn(process.execPath, [vitest, ...args, '--disable-console-intercept'], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    SOAK_SEEDS: values.seeds,
    SOAK_FROM: values.from,
    ...(values.seed && { SOAK_SEED: values.seed }),
  },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
