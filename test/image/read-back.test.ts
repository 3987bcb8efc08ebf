import { expect, it } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import { pushImage } from '../../src/image/push.js';
import { readBack } from '../../src/image/read-back.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { makeFolder, readWhole, writeFiles } from './images.js';

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
