import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import { type Blob, MEDIA, type PlainImage } from '../../src/image/model.js';
import { pushImage } from '../../src/image/push.js';
import { pullImage, resolveImage } from '../../src/image/registry-client.js';
import type { PushProgress } from '../../src/image/tally.js';
import { systemClock } from '../../src/model/clock.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { makeFolder, readWhole, serve, until, writeFiles } from './images.js';

const platform = 'linux/amd64';
const clock = { ...systemClock, sleep: () => Promise.resolve() };

async function makeImage(content: Record<string, string | Buffer>) {
  const [folder, layout] = [makeFolder(), makeFolder()];
  writeFiles(folder, content);
  await buildOci(
    { folders: [{ from: folder, to: '/app' }], platform, cmd: ['/app/run'], env: { A: 'b' }, port: 8080 },
    layout,
  );
  return readWhole(layout, { platform, scratch: makeFolder() });
}

it('pushes and pulls an image to the same digest and the same files', async () => {
  const { plane, url, credentials } = await openRegistry();
  const source = await makeImage({ run: '#!/bin/sh\n', 'data/blob': randomBytes(3_000_000) });
  const seen: PushProgress[] = [];
  const pushed = await pushImage({
    source,
    registry: url,
    repository: 'team/app',
    tag: 'v1',
    credentials,
    onProgress: (p) => seen.push(p),
  });
  expect(pushed.digest).toBe(source.digest);
  expect(plane.images('team/app')).toMatchObject([{ digest: source.digest, tags: ['v1'] }]);
  expect(seen.at(-1)).toEqual({ done: seen[0]!.total, total: seen[0]!.total, layers: { done: 2, total: 2 } });

  const reference = `${plane.host}/team/app:v1`;
  expect(await resolveImage(reference, { credentials })).toMatchObject({
    digest: source.digest,
    platforms: [platform],
  });
  const folder = makeFolder();
  const pulled = await pullImage(`${plane.host}/team/app@${source.digest}`, { credentials, platform, folder });
  expect(pulled).toMatchObject({ digest: source.digest, config: { config: { Cmd: ['/app/run'], Env: ['A=b'] } } });
  expect(readFileSync(join(folder, 'app/run'), 'utf8')).toBe('#!/bin/sh\n');
  expect(lstatSync(join(folder, 'app/data/blob')).size).toBe(3_000_000);
  await expect(
    pullImage(reference, { credentials, platform: 'linux/arm64', folder: makeFolder() }),
  ).rejects.toMatchObject({
    code: 'platform-mismatch',
    facts: { wanted: 'linux/arm64', found: [platform] },
  });
});

it('sends a layer while the next one is being compressed, and tells how far all has come', async () => {
  const { plane, url, credentials } = await openRegistry();
  const whole = await makeImage({ blob: randomBytes(300_000) });
  const [first] = whole.layers;
  const second: Blob = { ...whole.config, mediaType: MEDIA.layer };
  const seen: PushProgress[] = [];
  const source: PlainImage = {
    platform,
    config: whole.config,
    layers: [
      { size: 900_000, compress: async () => first! },
      // It waits for all of the first one to be there.
      { size: 1000, compress: async () => until(() => (seen.at(-1)?.done ?? 0) >= first!.size && second) },
    ],
  };
  const options = { registry: url, repository: 'team/app', credentials };
  const { digest } = await pushImage({ ...options, source, tag: 'v1', onProgress: (p) => seen.push(p) });
  expect(plane.images('team/app')).toMatchObject([{ digest }]);
  const early = seen.slice(0, -1);
  expect(early.every(({ done, total }) => done < total || done === first!.size + second.size)).toBe(true);
  // The second layer has the configuration's content, and content goes once.
  const total = first!.size + second.size;
  expect(seen.at(-1)).toEqual({ done: total, total, layers: { done: 3, total: 3 } });
});

