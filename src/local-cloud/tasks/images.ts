import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ImageFault } from '../../image/fault.js';
import { type Descriptor, type Manifest, MEDIA } from '../../image/model.js';
import { pickPlatform } from '../../image/platform.js';
import type { RegistryPlane } from '../data-plane.js';
import type { ImageConfig, UnpackedImage } from './launch.js';
import { unpackLayer } from './unpack.js';

/** Why an image cannot be had, in AWS's words, without the `CannotPullContainerError: ` before them. */
export class CannotPull extends Error {}

/** Images as folders. */
export interface Images {
  /** Pulls an image from the local registry unless it is here already. Throws CannotPull. */
  pull(image: string, platform: string): Promise<UnpackedImage>;
}

const accepted = [MEDIA.manifest, MEDIA.index, MEDIA.dockerManifest, MEDIA.dockerList].join(', ');

interface ConfigFile {
  readonly os?: string;
  readonly architecture?: string;
  readonly config?: {
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Env?: readonly string[] | null;
    readonly WorkingDir?: string;
  };
}

function readConfig({ os = 'linux', architecture = '', config = {} }: ConfigFile): ImageConfig {
  const pairs = (config.Env ?? []).map((each) => [each.split('=', 1)[0]!, each.slice(each.indexOf('=') + 1)]);
  return {
    os,
    architecture,
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    environment: Object.fromEntries(pairs),
    workingFolder: config.WorkingDir || '/',
  };
}

/** `host/name@sha256:…`, `host/name:tag` or `host/name` in its parts. */
function parse(image: string): { host: string; name: string; reference: string } {
  const [, host = '', name = '', tag, digest] =
    /^([^/]+)\/([^@]+?)(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(image) ?? [];
  return { host, name, reference: digest ?? tag ?? 'latest' };
}

/** Keeps unpacked images below a folder, one per manifest digest; a digest that is asked for twice at once is fetched once. */
export function createImages(folder: string, registry: Pick<RegistryPlane, 'host' | 'issueToken' | 'images'>): Images {
  const pulls = new Map<string, Promise<UnpackedImage>>();

  async function ask(image: string, path: string): Promise<Response> {
    const { user, password } = registry.issueToken();
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const response = await fetch(`http://${registry.host}/v2/${path}`, {
      headers: { accept: accepted, authorization },
    });
    if (response.ok) return response;
    await response.body?.cancel();
    const why = response.status === 404 ? 'not found' : `unexpected status ${response.status}`;
    throw new CannotPull(
      `pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: ${why}`,
    );
  }

  /** An address may hold a port that this registry had before it was started anew. */
  function isOwn(host: string, name: string): boolean {
    return host === registry.host || (/^127\.0\.0\.1:\d+$/.test(host) && registry.images(name).length > 0);
  }

  async function unpack(image: string, name: string, manifest: Manifest, home: string): Promise<void> {
    const part = `${home}.${randomBytes(4).toString('hex')}.part`;
    try {
      mkdirSync(join(part, 'root'), { recursive: true, mode: 0o700 });
      const config = await ask(image, `${name}/blobs/${manifest.config?.digest}`);
      writeFileSync(join(part, 'config.json'), JSON.stringify(readConfig((await config.json()) as ConfigFile)));
      for (const { digest, mediaType } of manifest.layers ?? []) {
        const { body } = await ask(image, `${name}/blobs/${digest}`);
        await unpackLayer(join(part, 'root'), Readable.fromWeb(body as ReadableStream), mediaType.endsWith('gzip'));
      }
      renameSync(part, home);
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
  }

  async function manifestOf(
    image: string,
    platform: string,
  ): Promise<{ name: string; digest: string; manifest: Manifest }> {
    const { host, name, reference } = parse(image);
    if (!isOwn(host, name))
      throw new CannotPull(
        `pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: the local cloud pulls from ${registry.host} only`,
      );
    const read = async (which: string) => {
      const text = Buffer.from(await (await ask(image, `${name}/manifests/${which}`)).arrayBuffer());
      const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
      return { name, digest, manifest: JSON.parse(text.toString()) as Manifest };
    };
    const top = await read(reference);
    return top.manifest.manifests ? await read(chosen(top.manifest.manifests, platform)) : top;
  }

  return {
    async pull(image, platform) {
      const { name, digest, manifest } = await manifestOf(image, platform);
      const home = join(folder, digest.slice('sha256:'.length));
      const fetchOnce = async () => {
        if (!existsSync(home)) await unpack(image, name, manifest, home);
        const config = JSON.parse(readFileSync(join(home, 'config.json'), 'utf8')) as ImageConfig;
        return { ...config, root: join(home, 'root') };
      };
      const underWay = pulls.get(digest);
      if (underWay) return await underWay;
      const fetching = fetchOnce().finally(() => pulls.delete(digest));
      pulls.set(digest, fetching);
      return await fetching;
    },
  };
}

function chosen(manifests: readonly Descriptor[], platform: string): string {
  try {
    return pickPlatform(manifests, platform).digest;
  } catch (error) {
    if (!(error instanceof ImageFault)) throw error;
    throw new CannotPull(
      `pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform '${platform}'`,
    );
  }
}
