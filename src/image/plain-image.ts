import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from './digest.js';
import type { Files } from './files.js';
import { type AnyImage, type Blob, MEDIA, type OciImage, type PlainImage } from './model.js';
import { plainLayer } from './plain-layer.js';

/** An image whose layers lie as these files, each to be compressed into `scratch` unless it is already. */
export async function plainImage(
  files: Files,
  parts: {
    readonly config: string;
    readonly layers: readonly string[];
    readonly platform: string;
    readonly scratch: string;
  },
): Promise<PlainImage> {
  await mkdir(parts.scratch, { recursive: true });
  const toLayer = (name: string, i: number) => plainLayer(files, name, join(parts.scratch, `layer-${i}.tar.gz`));
  const layers = await Promise.all(parts.layers.map(toLayer));
  const settings = await files.read(parts.config);
  const config: Blob = {
    mediaType: MEDIA.config,
    digest: digestOf(settings),
    size: settings.length,
    open: (start = 0) => files.open(parts.config, start),
  };
  return { platform: parts.platform, config, layers };
}

/**
 * The layers of an image in their order, compressed one after the other on all processors: the first can be on its way while the
 * others are not ready yet.
 */
export function readyLayers({ layers }: AnyImage, signal?: AbortSignal): readonly Promise<Blob>[] {
  let turn: Promise<unknown> = Promise.resolve();
  return layers.map((layer) => {
    const ready = 'compress' in layer ? turn.then(() => layer.compress(signal)) : Promise.resolve(layer);
    turn = ready;
    // Each is awaited by who needs it; one that nobody came to need must not end the process.
    ready.catch(() => {});
    return ready;
  });
}

/** The image with its manifest, which for a plain one is written now: the same content gives the same bytes. */
export function sealed(image: AnyImage, layers: readonly Blob[]): OciImage {
  if ('manifest' in image) return image;
  const { platform, config } = image;
  const describe = ({ mediaType, digest, size }: Blob) => ({ mediaType, digest, size });
  const document = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: describe(config),
    layers: layers.map(describe),
  };
  const manifest = Buffer.from(JSON.stringify(document));
  return { platform, mediaType: MEDIA.manifest, manifest, digest: digestOf(manifest), config, layers };
}
