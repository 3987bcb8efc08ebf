import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRegistryPlane } from '../../../src/local-cloud/registry/plane.js';
import { systemClock } from '../../../src/model/clock.js';
import { makeFolder, until } from '../../image/images.js';
import { openRegistry } from './registry.js';

const digestOf = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

type Ask = Awaited<ReturnType<typeof openRegistry>>['ask'];

async function putBlob(ask: Ask, repository: string, content: Buffer): Promise<string> {
  const digest = digestOf(content);
  const put = await ask(`${repository}/blobs/uploads/?digest=${digest}`, { method: 'POST', body: content as never });
  expect(put.status).toBe(201);
  return digest;
}

async function putImage(ask: Ask, tag: string, layer: Buffer): Promise<string> {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', of: tag }));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: await putBlob(ask, 'team/app', config),
      size: config.length,
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest: await putBlob(ask, 'team/app', layer),
        size: layer.length,
      },
    ],
  });
  const put = await ask(`team/app/manifests/${tag}`, {
    method: 'PUT',
    body: manifest,
    headers: { 'content-type': MANIFEST },
  });
  expect(put.status).toBe(201);
  expect(put.headers.get('docker-content-digest')).toBe(digestOf(manifest));
  return digestOf(manifest);
}

it('asks for a password and takes the issued one', async () => {
  const { ask, url, credentials } = await openRegistry();
  expect((await ask('')).status).toBe(200);
  const without = await fetch(`${url}/v2/`);
  expect(without.status).toBe(401);
  expect(without.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  const forged = Buffer.from(`AWS:${Date.now() + 1e9}.${credentials.password.split('.')[1]}`).toString('base64');
  expect((await fetch(`${url}/v2/`, { headers: { authorization: `Basic ${forged}` } })).status).toBe(401);
});

it('refuses a token after 12 hours in the words of ECR', async () => {
  let now = Date.now();
  const { ask } = await openRegistry({ clock: { ...systemClock, now: () => now } });
  now += 12 * 3600 * 1000 - 1;
  expect((await ask('')).status).toBe(200);
  now += 1;
  const late = await ask('');
  expect(late.status).toBe(401);
  expect(await late.text()).toContain('Your authorization token has expired. Reauthenticate and try again.');
});

it('knows only repositories that were made', async () => {
  const { ask } = await openRegistry();
  const answer = await ask('other/blobs/uploads/', { method: 'POST' });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ errors: [{ code: 'NAME_UNKNOWN' }] });
});

it('takes a blob in chunks, and only chunks that follow', async () => {
  const { ask } = await openRegistry();
  const content = randomBytes(3000);
  const { headers } = await ask('team/app/blobs/uploads/', { method: 'POST' });
  const place = headers.get('location')!;
  const patch = (from: number, to: number) =>
    ask(place, {
      method: 'PATCH',
      body: content.subarray(from, to) as never,
      headers: { 'content-range': `${from}-${to - 1}` },
    });
  expect((await patch(0, 1000)).headers.get('range')).toBe('0-999');
  const gap = await patch(2000, 3000);
  expect([gap.status, gap.headers.get('range')]).toEqual([416, '0-999']);
  expect((await patch(1000, 2000)).status).toBe(202);
  const status = await ask(place);
  expect([status.status, status.headers.get('range')]).toEqual([204, '0-1999']);
  const digest = digestOf(content);
  const put = await ask(`${place}?digest=${digest}`, { method: 'PUT', body: content.subarray(2000) as never });
  expect(put.status).toBe(201);
  expect(Buffer.from(await (await ask(`team/app/blobs/${digest}`)).arrayBuffer()).equals(content)).toBe(true);
  const part = await ask(`team/app/blobs/${digest}`, { headers: { range: 'bytes=2990-' } });
  expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, content.subarray(2990)]);
});

it('keeps what came before a broken connection, also over a restart', async () => {
  const folder = makeFolder();
  const first = await openRegistry({ folder });
  const content = randomBytes(200_000);
  const place = (await first.ask('team/app/blobs/uploads/', { method: 'POST' })).headers.get('location')!;
  const authorization = `Basic ${Buffer.from(`AWS:${first.credentials.password}`).toString('base64')}`;
  const broken = request(first.url + place, {
    method: 'PATCH',
    headers: { authorization, 'content-length': content.length },
  });
  broken.on('error', () => {});
  broken.write(content.subarray(0, 120_000));
  const reached = await until(async () => {
    const last = Number((await first.ask(place)).headers.get('range')!.split('-')[1]);
    return last === 119_999 && last;
  });
  broken.destroy();
  await first.plane.close();

  const second = await createRegistryPlane({ folder, preferredPort: 25_200 });
  try {
    const send = (path: string, init: RequestInit) =>
      fetch(`http://${second.host}${path}`, { ...init, headers: { authorization, ...init.headers } });
    expect((await send(place, {})).headers.get('range')).toBe('0-119999');
    const range = { 'content-range': `${reached + 1}-${content.length - 1}` };
    expect(
      (await send(place, { method: 'PATCH', body: content.subarray(reached + 1) as never, headers: range })).status,
    ).toBe(202);
    expect((await send(`${place}?digest=${digestOf(content)}`, { method: 'PUT' })).status).toBe(201);
  } finally {
    await second.close();
  }
});

