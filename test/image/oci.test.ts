import { createHash } from 'node:crypto';
import { chmodSync, createWriteStream, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import { makeFolder, readWhole, writeFiles } from './images.js';

const digestOf = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const read = async (stream: Readable) => Buffer.concat((await stream.toArray()) as Buffer[]);

async function writeTar(files: Record<string, string | Buffer>, links: Record<string, string> = {}): Promise<string> {
  const path = join(makeFolder(), 'image.tar');
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content as string);
  for (const [name, linkname] of Object.entries(links)) tar.entry({ name, type: 'symlink', linkname });
  tar.finalize();
  await pipeline(tar, createWriteStream(path));
  return path;
}

/** The files of a layout with these images, one per platform, and an attestation as buildx adds it. */
function makeLayout(
  platforms: readonly string[],
  layerType = 'application/vnd.oci.image.layer.v1.tar+gzip',
): Record<string, string> {
  const files: Record<string, string> = { 'oci-layout': '{"imageLayoutVersion":"1.0.0"}' };
  const put = (mediaType: string, content: string, more: object = {}) => {
    const digest = digestOf(content);
    files[`blobs/sha256/${digest.slice(7)}`] = content;
    return { mediaType, digest, size: Buffer.byteLength(content), ...more };
  };
  const image = (platform: string, more: object) => {
    const [os, architecture] = platform.split('/');
    const config = put('application/vnd.oci.image.config.v1+json', JSON.stringify({ os, architecture }));
    const layers = [put(layerType, `layer of ${platform}`)];
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    return put(mediaType, JSON.stringify({ schemaVersion: 2, mediaType, config, layers }), {
      platform: { os, architecture },
      ...more,
    });
  };
  const manifests = platforms.map((platform) => image(platform, {}));
  manifests.push(image('unknown/unknown', { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } }));
  const index = put('application/vnd.oci.image.index.v1+json', JSON.stringify({ schemaVersion: 2, manifests }));
  files['index.json'] = JSON.stringify({ schemaVersion: 2, manifests: [index] });
  return files;
}

it('builds the same digest from the same content, whatever the times, order and machine bits', async () => {
  const build = async (names: readonly string[], mode: number) => {
    const [folder, layout] = [makeFolder(), makeFolder()];
    for (const name of names) writeFiles(folder, { [name]: `content of ${name}` });
    symlinkSync('a', join(folder, 'link'));
    utimesSync(join(folder, 'a'), 1, Math.random() * 1e9);
    chmodSync(join(folder, 'a'), mode);
    const wish = {
      folders: [{ from: folder, to: '/srv/app' }],
      platform: 'linux/arm64/v8',
      entrypoint: ['/srv/app/a'],
      workdir: '/srv/app',
    };
    return { ...(await buildOci(wish, layout)), layout };
  };
  const one = await build(['a', 'b/c', 'z'], 0o755);
  const two = await build(['z', 'b/c', 'a'], 0o711);
  expect(two.digest).toBe(one.digest);
  expect((await build(['a', 'b/c', 'z'], 0o644)).digest).not.toBe(one.digest);
  expect((await build(['a', 'b/d', 'z'], 0o755)).digest).not.toBe(one.digest);

  const image = await readWhole(one.layout, { platform: 'linux/arm64', scratch: makeFolder() });
  expect(image).toMatchObject({ digest: one.digest, platform: 'linux/arm64' });
  const config = JSON.parse((await read(image.config.open())).toString());
  expect(config.config).toMatchObject({ Entrypoint: ['/srv/app/a'], WorkingDir: '/srv/app' });
  const layer = await read(image.layers[0]!.open());
  expect(digestOf(layer)).toBe(image.layers[0]!.digest);
  expect(config.rootfs.diff_ids).toEqual([digestOf(gunzipSync(layer))]);
  const names: [string, number][] = [];
  const tar = extract();
  tar.end(gunzipSync(layer));
  for await (const entry of tar) {
    names.push([entry.header.name, entry.header.mtime.getTime()]);
    entry.resume();
  }
  expect(names.map(([name]) => name.replace(/\/$/, ''))).toEqual([
    'srv',
    'srv/app',
    'srv/app/a',
    'srv/app/b',
    'srv/app/b/c',
    'srv/app/link',
    'srv/app/z',
  ]);
  expect(new Set(names.map(([, time]) => time))).toEqual(new Set([0]));
});

