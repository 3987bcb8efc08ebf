import { digestOf } from './digest.js';
import { readDockerArchive } from './docker-archive.js';
import { ImageFault } from './fault.js';
import { type Files, openFiles } from './files.js';
import { type AnyImage, type Blob, type Descriptor, type Manifest, MEDIA, type OciImage } from './model.js';
import { plainImage } from './plain-image.js';
import { demandPlatform, formatPlatform, pickPlatform } from './platform.js';

/**
 * Looks into an OCI layout (folder or tar) or a `docker save` tar for one platform. `scratch` is a folder for layers that have to
 * be compressed when the image is pushed; it must stand until then. Throws `platform-mismatch`, `image-not-found`, `image-invalid`.
 */
export async function readImage(path: string, options: { platform: string; scratch: string }): Promise<AnyImage> {
  const files = await openFiles(path);
  if (await files.has('index.json')) return readLayout(files, options);
  if (await files.has('manifest.json')) return readDockerArchive(files, options);
  throw new ImageFault('image-invalid', { missing: 'index.json' });
}

const INDEX_TYPES: readonly string[] = [MEDIA.index, MEDIA.dockerList];

/** Layers that are not compressed, as Docker 25 and later save them. */
const PLAIN_LAYER = /\.tar$/;

async function readLayout(
  files: Files,
  { platform, scratch }: { platform: string; scratch: string },
): Promise<AnyImage> {
  let current: Manifest = parse(await files.read('index.json'), 'index.json');
  // Engines nest indexes: the layout's own names an image, which may be an index of platforms again.
  for (let depth = 0; depth < 4; depth++) {
    const list = current.manifests ?? [];
    const nested = list.filter(({ mediaType }) => INDEX_TYPES.includes(mediaType));
    const chosen = nested.length === 1 && list.length === 1 ? nested[0]! : pickPlatform(list, platform);
    const content = await readBlob(files, chosen);
    const manifest = parse(content, chosen.digest);
    if (manifest.manifests === undefined) {
      const image = await toImage(files, chosen, content, manifest, platform);
      if (!image.layers.some(({ mediaType }) => PLAIN_LAYER.test(mediaType))) return image;
      const layers = image.layers.map(({ digest }) => blobName(digest));
      return plainImage(files, { config: blobName(image.config.digest), layers, platform: image.platform, scratch });
    }
    current = manifest;
  }
  throw new ImageFault('image-invalid', { file: 'index.json' });
}

async function toImage(
  files: Files,
  at: Descriptor,
  content: Buffer,
  manifest: Manifest,
  platform: string,
): Promise<OciImage> {
  const { config, layers } = manifest;
  if (!config || !Array.isArray(layers)) throw new ImageFault('image-invalid', { digest: at.digest });
  const settings = parse(await readBlob(files, config), config.digest) as { os?: string; architecture?: string };
  demandPlatform(settings, platform);
  const toBlob = async (part: Descriptor): Promise<Blob> => {
    const name = blobName(part.digest);
    const { size } = await files.place(name);
    if (size !== part.size) throw new ImageFault('image-invalid', { digest: part.digest, size, expected: part.size });
    const { mediaType, digest } = part;
    return { mediaType, digest, size, open: (start) => files.open(name, start) };
  };
  return {
    platform: formatPlatform(settings),
    mediaType: manifest.mediaType ?? at.mediaType,
    manifest: content,
    digest: at.digest,
    config: await toBlob(config),
    layers: await Promise.all(layers.map(toBlob)),
  };
}

function blobName(digest: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new ImageFault('image-invalid', { digest });
  return `blobs/sha256/${digest.slice('sha256:'.length)}`;
}

async function readBlob(files: Files, { digest }: Descriptor): Promise<Buffer> {
  const content = await files.read(blobName(digest));
  if (digestOf(content) !== digest) throw new ImageFault('image-invalid', { digest });
  return content;
}

function parse(content: Buffer, file: string): Manifest {
  try {
    return JSON.parse(content.toString()) as Manifest;
  } catch (cause) {
    throw new ImageFault('image-invalid', { file }, { cause });
  }
}
