import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ImageFault } from '../../image/fault.js';
import { MEDIA } from '../../image/model.js';
import { normalisePlatform } from '../../image/platform.js';
import { type Access, pullImage, type ImageConfig as RawConfig, resolveImage } from '../../image/registry-client.js';
import type { RegistryPlane } from '../data-plane.js';
import { type ImageConfig, type UnpackedImage, within } from './launch.js';

/** Why an image cannot be had, in AWS's words, without the `CannotPullContainerError: ` before them. */
export class CannotPull extends Error {
  constructor(why: string) {
    super(`pull image manifest has been retried 1 time(s): ${why}`);
  }
}

/** Images as folders. */
export interface Images {
  /** Pulls an image unless it is here already. Throws CannotPull. */
  pull(image: string, platform: string): Promise<UnpackedImage>;
}

function readConfig({ os = 'linux', architecture = '', config = {} }: RawConfig): ImageConfig {
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

/** Without a root of its own a process would follow absolute links of the image into this machine: they are made relative. */
async function mendLinks(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const target = await readlink(path);
    if (!target.startsWith('/')) continue;
    await unlink(path);
    await symlink(relative(dirname(path), within(root, target)) || '.', path);
  }
}

/** A fault of a pull in AWS's words. */
export function explainPull(fault: ImageFault, image: string, platform: string): CannotPull {
  if (fault.code === 'platform-mismatch')
    return new CannotPull(`image Manifest does not contain descriptor matching platform '${platform}'`);
  const { status, reason, cause } = fault.facts;
  const why = {
    'image-not-found': `${image}: not found`,
    'registry-refused': `unexpected status from HEAD request: ${status ?? reason}`,
    'registry-unreachable': `failed to do request: ${cause ?? 'no answer'}`,
  }[fault.code as string];
  return new CannotPull(`failed to resolve ref ${image}: ${why ?? `${fault.code} ${JSON.stringify(fault.facts)}`}`);
}

/** Where an image really is, and how to get there. */
export interface ImagePlace {
  readonly at: string;
  readonly access: Access;
}

/** Finds images; an address may hold a port that this registry had before it was started anew. */
export function createLocator(
  registry: Pick<RegistryPlane, 'host' | 'issueToken' | 'images'>,
): (image: string) => ImagePlace {
  /** The registry throws when it is asked for a repository that it does not have. */
  function isKnown(name: string): boolean {
    try {
      return registry.images(name).length > 0;
    } catch {
      return false;
    }
  }
  return (image) => {
    const [, host = '', rest = '', name = ''] = /^([^/]+)\/(([^:@]+).*)$/.exec(image) ?? [];
    const isOwn = host === registry.host || (/^127\.0\.0\.1:\d+$/.test(host) && isKnown(name));
    return isOwn
      ? { at: `${registry.host}/${rest}`, access: { credentials: registry.issueToken() } }
      : { at: image, access: {} };
  };
}

/** `registry/name:tag` with a digest in the place of its tag. */
export const atDigest = (reference: string, digest: string): string =>
  `${reference.replace(/(:[\w.-]+)?(@.*)?$/, '')}@${digest}`;

/** Keeps unpacked images below a folder, one per digest and platform; one that is asked for twice at once is fetched once. */
export function createImages(folder: string, registry: Pick<RegistryPlane, 'host' | 'issueToken' | 'images'>): Images {
  const pulls = new Map<string, Promise<UnpackedImage>>();
  const locate = createLocator(registry);

  async function unpack(reference: string, platform: string, access: Access, home: string): Promise<void> {
    const part = `${home}.${randomBytes(4).toString('hex')}.part`;
    try {
      await mkdir(part, { recursive: true, mode: 0o700 });
      const { config } = await pullImage(reference, { ...access, platform, folder: join(part, 'root') });
      await mendLinks(join(part, 'root'));
      await writeFile(join(part, 'config.json'), JSON.stringify(readConfig(config)));
      await rename(part, home);
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  }

  async function pull(image: string, wanted: string): Promise<UnpackedImage> {
    const { at, access } = locate(image);
    const { digest, mediaType, platforms } = await resolveImage(at, access);
    // An image that is no index is pulled whatever it was built for, and fails only when it is run.
    const isIndex = mediaType === MEDIA.index || mediaType === MEDIA.dockerList;
    const platform = normalisePlatform(isIndex ? wanted : (platforms[0] ?? wanted));
    const home = join(folder, `${digest.slice('sha256:'.length)}-${platform.replaceAll('/', '-')}`);
    const fetchOnce = async () => {
      if (!existsSync(home)) await unpack(atDigest(at, digest), platform, access, home);
      const config = JSON.parse(await readFile(join(home, 'config.json'), 'utf8')) as ImageConfig;
      return { ...config, root: join(home, 'root') };
    };
    const fetching = pulls.get(home) ?? fetchOnce().finally(() => pulls.delete(home));
    pulls.set(home, fetching);
    return await fetching;
  }

  return {
    async pull(image, platform) {
      try {
        return await pull(image, platform);
      } catch (error) {
        throw error instanceof ImageFault ? explainPull(error, image, platform) : error;
      }
    },
  };
}
