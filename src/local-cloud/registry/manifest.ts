import { RegistryFault } from './faults.js';

interface Part {
  readonly digest?: unknown;
  readonly size?: unknown;
}

interface Manifest {
  readonly mediaType?: unknown;
  readonly config?: Part;
  readonly layers?: readonly Part[];
  readonly manifests?: readonly Part[];
}

/** Media types of manifests that the registry takes. */
export const MANIFEST_TYPES: readonly string[] = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
];

/** What a manifest names, and the size of the image in bytes as ECR counts it (configuration and layers). Throws MANIFEST_INVALID. */
export function readReferences(
  content: Buffer,
  mediaType: string,
): { blobs: string[]; manifests: string[]; size: number } {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(content.toString()) as Manifest;
  } catch {
    throw new RegistryFault(400, 'MANIFEST_INVALID', 'the manifest is not JSON');
  }
  if (typeof manifest !== 'object' || manifest === null)
    throw new RegistryFault(400, 'MANIFEST_INVALID', 'not an object');
  if (manifest.mediaType !== undefined && manifest.mediaType !== mediaType)
    throw new RegistryFault(400, 'MANIFEST_INVALID', 'the media type is not the announced one');
  if (/index|list/.test(mediaType))
    return { blobs: [], manifests: listDigests(manifest.manifests), size: content.length };
  const parts = [manifest.config, ...(Array.isArray(manifest.layers) ? manifest.layers : [])];
  return {
    blobs: listDigests(parts),
    manifests: [],
    size: parts.reduce((sum, part) => sum + (typeof part?.size === 'number' ? part.size : 0), 0),
  };
}

function listDigests(parts: readonly (Part | undefined)[] | undefined): string[] {
  if (!Array.isArray(parts)) throw new RegistryFault(400, 'MANIFEST_INVALID', 'the manifest names no content');
  return parts.map((part: Part | undefined) => {
    const digest = part?.digest;
    if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest))
      throw new RegistryFault(400, 'MANIFEST_INVALID', 'the manifest names content without a sha256 digest');
    return digest;
  });
}
