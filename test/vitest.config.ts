import { defineConfig } from 'vitest/config';

/** `npm run bench` measures instead of testing; `npm run judge` asks the slow judges as well (Terraform waits for minutes). */
const kind = { bench: 'bench', 'time-study': 'bench', judge: 'judge' }[process.env.npm_lifecycle_event ?? ''];

const include = {
  bench: ['test/bench/**/*.bench.ts'],
  judge: ['test/local-cloud/judges/**/*.{judge,test}.ts'],
  test: ['test/**/*.test.ts'],
}[kind ?? 'test'];

export default defineConfig({
  test: {
    include,
    testTimeout: kind === 'bench' ? 600_000 : 20_000,
    // Two cores: tests that start processes and measure their time must not fight each other.
    maxWorkers: kind === 'bench' ? 1 : 2,
  },
});
