import { defineConfig } from 'vitest/config';

/** `npm run bench` measures instead of testing. */
const bench = process.env.npm_lifecycle_event === 'bench';

export default defineConfig({
  test: {
    include: [bench ? 'test/bench/**/*.bench.ts' : 'test/**/*.test.ts'],
    testTimeout: bench ? 600_000 : 20_000,
    // Two cores: tests that start processes and measure their time must not fight each other.
    maxWorkers: bench ? 1 : 2,
  },
});
