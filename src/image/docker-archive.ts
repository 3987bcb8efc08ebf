import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createMeter, digestOf } from './digest.js';
import { ImageFault } from './fault.js';
import type { Files } from './files.js';
import { compress } from './gzip.js';
import { type Blob, MEDIA, type OciImage } from './model.js';
import { demandPlatform, formatPlatform } from './platform.js';

/** Reads what `docker save` wrote before Docker 25: its layers are plain tars, which are compressed into `scratch`. */
export async function readDockerArchive(
  files: Files,
  { platform, scratch }: { platform: string; scratch: string },
): Promise<OciImage> {
  const [entry] = JSON.parse((await files.read('manifest.json')).toString()) as {
    Config?: string;
    Layers?: string[];
  }[];
  if (!entry?.Config || !entry.Layers) throw new ImageFault('image-invalid', { file: 'manifest.json' });
  const settings = await files.read(entry.Config);
  const target = JSON.parse(settings.toString()) as { os?: string; architecture?: string };
  demandPlatform(target, platform);
  await mkdir(scratch, { recursive: true });

  const layers: Blob[] = [];
  for (const [i, name] of entry.Layers.entries())
    layers.push(await compressLayer(files, name, join(scratch, `layer-${i}.tar.gz`)));
  const config: Blob = {
    mediaType: MEDIA.config,
    digest: digestOf(settings),
    size: settings.length,
    open: (start = 0) => files.open(entry.Config!, start),
  };
  const describe = ({ mediaType, digest, size }: Blob) => ({ mediaType, digest, size });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      config: describe(config),
      layers: layers.map(describe),
    }),
  );
  return {
    platform: formatPlatform(target),
    mediaType: MEDIA.manifest,
    manifest,
    digest: digestOf(manifest),
    config,
    layers,
  };
}

async function compressLayer(files: Files, name: string, path: string): Promise<Blob> {
  const meter = createMeter();
  const head = ((await files.open(name).take(1).toArray()) as Buffer[])[0];
  const compressed = head?.[0] === 0x1f && head[1] === 0x8b;
  const source = files.open(name);
  await pipeline(compressed ? source : compress(source), meter, createWriteStream(path));
  return { mediaType: MEDIA.layer, ...meter.result(), open: (start = 0) => createReadStream(path, { start }) };
}