it('compresses no further once the registry has refused', async () => {
  const { url } = await openRegistry();
  const { config } = await makeImage({ blob: 'x' });
  let stopped: unknown;
  const compress = (signal?: AbortSignal) =>
    new Promise<Blob>((_, reject) =>
      signal?.addEventListener('abort', () => {
        stopped = signal.reason;
        reject(signal.reason);
      }),
    );
  const source = { platform, config, layers: [{ size: 1000, compress }] };
  const credentials = { user: 'AWS', password: 'wrong' };
  await expect(
    pushImage({ source, registry: url, repository: 'team/app', tag: 'v1', credentials }),
  ).rejects.toMatchObject({ code: 'registry-refused' });
  expect(stopped).toMatchObject({ code: 'registry-refused' });
});

it('sends nothing twice', async () => {
  const { url, credentials } = await openRegistry();
  const source = await makeImage({ blob: randomBytes(100_000) });
  const options = { source, registry: url, repository: 'team/app', credentials };
  await pushImage({ ...options, tag: 'v1' });
  const unreadable = (blob: typeof source.config) => ({
    ...blob,
    open: () => {
      throw new Error('it was read again');
    },
  });
  const known = { ...source, config: unreadable(source.config), layers: source.layers.map(unreadable) };
  expect(await pushImage({ ...options, source: known, tag: 'v2' })).toEqual({ digest: source.digest });
});

it.each([undefined, 300_000])('goes on where a broken connection stopped (chunks of %s)', async (chunkSize) => {
  const { plane, url, credentials } = await openRegistry();
  const source = await makeImage({ blob: randomBytes(2_000_000) });
  let broken = 0;
  let taken = 0;
  // Between client and registry: breaks the first two uploads of the layer in the middle.
  const { port } = await serve((incoming, outgoing) => {
    const onward = request(url + incoming.url, { method: incoming.method, headers: incoming.headers });
    let passed = 0;
    incoming.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      taken += chunk.length;
      onward.write(chunk);
      if (incoming.method === 'PATCH' && passed > 200_000 && broken < 2) {
        broken++;
        // The registry shall have what came so far before the line goes dead.
        incoming.pause();
        setTimeout(() => {
          onward.destroy();
          incoming.socket.destroy();
        }, 50);
      }
    });
    incoming.on('end', () => onward.end());
    onward.on('error', () => outgoing.destroy());
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
  });
  const seen: PushProgress[] = [];
  const registry = `http://127.0.0.1:${port}`;
  await pushImage({
    source,
    registry,
    repository: 'team/app',
    tag: 'v1',
    credentials,
    chunkSize,
    clock,
    onProgress: (p) => seen.push(p),
  });
  expect(broken).toBe(2);
  expect(plane.images('team/app')).toMatchObject([{ digest: source.digest }]);
  expect(seen.at(-1)!.done).toBe(seen[0]!.total);
  expect(taken).toBeLessThan(2_800_000);
});

