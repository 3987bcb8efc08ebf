import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openFiles } from '../../src/image/files.js';
import { BLOCK, compress } from '../../src/image/gzip.js';
import { plainLayer } from '../../src/image/plain-layer.js';
import { withFaults } from '../../src/steps/image-source.js';
import { makeFolder } from './images.js';

const sha = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** Content that compresses to about half, and is nowhere the same. */
const makeContent = (size: number) =>
  Buffer.from(
    randomBytes(Math.ceil(size / 2))
      .toString('hex')
      .slice(0, size),
  );

async function lay(content: Buffer, make = plainLayer) {
  const [folder, scratch] = [makeFolder(), makeFolder()];
  writeFileSync(join(folder, 'layer.tar'), content);
  const path = join(scratch, 'layer.tar.gz');
  return { layer: await make(await openFiles(folder), 'layer.tar', path), path, folder };
}

it.each([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 9 * BLOCK + 7])(
  'compresses %i bytes to what gunzip makes them of again',
  async (size) => {
    const content = makeContent(size);
    const { layer, path } = await lay(content);
    expect(layer.size).toBe(size);
    const blob = await layer.compress();
    const packed = readFileSync(path);
    expect(blob).toMatchObject({ digest: sha(packed), size: packed.length });
    expect(gunzipSync(packed).equals(content)).toBe(true);
    expect(Buffer.concat(await blob.open(3).toArray()).equals(packed.subarray(3))).toBe(true);
  },
);

it('makes the same bytes of a file as of a stream in pieces of any size, on one processor or on many', async () => {
  const content = makeContent(7 * BLOCK + 123);
  const { layer } = await lay(content);
  const { digest } = await layer.compress();
  for (const step of [1000, 65_536, 3 * BLOCK + 1]) {
    const pieces = Array.from({ length: Math.ceil(content.length / step) }, (_, i) =>
      content.subarray(i * step, (i + 1) * step),
    );
    expect(sha(Buffer.concat(await compress(Readable.from(pieces)).toArray()))).toBe(digest);
  }
  onTestFinished(() => {
    vi.doUnmock('node:os');
    vi.resetModules();
  });
  for (const processors of [1, 2, 64]) {
    vi.resetModules();
    vi.doMock('node:os', async (original) => ({
      ...(await original<object>()),
      availableParallelism: () => processors,
    }));
    const other = await import('../../src/image/plain-layer.js');
    expect((await (await lay(content, other.plainLayer)).layer.compress()).digest).toBe(digest);
  }
});

it('is compressed once, and not at all when it is already', async () => {
  const { layer, path } = await lay(makeContent(1000));
  const [one, two] = await Promise.all([layer.compress(), layer.compress()]);
  expect(two).toBe(one);
  const packed = await lay(readFileSync(path));
  expect(await packed.layer.compress()).toMatchObject({ digest: one.digest, size: one.size });
  expect(existsSync(packed.path)).toBe(false);
});

it('stops when it is told to, and can be asked again', async () => {
  const content = makeContent(40 * BLOCK);
  const { layer, path } = await lay(content);
  const stop = new AbortController();
  const compressing = layer.compress(stop.signal);
  await vi.waitUntil(() => existsSync(path) && statSync(path).size > BLOCK, { interval: 1 });
  stop.abort(new Error('enough'));
  await expect(compressing).rejects.toThrow('enough');
  expect(statSync(path).size).toBeLessThan(content.length / 3);
  await layer.compress();
  expect(gunzipSync(readFileSync(path)).equals(content)).toBe(true);
});

it.each<[string, (size: number) => Buffer]>([
  ['shorter', () => makeContent(BLOCK)],
  ['another of the same length', makeContent],
])('says that a file has become %s', async (_what, makeOther) => {
  const size = 3 * BLOCK;
  const { layer, folder } = await lay(makeContent(size));
  const file = join(folder, 'layer.tar');
  const { mtimeMs } = statSync(file);
  await vi.waitUntil(
    () => {
      writeFileSync(file, makeOther(size));
      return statSync(file).mtimeMs !== mtimeMs;
    },
    { interval: 1 },
  );
  await expect(layer.compress()).rejects.toMatchObject({ code: 'image-invalid', facts: { path: file } });
});

it.skipIf(!existsSync('/dev/full'))('a full disk is told as such, with the place', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'layer.tar'), makeContent(3 * BLOCK));
  const layer = await plainLayer(await openFiles(folder), 'layer.tar', '/dev/full');
  await expect(withFaults(() => layer.compress())).rejects.toMatchObject({
    code: 'image-failed',
    facts: { code: 'disk-full', facts: { path: tmpdir() } },
  });
});
