import { expect, it } from 'vitest';
import { tellFigure } from './figures.js';
import { live, tallyOfStories } from './story.js';

/** Seeds of every test run; `npm run soak -- --seeds N` lives through more of them, `--seed N` through one, told line by line. */
export const seedsInCi = 1000;

/** Registers one part of the seeds as a test: so many parts, so many files, for workers to share. */
export function liveThrough(part: number, parts: number): void {
  const { SOAK_SEEDS = String(seedsInCi), SOAK_FROM = '1', SOAK_SEED } = process.env;
  const all = Array.from({ length: Number(SOAK_SEEDS) }, (_, index) => Number(SOAK_FROM) + index);
  const seeds = SOAK_SEED ? [Number(SOAK_SEED)] : all.filter((_, index) => index % parts === part);
  const timeout = 10_000 * seeds.length + 60_000;
  it(`converges after bad weather: ${seeds.length} seeds, part ${part + 1} of ${parts}`, { timeout }, async () => {
    const failed: string[] = [];
    const tally = tallyOfStories();
    let runs = 0;
    const start = performance.now();
    for (const seed of seeds) {
      const story = await live(seed, tally, SOAK_SEED ? (line) => console.log(line) : undefined);
      runs += story.runs;
      if (story.defects.length > 0)
        failed.push(`npm run soak -- --seed ${seed}  # ${story.defects.join('; ').slice(0, 600)}`);
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const counts = [...tally.counts].map(([what, count]) => `${what}: ${count}`).join(', ');
    console.log(`${seeds.length} seeds, ${runs} runs in ${seconds} s, ${failed.length} seeds with defects\n${counts}`);
    const isUsual = !SOAK_SEED && all.length === seedsInCi;
    if (isUsual) tellFigure('Seeds', all.length);
    if (isUsual) tellFigure(`Kinds of weather, change and drift that they met`, tally.counts.size);
    if (isUsual) tellFigure(`Runs of the seeds, part ${part + 1}`, runs, { about: true });
    expect(failed, failed.join('\n')).toEqual([]);
    // Few seeds meet not everything; many must, or a kind of weather has got lost.
    if (seeds.length * parts >= seedsInCi) expect(tally.missing()).toEqual([]);
  });
}
