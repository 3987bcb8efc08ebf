import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Aws } from '../../src/aws/clients.js';
import { configSchema } from '../../src/config/schema.js';
import { buildOci } from '../../src/image/build-oci.js';
import { createMemory } from '../../src/model/once.js';
import type { ImageNews } from '../../src/model/step.js';
import { wantedImage } from '../../src/steps/ecr-push.js';
import { pinned } from '../../src/steps/image-uri.js';
import { makeFolder, serve, writeFiles } from '../image/images.js';
import { openRegistry } from '../local-cloud/registry/registry.js';

/** A run without an account; `end` is the end of the run. */
function makeRun(signedIn?: { registry: string; credentials: { user: string; password: string } }) {
  const memory = createMemory();
  onTestFinished(memory.end);
  const news: ImageNews[] = [];
  const stop = new AbortController();
  const token = signedIn && `${signedIn.credentials.user}:${signedIn.credentials.password}`;
  const answer = {
    authorizationData: signedIn && [
      { proxyEndpoint: signedIn.registry, authorizationToken: Buffer.from(token ?? '').toString('base64') },
    ],
  };
  const aws = { ecr: { send: async () => answer } } as unknown as Aws;
  const making = { aws, once: memory.once, tell: (it: ImageNews) => void news.push(it), stop: stop.signal };
  return { making, news, stop, end: memory.end };
}

const look = (image: object, container: object = {}, run = makeRun()) =>
  wantedImage(configSchema.parse({ image, container }), run.making);

async function makeArchive(content: string) {
  const [folder, archive] = [makeFolder(), makeFolder()];
  writeFiles(folder, { run: content });
  const { digest } = await buildOci({ folders: [{ from: folder, to: '/app' }], platform: 'linux/amd64' }, archive);
  return { archive, digest };
}

function makeRepository(files: Record<string, string>) {
  const folder = makeFolder();
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  const commit = (more: Record<string, string>) => {
    writeFiles(folder, more);
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'x');
  };
  commit(files);
  return { url: pathToFileURL(folder).href, commit };
}

describe('an archive', () => {
  it('is pushed as it is, tagged by what it contains', async () => {
    const { plane, url, credentials } = await openRegistry();
    const { archive, digest } = await makeArchive('one');
    const source = await look({ archive });
    const manifest = readFileSync(join(archive, 'blobs/sha256', digest.slice(7)), 'utf8');
    expect((JSON.parse(manifest) as { config: { digest: string } }).config.digest).toContain(source.tag);
    const target = { registry: url, repository: 'team/app', tag: source.tag, credentials };
    expect(await source.push(target)).toEqual({ digest });
    expect(plane.images('team/app')).toMatchObject([{ digest, tags: [source.tag] }]);
  });

  it('for another processor is refused before anything is made', async () => {
    const { archive } = await makeArchive('one');
    await expect(look({ archive }, { architecture: 'arm64' })).rejects.toMatchObject({
      code: 'image-failed',
      facts: { code: 'platform-mismatch' },
    });
  });
});

describe('a git repository', () => {
  it('has the tag of the wanted folder’s content, whatever else is committed, and leaves nothing behind', async () => {
    const { url, commit } = makeRepository({ 'api/Dockerfile': 'FROM scratch\n', 'api/run': 'one' });
    const scratch = makeFolder();
    vi.stubEnv('TMPDIR', scratch);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const tag = async () => {
      const run = makeRun();
      const source = await look({ git: url, folder: 'api' }, {}, run);
      await run.end();
      return source.tag;
    };
    const first = await tag();
    commit({ readme: 'more' });
    expect(await tag()).toBe(first);
    commit({ 'api/run': 'two' });
    expect(await tag()).not.toBe(first);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('is told by its address and branch', async () => {
    const { url } = makeRepository({ Dockerfile: 'FROM scratch\n' });
    expect((await look({ git: url })).describe).toBe(url);
    expect((await look({ git: url, ref: 'main' })).describe).toBe(`${url} main`);
  });
});

describe('a folder', () => {
  it('needs an engine only when it is pushed', async () => {
    const path = makeFolder();
    writeFiles(path, { Dockerfile: 'FROM scratch\n' });
    const engine = join(path, 'no-such-engine');
    expect(existsSync(engine)).toBe(false);
    const source = await look({ path, engine });
    const target = { registry: 'http://127.0.0.1:1', repository: 'a', tag: source.tag };
    await expect(source.push({ ...target, credentials: { user: 'u', password: 'p' } })).rejects.toMatchObject({
      code: 'image-failed',
      facts: { code: 'engine-missing' },
    });
  });
});

describe('an image in a registry', () => {
  const manifestOf = (architecture: string) =>
    JSON.stringify({
      schemaVersion: 2,
      manifests: [{ digest: `sha256:${'b'.repeat(64)}`, size: 1, platform: { os: 'linux', architecture } }],
    });
  const registryOf = async (architecture: string) => {
    const { port } = await serve((_request, response) => {
      response.setHeader('content-type', 'application/vnd.oci.image.index.v1+json');
      response.end(manifestOf(architecture));
    });
    return `127.0.0.1:${port}/team/api`;
  };

  it('is pinned to the digest behind its tag', async () => {
    const name = await registryOf('amd64');
    expect(await pinned(`${name}:v1`, configSchema.parse({}), makeRun().making)).toMatch(
      new RegExp(`^${name}@sha256:[0-9a-f]{64}$`),
    );
  });

  it('is refused when it is not for the wanted processor', async () => {
    const name = await registryOf('arm64');
    await expect(pinned(`${name}:v1`, configSchema.parse({}), makeRun().making)).rejects.toMatchObject({
      code: 'image-failed',
      facts: { code: 'platform-mismatch', facts: { wanted: 'linux/amd64', found: ['linux/arm64'] } },
    });
  });
});