it('asks again where the registry has a passing fault', async () => {
  const { plane, url, credentials } = await openRegistry();
  const source = await makeImage({ a: 'b' });
  const failed = new Set<string>();
  const { port } = await serve((incoming, outgoing) => {
    const what = `${incoming.method} ${incoming.url?.replace(/uploads\/.*/, 'uploads')}`;
    if (!failed.has(what)) {
      failed.add(what);
      outgoing.writeHead(incoming.method === 'HEAD' ? 429 : 503).end();
      return;
    }
    const onward = request(url + incoming.url, { method: incoming.method, headers: incoming.headers });
    onward.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  const registry = `http://127.0.0.1:${port}`;
  await pushImage({ source, registry, repository: 'team/app', tag: 'v1', credentials, clock });
  expect([...failed].filter((it) => it.startsWith('PUT') || it.startsWith('HEAD')).length).toBeGreaterThan(2);
  expect(plane.images('team/app')).toMatchObject([{ digest: source.digest }]);
});

it('tells refused, unreachable and unknown apart', async () => {
  const { plane, url, credentials } = await openRegistry();
  const source = await makeImage({ a: 'b' });
  const push = (change: object) =>
    pushImage({ source, registry: url, repository: 'team/app', tag: 'v1', credentials, clock, ...change });
  await expect(push({ repository: 'team/nobody' })).rejects.toMatchObject({
    code: 'registry-refused',
    facts: { status: 404 },
  });
  await expect(push({ credentials: { user: 'AWS', password: 'wrong' } })).rejects.toMatchObject({
    code: 'registry-refused',
    facts: { status: 401 },
  });
  const gone = await serve(() => {});
  gone.close();
  await expect(push({ registry: `http://127.0.0.1:${gone.port}` })).rejects.toMatchObject({
    code: 'registry-unreachable',
  });
  await expect(resolveImage(`${plane.host}/team/app:nope`, { credentials })).rejects.toMatchObject({
    code: 'image-not-found',
  });
  await expect(resolveImage('Bad Reference')).rejects.toMatchObject({ code: 'reference-invalid' });
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await expect(push({ signal: stop.signal })).rejects.toThrow('enough');
});

it('refuses content that changed after its digest was taken', async () => {
  const { url, credentials, plane } = await openRegistry();
  const source = await makeImage({ a: 'b' });
  const other = await makeImage({ a: 'c' });
  const swapped = {
    ...source,
    layers: [{ ...source.layers[0]!, size: other.layers[0]!.size, open: other.layers[0]!.open }],
  };
  await expect(
    pushImage({ source: swapped, registry: url, repository: 'team/app', tag: 'v1', credentials, clock }),
  ).rejects.toMatchObject({ code: 'registry-refused', facts: { reason: 'DIGEST_INVALID' } });
  expect(plane.images('team/app')).toEqual([]);
});

it('gets a bearer token where the registry asks for one, and sends no password to storage', async () => {
  const { url, credentials, plane } = await openRegistry();
  const source = await makeImage({ a: 'b' });
  await pushImage({ source, registry: url, repository: 'team/app', tag: 'v1', credentials });
  const basic = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
  const storageSaw: (string | undefined)[] = [];
  const storage = await serve(async (incoming, outgoing) => {
    storageSaw.push(incoming.headers.authorization);
    const answer = await fetch(url + incoming.url, { headers: { authorization: basic } });
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  const scopes: string[] = [];
  const front = await serve(async (incoming, outgoing) => {
    const asked = new URL(incoming.url!, 'http://x');
    if (asked.pathname === '/token') {
      expect(incoming.headers.authorization).toBe('Basic dTpw');
      scopes.push(asked.searchParams.get('scope')!);
      outgoing.end(JSON.stringify({ token: 'ticket' }));
    } else if (incoming.headers.authorization !== 'Bearer ticket') {
      const realm = `http://${incoming.headers.host}/token`;
      outgoing.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="hub"` }).end();
    } else if (asked.pathname.includes('/blobs/')) {
      outgoing.writeHead(307, { location: `http://127.0.0.1:${storage.port}${incoming.url}` }).end();
    } else {
      const answer = await fetch(url + incoming.url, {
        headers: { authorization: basic, accept: incoming.headers.accept! },
      });
      outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type')! });
      outgoing.end(Buffer.from(await answer.arrayBuffer()));
    }
  });
  const folder = makeFolder();
  const pulled = await pullImage(`127.0.0.1:${front.port}/team/app:v1`, {
    credentials: { user: 'u', password: 'p' },
    platform,
    folder,
  });
  expect(pulled.digest).toBe(source.digest);
  expect(existsSync(join(folder, 'app/a'))).toBe(true);
  expect(scopes[0]).toBe('repository:team/app:pull');
  expect(storageSaw).toEqual([undefined, undefined]);
  expect(plane.images('team/app')).toHaveLength(1);
});
