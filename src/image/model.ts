import type { Readable } from 'node:stream';

/** A reference to content, as the OCI specification writes it. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image or index manifest, as far as we look into it. */
export interface Manifest {
  readonly mediaType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/** Content that can be read as often as needed, from any byte on. */
export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  open(start?: number): Readable;
  /** Another repository of the same registry that has it. */
  readonly mountFrom?: string;
}

/** One image for one platform, ready to be pushed. */
export interface OciImage {
  readonly platform: string;
  readonly mediaType: string;
  /** The manifest's exact bytes; `digest` is theirs. */
  readonly manifest: Buffer;
  readonly digest: string;
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

/** A layer that lies here as a plain tar: its digest is known once it is compressed. */
export interface PlainLayer {
  /** Bytes of the tar. */
  readonly size: number;
  /** Does it once; later calls get the same. Throws the signal's reason. */
  compress(signal?: AbortSignal): Promise<Blob>;
}

/** One image for one platform whose layers are still to be compressed; its manifest is written after that. */
export interface PlainImage {
  readonly platform: string;
  readonly config: Blob;
  readonly layers: readonly PlainLayer[];
}

/** What can be pushed. */
export type AnyImage = OciImage | PlainImage;

/** Media types that we write. */
export const MEDIA = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
} as const;
