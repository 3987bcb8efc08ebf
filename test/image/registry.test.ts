import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import type { OciImage } from '../../src/image/model.js';
import { pushImage } from '../../src/image/push.js';
import { resolveImage } from '../../src/image/registry-client.js';
import { openRemote } from '../../src/image/remote.js';
import { createVirtualClock } from '../../src/local-cloud/virtual-clock.js';
import { systemClock } from '../../src/model/clock.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { makeFolder, readWhole, writeFiles } from './images.js';
import { freePort, requirePrograms, startRegistry, user } from './real-tools.js';

const platform = 'linux/amd64';
/** Five attempts shall not take twelve seconds. */
const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 4, signal) };
const MIB = 1024 * 1024;

/** A layout with one layer of so many bytes that do not compress. */
async function makeLayout(bytes: number, layout = makeFolder()): Promise<OciImage> {
  const folder = makeFolder();
  writeFiles(folder, { data: randomBytes(bytes) });
  await buildOci({ folders: [{ from: folder, to: '/app' }], platform }, layout);
  return readWhole(layout, { platform, scratch: makeFolder() });
}

/** A line to the registry that breaks `times` times once so many bytes went up on a connection; counts all that went up. */
async function breakingLine(target: string, breaks: { readonly times: number; readonly after: number }) {
  const port = await freePort();
  const seen = { broken: 0, bytes: 0 };
  const server = createServer((near) => {
    const far = connect(Number(new URL(target).port), '127.0.0.1');
    let here = 0;
    near.on('data', (chunk) => {
      here += chunk.length;
      seen.bytes += chunk.length;
      far.write(chunk);
      if (far.writableLength > MIB) {
        near.pause();
        far.once('drain', () => near.resume());
      }
      if (here > breaks.after && seen.broken < breaks.times) {
        seen.broken++;
        near.resetAndDestroy();
        far.end();
      }
    });
    far.on('data', (chunk) => near.destroyed || near.write(chunk));
    far.on('close', () => near.end());
    near.on('close', () => far.end());
    for (const it of [near, far]) it.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${port}`, seen };
}

describe.runIf(requirePrograms('docker-registry'))('with a real registry', () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  let large: OciImage;
  const store = mkdtempSync(join(tmpdir(), 'layout-'));
  beforeAll(async () => {
    registry = await startRegistry();
    const folder = join(store, 'content');
    writeFiles(folder, { data: randomBytes(200 * MIB) });
    await buildOci({ folders: [{ from: folder, to: '/app' }], platform }, join(store, 'layout'));
    large = await readWhole(join(store, 'layout'), { platform, scratch: join(store, 'scratch') });
  }, 60_000);
  afterAll(async () => {
    await registry?.stop();
    rmSync(store, { recursive: true, force: true });
  });
  const push = (source: OciImage, change: object = {}) =>
    pushImage({
      source,
      registry: registry.url,
      repository: 'team/api',
      tag: 'v1',
      credentials: user,
      clock,
      ...change,
    });
  const digestOf = async (repository: string, tag: string) =>
    (await resolveImage(`${registry.host}/${repository}:${tag}`, { credentials: user })).digest;

  it('goes on in the middle of a layer of 200 MiB after a cut, where the registry keeps what came', async () => {
    const { url: keeping, plane, credentials } = await openRegistry();
    const { url, seen } = await breakingLine(keeping, { times: 2, after: 70 * MIB });
    const { digest } = await push(large, { registry: url, repository: 'team/app', credentials });
    expect(seen.broken).toBe(2);
    expect(plane.images('team/app')).toMatchObject([{ digest }]);
    // What had arrived did not go again.
    expect(seen.bytes / MIB).toBeLessThan(230);
  }, 60_000);

  // Debian's registry forgets an upload that broke within a part (BLOB_UPLOAD_INVALID, its file is longer than its state says).
  it.each([undefined, 32 * MIB])(
    'mends a cut layer also where the registry forgets it (parts of %s)',
    async (chunkSize) => {
      const { url, seen } = await breakingLine(registry.url, { times: 1, after: 70 * MIB });
      const repository = `team/cut-${chunkSize ?? 'whole'}`;
      const { digest } = await push(large, { registry: url, repository, chunkSize });
      expect(seen.broken).toBe(1);
      expect(await digestOf(repository, 'v1')).toBe(digest);
      // Once more at most, and with parts what it still took as following before it noticed.
      expect(seen.bytes / MIB).toBeLessThan(chunkSize ? 350 : 280);
    },
    60_000,
  );

  it('takes a blob over from another repository of the same registry, and copies between registries', async () => {
    const image = await makeLayout(MIB);
    await push(image, { repository: 'team/first' });
    const reference = `${registry.host}/team/first:v1`;
    const access = { platform, credentials: user };
    const near = await openRemote(reference, { ...access, mountFor: registry.url });
    const { url, seen } = await breakingLine(registry.url, { times: 0, after: 0 });
    await push(near, { registry: url, repository: 'team/second' });
    near.close();
    expect(await digestOf('team/second', 'v1')).toBe(image.digest);
    expect(seen.bytes).toBeLessThan(MIB / 10);

    const other = await openRegistry();
    const far = await openRemote(reference, { ...access, mountFor: other.url });
    onTestFinished(far.close);
    const copied = await pushImage({
      source: far,
      registry: other.url,
      repository: 'team/app',
      tag: 'v1',
      credentials: other.credentials,
    });
    expect(copied.digest).toBe(image.digest);
    expect(other.plane.images('team/app')).toMatchObject([{ digest: image.digest }]);
  });

  it('says that a password is wrong, also in the middle of all', async () => {
    const image = await makeLayout(1000);
    for (const password of ['wrong', ''])
      await expect(push(image, { credentials: { user: 'AWS', password } })).rejects.toMatchObject({
        code: 'registry-refused',
        facts: { status: 401, host: registry.host },
      });
    await expect(push(image, { credentials: undefined })).rejects.toMatchObject({ facts: { status: 401 } });
  });

  it('says that the disk of the registry is full', async () => {
    const folder = makeFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
    const small = await startRegistry({ folder });
    try {
      const image = await makeLayout(20 * MIB);
      const fault = await push(image, { registry: small.url }).catch((error: unknown) => error);
      expect(fault).toMatchObject({ code: 'push-failed', facts: { host: small.host } });
      expect((fault as { facts: { status?: number } }).facts.status).toBeGreaterThanOrEqual(500);
    } finally {
      await small.stop();
      execFileSync('umount', ['-l', folder]);
    }
  });

  it('says that the registry has gone, at the beginning and in the middle', async () => {
    const mortal = await startRegistry();
    onTestFinished(mortal.stop);
    let going = false;
    const onProgress = ({ done }: { done: number }) => {
      if (done > 20 * MIB && !going) {
        going = true;
        void mortal.kill();
      }
    };
    const fault = await push(large, { registry: mortal.url, onProgress }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'push-failed', facts: { host: mortal.host } });
    expect(going).toBe(true);
    await expect(push(large, { registry: mortal.url })).rejects.toMatchObject({ code: 'registry-unreachable' });
  });

  it('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const onProgress = ({ done }: { done: number }) => {
      if (done > 5 * MIB) stop.abort(new Error('enough'));
    };
    const { url, seen } = await breakingLine(registry.url, { times: 0, after: 0 });
    await expect(
      push(large, { registry: url, repository: 'team/stopped', signal: stop.signal, onProgress }),
    ).rejects.toThrow('enough');
    expect(seen.bytes).toBeLessThan(50 * MIB);
  });

  it('does not take more memory for a larger image', async () => {
    const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
    await push(await makeLayout(MIB), { repository: 'team/small' });
    const before = Math.max(peak(), process.memoryUsage().rss / MIB);
    await push(large, { repository: 'team/large' });
    expect(peak() - before).toBeLessThan(80);
  }, 60_000);
});

it('says that a token has expired', async () => {
  const time = createVirtualClock({ auto: false });
  const { url, credentials } = await openRegistry({ clock: time });
  await time.advance(13 * 3_600_000);
  const image = await makeLayout(1000);
  await expect(
    pushImage({ source: image, registry: url, repository: 'team/app', tag: 'v1', credentials, clock }),
  ).rejects.toMatchObject({
    code: 'registry-refused',
    facts: { status: expect.toSatisfy((it) => it === 401 || it === 403) },
  });
});
