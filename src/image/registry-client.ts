import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { digestOf } from './digest.js';
import { extractLayer } from './extract.js';
import { ImageFault } from './fault.js';
import { readBytes } from './http.js';
import { type Descriptor, type Manifest, MEDIA } from './model.js';
import { demandPlatform, formatPlatform, listImages, pickPlatform } from './platform.js';
import { parseReference, type Reference } from './reference.js';
import { type Credentials, openSession, refuse, type Session } from './session.js';

/** What an image's configuration tells about running it. */
export interface ImageConfig {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly config?: {
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Env?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly User?: string;
  };
}

/** Access to a registry. */
export interface Access {
  readonly credentials?: Credentials;
  readonly signal?: AbortSignal;
}

const ACCEPT = [MEDIA.index, MEDIA.manifest, MEDIA.dockerList, MEDIA.dockerManifest].join(', ');

/** What a registry says of an image. */
export interface Found {
  readonly digest: string;
  readonly mediaType: string;
  readonly platforms: readonly string[];
  /** One image, not an index of several. */
  readonly single: boolean;
}

/** Looks an image up. Throws `image-not-found`, `registry-refused`, `registry-unreachable`. */
export async function lookUp(at: Reference, access: Access = {}): Promise<Found> {
  return withSession(at, access, async (session) => {
    const { digest, mediaType, manifest } = await fetchManifest(session, at.digest ?? at.tag!, nameOf(at));
    const platforms = manifest.manifests
      ? listImages(manifest.manifests).map(({ platform }) => formatPlatform(platform))
      : [formatPlatform(await fetchConfig(session, manifest))];
    return { digest, mediaType, platforms, single: manifest.manifests === undefined };
  });
}

/** The digest that a reference stands for now, and the image's platforms. Throws as `lookUp` does, and `reference-invalid`. */
export async function resolveImage(
  reference: string,
  access: Access = {},
): Promise<Found & { readonly reference: Reference }> {
  const at = parseReference(reference);
  return { reference: at, ...(await lookUp(at, access)) };
}

const nameOf = ({ registry, repository, tag, digest }: Reference) =>
  `${new URL(registry).host}/${repository}${digest ? `@${digest}` : `:${tag}`}`;

/** The manifest of one image, chosen by platform where there are several. */
export async function fetchChosen(session: Session, at: Reference, platform: string): Promise<FetchedManifest> {
  const first = await fetchManifest(session, at.digest ?? at.tag!, nameOf(at));
  if (!first.manifest.manifests) return first;
  return fetchManifest(session, pickPlatform(first.manifest.manifests, platform).digest, nameOf(at));
}

/** Unpacks an image for a platform into a folder, each byte checked against its digest; what is refused throws `image-invalid`. */
export async function pullImage(
  reference: string,
  options: Access & { readonly platform: string; readonly folder: string },
): Promise<{ digest: string; config: ImageConfig }> {
  const at = parseReference(reference);
  return withSession(at, options, async (session) => {
    const found = await fetchChosen(session, at, options.platform);
    const config = await fetchConfig(session, found.manifest);
    demandPlatform(config, options.platform);
    await mkdir(options.folder, { recursive: true });
    for (const layer of found.manifest.layers ?? []) await fetchLayer(session, layer, options.folder);
    return { digest: found.digest, config };
  });
}

async function withSession<T>(at: Reference, access: Access, use: (session: Session) => Promise<T>): Promise<T> {
  const session = openSession({ ...access, registry: at.registry, repository: at.repository, scope: 'pull' });
  try {
    return await use(session);
  } finally {
    session.close();
  }
}

/** A manifest with its exact bytes. */
export interface FetchedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly manifest: Manifest;
  readonly content: Buffer;
}

async function fetchManifest(session: Session, version: string, reference: string): Promise<FetchedManifest> {
  const answer = await session.ask(`manifests/${version}`, { headers: { Accept: ACCEPT } });
  if (answer.status === 404) {
    answer.body.resume();
    throw new ImageFault('image-not-found', { reference });
  }
  if (answer.status !== 200) throw await refuse(session, answer);
  const content = await readBytes(answer);
  const digest = digestOf(content);
  if (version.startsWith('sha256:') && digest !== version)
    throw new ImageFault('image-invalid', { digest: version, found: digest });
  const mediaType = (answer.headers['content-type'] ?? '').split(';')[0]!;
  return { digest, mediaType, manifest: parse(content, digest) as Manifest, content };
}

/** The configuration of an image, checked against its digest. */
export async function fetchConfig(session: Session, manifest: Manifest): Promise<ImageConfig> {
  if (!manifest.config) throw new ImageFault('image-invalid', { missing: 'config' });
  const answer = await session.ask(`blobs/${manifest.config.digest}`);
  if (answer.status !== 200) throw await refuse(session, answer);
  const content = await readBytes(answer);
  if (digestOf(content) !== manifest.config.digest)
    throw new ImageFault('image-invalid', { digest: manifest.config.digest });
  return parse(content, manifest.config.digest) as ImageConfig;
}

function parse(content: Buffer, digest: string): unknown {
  try {
    return JSON.parse(content.toString());
  } catch (cause) {
    throw new ImageFault('image-invalid', { digest }, { cause });
  }
}

async function fetchLayer(session: Session, layer: Descriptor, folder: string): Promise<void> {
  if (/zstd/.test(layer.mediaType)) throw new ImageFault('image-invalid', { mediaType: layer.mediaType });
  const answer = await session.ask(`blobs/${layer.digest}`);
  if (answer.status !== 200) throw await refuse(session, answer);
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const digest = `sha256:${hash.digest('hex')}`;
      done(digest === layer.digest ? null : new ImageFault('image-invalid', { digest: layer.digest, found: digest }));
    },
  });
  const take = extractLayer(folder);
  try {
    if (/gzip/.test(layer.mediaType)) await pipeline(answer.body, check, createGunzip(), take);
    else await pipeline(answer.body, check, take);
  } catch (cause) {
    if (cause instanceof ImageFault) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw new ImageFault('registry-unreachable', { host: session.host, cause: code }, { cause });
    throw new ImageFault('image-invalid', { digest: layer.digest, cause: (cause as Error).message }, { cause });
  }
}
