import { defineConfig } from 'vitest/config';

/** `npm run bench` measures instead of testing; `npm run judge` asks the slow judges as well (Terraform waits for minutes). */
const kind = { bench: 'bench', 'time-study': 'bench', judge: 'judge' }[process.env.npm_lifecycle_event ?? ''];

const include = {
  bench: ['test/bench/**/*.bench.ts'],
  judge: ['test/local-cloud/judges/**/*.{judge,test}.ts'],
  test: ['test/**/*.test.ts'],
}[kind ?? 'test'];

/** Tests that start nothing and leave nothing behind in their process: they share what was imported, which takes most of their time. */
const sharing = [
  'test/{aws,config,diagram,engine,handout,model,prices,report,resources,status,steps,text}/**/*.test.ts',
  'test/local-cloud/{services,wire}/**/*.test.ts',
  'test/verify/{breakages,healthy,words}.test.ts',
];

const projects = [
  { extends: true as const, test: { name: 'sharing', include: sharing, isolate: false } },
  { extends: true as const, test: { name: 'alone', include, exclude: sharing } },
];

export default defineConfig({
  test: {
    ...(kind ? { include } : { projects }),
    testTimeout: kind === 'bench' ? 600_000 : 20_000,
    // Two cores: tests that start processes and measure their time must not fight each other.
    maxWorkers: kind === 'bench' ? 1 : 2,
  },
});
