import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, readdir, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { createMeter, digestOf } from './digest.js';
import { ImageFault } from './fault.js';
import { compress } from './gzip.js';
import { type Descriptor, MEDIA } from './model.js';
import { normalisePlatform } from './platform.js';

/** What goes into an image that is built without an engine. */
export interface OciWish {
  /** One layer each, in this order: a folder of this machine and its place in the image. */
  readonly folders: readonly { readonly from: string; readonly to: string }[];
  readonly platform: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workdir?: string;
  readonly port?: number;
}

/** Writes an OCI layout folder; the same content and wish give the same digest. Throws `context-missing`. */
export async function buildOci(wish: OciWish, layout: string): Promise<{ digest: string }> {
  const blobs = join(layout, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const layers: (Descriptor & { diffId: string })[] = [];
  for (const folder of wish.folders) layers.push(await writeLayer(folder, blobs));
  const [os = '', architecture = '', variant] = normalisePlatform(wish.platform).split('/');
  const target = { os, architecture, ...(variant ? { variant } : {}) };

  const put = async (mediaType: string, document: object): Promise<Descriptor> => {
    const content = Buffer.from(JSON.stringify(document));
    const digest = digestOf(content);
    await writeFile(join(blobs, digest.slice('sha256:'.length)), content);
    return { mediaType, digest, size: content.length };
  };
  const config = await put(MEDIA.config, {
    created: new Date(0).toISOString(),
    ...target,
    config: {
      ...(wish.entrypoint ? { Entrypoint: wish.entrypoint } : {}),
      ...(wish.cmd ? { Cmd: wish.cmd } : {}),
      Env: Object.entries(wish.env ?? {}).map(([name, value]) => `${name}=${value}`),
      ...(wish.workdir ? { WorkingDir: wish.workdir } : {}),
      ...(wish.port ? { ExposedPorts: { [`${wish.port}/tcp`]: {} } } : {}),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
  });
  const manifest = await put(MEDIA.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config,
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
  });
  await writeFile(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  const index = { schemaVersion: 2, mediaType: MEDIA.index, manifests: [{ ...manifest, platform: target }] };
  await writeFile(join(layout, 'index.json'), JSON.stringify(index));
  return { digest: manifest.digest };
}

async function writeLayer(
  folder: { from: string; to: string },
  blobs: string,
): Promise<Descriptor & { diffId: string }> {
  if (!(await stat(folder.from).catch(() => undefined))?.isDirectory())
    throw new ImageFault('context-missing', { path: folder.from });
  const tar = pack();
  const [plain, packed] = [createMeter(), createMeter()];
  const path = join(blobs, `.layer-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const filled = fill(tar, folder).catch((error: Error) => tar.destroy(error));
  const writing = pipeline(tar, plain, (source) => compress(source as never), packed, createWriteStream(path));
  try {
    await Promise.all([filled, writing]);
    const { digest, size } = packed.result();
    await rename(path, join(blobs, digest.slice('sha256:'.length)));
    return { mediaType: MEDIA.layer, digest, size, diffId: plain.result().digest };
  } finally {
    await rm(path, { force: true });
  }
}

const EPOCH = new Date(0);

async function fill(tar: Pack, { from, to }: { from: string; to: string }): Promise<void> {
  const place = posix.normalize(`/${to}`).slice(1).replace(/\/$/, '');
  const parents = place.split('/').filter(Boolean);
  for (let i = 1; i <= parents.length; i++)
    add(tar, { name: parents.slice(0, i).join('/'), type: 'directory', mode: 0o755 });

  const walk = async (folder: string, prefix: string): Promise<void> => {
    const names = (await readdir(folder)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const file of names) {
      const path = join(folder, file);
      const name = prefix ? `${prefix}/${file}` : file;
      const found = await lstat(path);
      if (found.isDirectory()) {
        add(tar, { name, type: 'directory', mode: 0o755 });
        await walk(path, name);
      } else if (found.isSymbolicLink()) {
        add(tar, { name, type: 'symlink', linkname: (await readlink(path)).replaceAll('\\', '/'), mode: 0o777 });
      } else if (found.isFile()) {
        const entry = tar.entry({ name, size: found.size, mode: found.mode & 0o111 ? 0o755 : 0o644, mtime: EPOCH });
        await pipeline(createReadStream(path), entry);
      }
    }
  };
  await walk(from, place);
  tar.finalize();
}

function add(
  tar: Pack,
  header: { name: string; type: 'directory' | 'symlink'; linkname?: string; mode: number },
): void {
  tar.entry({ ...header, mtime: EPOCH });
}