it('refuses a wrong digest and forgets the bytes', async () => {
  const folder = makeFolder();
  const { ask } = await openRegistry({ folder });
  const wrong = digestOf('something else');
  const answer = await ask(`team/app/blobs/uploads/?digest=${wrong}`, { method: 'POST', body: 'content' });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ errors: [{ code: 'DIGEST_INVALID' }] });
  expect((await ask(`team/app/blobs/${wrong}`, { method: 'HEAD' })).status).toBe(404);
  expect(readdirSync(join(folder, 'content'))).toEqual([]);
  expect(readdirSync(join(folder, 'uploads', 'team%2Fapp'))).toEqual([]);
});

it('refuses manifests whose content is not there', async () => {
  const { ask } = await openRegistry();
  const part = { mediaType: 'x', digest: digestOf('not there'), size: 9 };
  const body = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config: part, layers: [] });
  const answer = await ask('team/app/manifests/v1', { method: 'PUT', body, headers: { 'content-type': MANIFEST } });
  expect(await answer.json()).toMatchObject({ errors: [{ code: 'MANIFEST_BLOB_UNKNOWN' }] });
  expect((await ask('team/app/manifests/v1')).status).toBe(404);
});

it('shows images with tags and sizes, moves tags, and survives a restart', async () => {
  const folder = makeFolder();
  const { ask, plane } = await openRegistry({ folder });
  const one = await putImage(ask, 'v1', randomBytes(500));
  const two = await putImage(ask, 'v2', randomBytes(700));
  const manifest = await (await ask(`team/app/manifests/${one}`)).text();
  await ask('team/app/manifests/latest', { method: 'PUT', body: manifest, headers: { 'content-type': MANIFEST } });
  expect(await (await ask('team/app/tags/list')).json()).toEqual({ name: 'team/app', tags: ['latest', 'v1', 'v2'] });
  const page = await ask('team/app/tags/list?n=2');
  expect(page.headers.get('link')).toContain('last=v1');
  await plane.close();
  const again = await createRegistryPlane({ folder, preferredPort: 25_200 });
  try {
    const sights = again.images('team/app');
    expect(sights.map(({ digest, tags }) => [digest, tags])).toEqual([
      [one, ['v1', 'latest']],
      [two, ['v2']],
    ]);
    expect(sights[0]).toMatchObject({ mediaType: MANIFEST, pushedAt: expect.any(Number) });
    expect(sights[0]!.sizeInBytes).toBeGreaterThan(500);
  } finally {
    await again.close();
  }
});

it('mounts across repositories, and drops content with the last repository that names it', async () => {
  const folder = makeFolder();
  const { ask, plane } = await openRegistry({ folder });
  const layer = randomBytes(300);
  const image = await putImage(ask, 'v1', layer);
  plane.createRepository('team/other');
  const digest = digestOf(layer);
  expect((await ask(`team/other/blobs/${digest}`)).status).toBe(404);
  expect((await ask(`team/other/blobs/uploads/?mount=${digest}&from=nowhere`, { method: 'POST' })).status).toBe(202);
  expect((await ask(`team/other/blobs/uploads/?mount=${digest}&from=team/app`, { method: 'POST' })).status).toBe(201);
  plane.deleteImage('team/app', image);
  expect(plane.images('team/app')).toEqual([]);
  expect((await ask(`team/app/blobs/${digest}`)).status).toBe(404);
  expect((await ask(`team/other/blobs/${digest}`)).status).toBe(200);
  expect(readdirSync(join(folder, 'content'))).toEqual([digest.slice(7)]);
  plane.deleteRepository('team/other');
  expect(readdirSync(join(folder, 'content'))).toEqual([]);
  expect(() => plane.images('team/other')).toThrow();
});

it('does not move a tag that is kept, in the words of ECR, and takes the same image again', async () => {
  const { ask, plane } = await openRegistry();
  plane.keepTags('team/app', (tag) => tag.startsWith('v'));
  const first = await putImage(ask, 'v1', randomBytes(30));
  const manifest = plane.manifest('team/app', first);
  await putImage(ask, 'latest', randomBytes(30));
  const second = await putImage(ask, 'latest', randomBytes(30));
  const put = (tag: string, body: string) =>
    ask(`team/app/manifests/${tag}`, { method: 'PUT', body, headers: { 'content-type': MANIFEST } });
  const refused = await put('v1', plane.manifest('team/app', second));
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({
    errors: [
      {
        code: 'TAG_INVALID',
        message:
          "The image tag 'v1' already exists in the 'team/app' repository and cannot be overwritten because the repository is immutable.",
      },
    ],
  });
  expect((await put('v1', manifest)).status).toBe(201);
  expect((await put('constructor', manifest)).status).toBe(201);
  expect((await put('v2', manifest)).status).toBe(201);
  plane.deleteTag('team/app', 'v2');
  const { tags } = plane.images('team/app').find(({ digest }) => digest === first)!;
  expect(tags.toSorted()).toEqual(['constructor', 'v1']);
  expect(() => plane.manifest('team/app', `sha256:${'0'.repeat(64)}`)).toThrow('Requested image not found');
});