it.each(['folder', 'tar'])(
  'picks the wanted platform of a nested index in a %s and overlooks attestations',
  async (form) => {
    const files = makeLayout(['linux/amd64', 'linux/arm64']);
    const path = form === 'tar' ? await writeTar(files) : makeFolder();
    if (form === 'folder') writeFiles(path, files);
    const open = (platform: string) => readWhole(path, { platform, scratch: makeFolder() });
    const image = await open('linux/arm64');
    expect(image.platform).toBe('linux/arm64');
    expect((await read(image.layers[0]!.open())).toString()).toBe('layer of linux/arm64');
    expect((await read(image.layers[0]!.open(6))).toString()).toBe('of linux/arm64');
    await expect(open('linux/s390x')).rejects.toMatchObject({
      code: 'platform-mismatch',
      facts: { wanted: 'linux/s390x', found: ['linux/amd64', 'linux/arm64'] },
    });
  },
);

it('compresses the plain layers of a layout, as newer engines save them', async () => {
  const path = await writeTar(makeLayout(['linux/amd64'], 'application/vnd.oci.image.layer.v1.tar'));
  const image = await readWhole(path, { platform: 'linux/amd64', scratch: makeFolder() });
  const content = await read(image.layers[0]!.open());
  expect(image.layers[0]).toMatchObject({
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    digest: digestOf(content),
  });
  expect(gunzipSync(content).toString()).toBe('layer of linux/amd64');
  expect(JSON.parse(image.manifest.toString()).layers).toMatchObject([
    { digest: digestOf(content), size: content.length },
  ]);
  expect(digestOf(await read(image.config.open()))).toBe(image.config.digest);
});

it('reads what older engines save, with its plain layers compressed', async () => {
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64' });
  const layer = Buffer.alloc(100_000, 'layer');
  const path = await writeTar(
    {
      'abc.json': config,
      'one/layer.tar': layer,
      'manifest.json': JSON.stringify([{ Config: 'abc.json', Layers: ['one/layer.tar', 'two/layer.tar'] }]),
    },
    { 'two/layer.tar': '../one/layer.tar' },
  );
  const image = await readWhole(path, { platform: 'linux/amd64', scratch: makeFolder() });
  expect(image.layers).toHaveLength(2);
  for (const blob of image.layers) {
    const content = await read(blob.open());
    expect([digestOf(content), content.length]).toEqual([blob.digest, blob.size]);
    expect(gunzipSync(content).equals(layer)).toBe(true);
  }
  expect(digestOf(image.manifest)).toBe(image.digest);
  await expect(readWhole(path, { platform: 'linux/arm64', scratch: makeFolder() })).rejects.toMatchObject({
    code: 'platform-mismatch',
  });
});

it('tells broken images apart from missing ones', async () => {
  const options = { platform: 'linux/amd64', scratch: makeFolder() };
  await expect(readWhole('/nowhere/at/all', options)).rejects.toMatchObject({ code: 'image-not-found' });
  await expect(readWhole(makeFolder(), options)).rejects.toMatchObject({ code: 'image-invalid' });
  const noTar = join(makeFolder(), 'x.tar');
  writeFileSync(noTar, 'y'.repeat(2000));
  await expect(readWhole(noTar, options)).rejects.toMatchObject({ code: 'image-invalid' });
  const files = makeLayout(['linux/amd64']);
  const layer = Object.keys(files).find((name) => files[name] === 'layer of linux/amd64')!;
  const cut = makeFolder();
  writeFiles(cut, { ...files, [layer]: 'layer of' });
  await expect(readWhole(cut, options)).rejects.toMatchObject({
    code: 'image-invalid',
    facts: { size: 8, expected: 20 },
  });
  const evil = makeFolder();
  mkdirSync(join(evil, 'blobs'));
  const index = { manifests: [{ mediaType: 'x', digest: 'sha256:../../../../etc/passwd', size: 1 }] };
  writeFiles(evil, { 'index.json': JSON.stringify(index) });
  await expect(readWhole(evil, options)).rejects.toMatchObject({ code: 'image-invalid' });
  expect(readFileSync(join(cut, 'index.json'), 'utf8')).toContain('manifests');
});
