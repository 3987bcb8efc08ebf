import { chmodSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import type { Aws } from '../../src/aws/clients.js';
import { configSchema } from '../../src/config/schema.js';
import { runCommand } from '../../src/image/command.js';
import { resolveImage } from '../../src/image/registry-client.js';
import { createMemory } from '../../src/model/once.js';
import type { ImageNews } from '../../src/model/step.js';
import { wantedImage } from '../../src/steps/ecr-push.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { makeFolder, writeFiles } from './images.js';
import { findProgram, tinyProgram } from './real-tools.js';

/** Where these build at all: without a user namespace or as root in a container they may not. */
async function builds(engine: string): Promise<boolean> {
  if (!findProgram(engine)) return false;
  return (await runCommand(engine, ['info'])).code === 0;
}

for (const engine of ['podman', 'buildah'])
  it.skipIf(!(await builds(engine)))(
    `builds with ${engine} where it is installed, and pushes without it`,
    async () => {
      const path = makeFolder();
      writeFiles(path, {
        Dockerfile: 'FROM scratch\nCOPY run /run\nCMD ["/run"]\n',
        run: tinyProgram(engine + Math.random()),
      });
      chmodSync(`${path}/run`, 0o755);
      const { plane, url, credentials } = await openRegistry();
      const memory = createMemory();
      onTestFinished(memory.end);
      const news: ImageNews[] = [];
      const stop = new AbortController().signal;
      const making = { aws: {} as Aws, once: memory.once, tell: (it: ImageNews) => void news.push(it), stop };
      const source = await wantedImage(configSchema.parse({ image: { path, engine } }), making);
      const { digest } = await source.push({ registry: url, repository: 'team/app', tag: source.tag, credentials });
      expect(news[0]).toMatchObject({ type: 'image.engine', engine });
      expect(await resolveImage(`${plane.host}/team/app:${source.tag}`, { credentials })).toMatchObject({
        digest,
        platforms: ['linux/amd64'],
        single: true,
      });
      const left = await runCommand(engine, ['images', '--quiet', '--filter', 'reference=meibo-infra']);
      expect(left.output).toBe('');
    },
    60_000,
  );
