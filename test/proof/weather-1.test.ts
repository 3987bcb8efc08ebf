import { expect, it } from 'vitest';
import { live } from '../support/story.js';

/** `npm run soak -- --seeds N` lives through more of them, `npm run soak -- --seed N` through one, told line by line. */
const { SOAK_SEEDS = '200', SOAK_FROM = '1', SOAK_SEED } = process.env;
const seeds = SOAK_SEED
  ? [Number(SOAK_SEED)]
  : Array.from({ length: Number(SOAK_SEEDS) }, (_, index) => Number(SOAK_FROM) + index);

it(`converges after bad weather: ${seeds.length} seeds`, { timeout: 10_000 * seeds.length + 60_000 }, async () => {
  const failed: string[] = [];
  let runs = 0;
  const start = performance.now();
  for (const seed of seeds) {
    const story = await live(seed, SOAK_SEED ? (line) => console.log(line) : undefined);
    runs += story.runs;
    if (story.defects.length > 0)
      failed.push(`npm run soak -- --seed ${seed}  # ${story.defects.join('; ').slice(0, 600)}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${seeds.length} seeds, ${runs} runs in ${seconds} s, ${failed.length} seeds with defects`);
  expect(failed, failed.join('\n')).toEqual([]);
});
