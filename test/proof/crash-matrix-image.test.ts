import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import { readImage } from '../../src/image/oci.js';
import { pushImage } from '../../src/image/push.js';
import { createRegistryPlane } from '../../src/local-cloud/registry/plane.js';
import { type Cut, converge, cutsOf, reference, weather } from '../support/crash-cuts.js';
import { tellFigure } from '../support/figures.js';
import { makeMachine } from '../support/machine.js';
import { configOf } from '../support/stack.js';

const repository = 'demo/app';
const platform = 'linux/amd64';
const place = Number(process.env.VITEST_POOL_ID ?? 1) * 50;
let registry: Awaited<ReturnType<typeof createRegistryPlane>>;
let scratch: string;
let archive: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'meibo-matrix-'));
  registry = await createRegistryPlane({ folder: join(scratch, 'registry'), preferredPort: 6200 + place });
  await writeFile(join(scratch, 'file'), 'content');
  archive = join(scratch, 'layout');
  await buildOci({ folders: [{ from: scratch, to: '/' }], platform }, archive);
});
afterAll(async () => {
  await registry?.close();
  await rm(scratch, { recursive: true, force: true });
});

/** What a crash leaves of the image: the registry holds it or not, and the state file tells of it or not. */
const tale = ({ state }: Cut) => {
  const { ecr } = (JSON.parse(state.data) as { data: { ecr?: object } }).data;
  const entries = state.entries.filter((it) => it.step === 'ecr-push');
  return JSON.stringify([ecr, state.images, entries]);
};

/** The registry keeps its own files: makes it hold what it held at the cut. */
async function restore({ state }: Cut): Promise<void> {
  registry.deleteRepository(repository);
  if (!state.data.includes(`"${repository}"`)) return;
  registry.createRepository(repository);
  for (const tag of state.images) {
    const source = await readImage(archive, { platform, scratch });
    const { user, password } = registry.issueToken();
    const credentials = { user, password };
    await pushImage({ source, registry: `http://${registry.host}`, repository, tag, credentials });
  }
}

describe('a run that is cut around its image', () => {
  for (const first of ['up', 'destroy'] as const) {
    it(`${first}: everything that comes after converges`, { timeout: 120_000 }, async () => {
      const config = configOf({ image: { archive } });
      const wanted = await reference(config, { registry });
      registry.deleteRepository(repository);
      const { cuts } = await cutsOf(first, config, { registry });
      const told = [...new Map(cuts.map((it) => [tale(it), it])).values()];
      let runs = 0;
      for (const cut of told) {
        for (const lost of [false, true]) {
          for (const next of ['up', 'destroy'] as const) {
            await restore(cut);
            const from = lost ? { ...cut.state, entries: [], at: cut.state.at + 5000 } : cut.state;
            const story = `${first} cut ${cut.where}, then ${next}${lost ? ' without the state file' : ''}`;
            await converge(makeMachine({ weather, registry, from }), next, config, wanted, story);
            if (next === 'up') expect(registry.images(repository), story).toHaveLength(1);
            else expect(() => registry.images(repository), story).toThrow('does not exist');
            runs += 1;
          }
        }
      }
      registry.deleteRepository(repository);
      console.log(`${first}: ${told.length} states of the image, ${runs} runs`);
      tellFigure(`Runs after a cut of \`${first}\` around a pushed image`, runs, { about: true });
      expect(told.length).toBeGreaterThan(4);
    });
  }
});
