import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createMeter, digestOf } from './digest.js';
import type { Files } from './files.js';
import { compress } from './gzip.js';
import { type Blob, MEDIA, type OciImage } from './model.js';

/** An image whose layers lie as these files, each compressed into `scratch` unless it is already, with a manifest of our own. */
export async function recompress(
  files: Files,
  parts: {
    readonly config: string;
    readonly layers: readonly string[];
    readonly platform: string;
    readonly scratch: string;
  },
): Promise<OciImage> {
  await mkdir(parts.scratch, { recursive: true });
  const layers: Blob[] = [];
  for (const [i, name] of parts.layers.entries())
    layers.push(await compressLayer(files, name, join(parts.scratch, `layer-${i}.tar.gz`)));
  const settings = await files.read(parts.config);
  const config: Blob = {
    mediaType: MEDIA.config,
    digest: digestOf(settings),
    size: settings.length,
    open: (start = 0) => files.open(parts.config, start),
  };
  const describe = ({ mediaType, digest, size }: Blob) => ({ mediaType, digest, size });
  const document = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: describe(config),
    layers: layers.map(describe),
  };
  const manifest = Buffer.from(JSON.stringify(document));
  return { platform: parts.platform, mediaType: MEDIA.manifest, manifest, digest: digestOf(manifest), config, layers };
}

async function compressLayer(files: Files, name: string, path: string): Promise<Blob> {
  const meter = createMeter();
  const head = ((await files.open(name).take(1).toArray()) as Buffer[])[0];
  const compressed = head?.[0] === 0x1f && head[1] === 0x8b;
  const source = files.open(name);
  await pipeline(compressed ? source : compress(source), meter, createWriteStream(path));
  return { mediaType: MEDIA.layer, ...meter.result(), open: (start = 0) => createReadStream(path, { start }) };
}
