import { expect, it } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import { pushImage } from '../../src/image/push.js';
import { readBack } from '../../src/image/read-back.js';
import { systemClock } from '../../src/model/clock.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { makeFolder, readWhole, serve, writeFiles } from './images.js';

const platform = 'linux/amd64';

it('what the registry has is what was pushed, for the platform that it is to run on', async () => {
  const { url, credentials } = await openRegistry();
  const push = async (content: string, tag: string) => {
    const [folder, layout] = [makeFolder(), makeFolder()];
    writeFiles(folder, { run: content });
    await buildOci({ folders: [{ from: folder, to: '/app' }], platform }, layout);
    const source = await readWhole(layout, { platform, scratch: makeFolder() });
    return (await pushImage({ source, registry: url, repository: 'team/app', tag, credentials })).digest;
  };
  const [first, second] = [await push('one', 'v1'), await push('two', 'v2')];
  const at = { registry: url, repository: 'team/app', credentials, platform };
  await readBack({ ...at, tag: 'v1', digest: first });
  await expect(readBack({ ...at, tag: 'v1', digest: first, platform: 'linux/arm64' })).rejects.toMatchObject({
    code: 'platform-mismatch',
    facts: { wanted: 'linux/arm64', found: [platform] },
  });
  // Somebody else has moved the tag meanwhile.
  await expect(readBack({ ...at, tag: 'v2', digest: first })).rejects.toMatchObject({
    code: 'push-failed',
    facts: { stored: second },
  });
  await expect(readBack({ ...at, tag: 'v3', digest: first })).rejects.toMatchObject({ code: 'image-not-found' });
});

it('a connection that breaks and a registry that is busy for a moment are asked again', async () => {
  const asked: string[] = [];
  const { port } = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (asked.length === 1) return request.socket.destroy();
    response.writeHead(asked.length === 2 ? 503 : 404).end();
  });
  const waits: number[] = [];
  const clock = { ...systemClock, sleep: async (ms: number) => void waits.push(ms) };
  const at = { registry: `http://127.0.0.1:${port}`, repository: 'team/app', tag: 'v1', digest: 'sha256:1', platform };
  await expect(readBack({ ...at, clock })).rejects.toMatchObject({ code: 'image-not-found' });
  expect(asked).toEqual(Array(3).fill('GET /v2/team/app/manifests/v1'));
  expect(waits).toHaveLength(2);
});
