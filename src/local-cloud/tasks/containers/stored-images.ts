import { rmSync } from 'node:fs';
import { ImageFault } from '../../../image/fault.js';
import { MEDIA } from '../../../image/model.js';
import { normalisePlatform } from '../../../image/platform.js';
import { resolveImage } from '../../../image/registry-client.js';
import type { RegistryPlane } from '../../data-plane.js';
import { readRecord, writeRecord } from '../../database/running.js';
import { atDigest, CannotPull, createLocator, explainPull, type ImagePlace } from '../images.js';
import type { Docker, DockerFault } from './docker.js';

/** An image in docker's own store. */
export interface StoredImage {
  readonly id: string;
  /** `linux/amd64` */
  readonly platform: string;
  /** The first word of what it runs, for messages. */
  readonly program: string;
}

/** Images in docker's store. */
export interface StoredImages {
  /** Pulls an image unless it is there already. Throws CannotPull. */
  pull(image: string, platform: string): Promise<StoredImage>;
}

interface Inspected {
  readonly Id: string;
  readonly Os: string;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly Config?: { readonly Entrypoint?: readonly string[] | null; readonly Cmd?: readonly string[] | null };
}

/** Takes away the images that a list names, and the list; images in use stay. */
export async function removeRecorded(docker: Docker, file: string): Promise<void> {
  for (const reference of readRecord<string[]>(file) ?? [])
    await docker.run(['image', 'rm', reference]).catch(() => {});
  rmSync(file, { force: true });
}

/** Lets docker pull, and remembers in a file what was pulled, so that a later daemon can take it away. */
export function createStoredImages(
  docker: Docker,
  registry: Pick<RegistryPlane, 'host' | 'issueToken' | 'images'>,
  file: string,
): StoredImages {
  const locate = createLocator(registry);
  const pulls = new Map<string, Promise<StoredImage>>();
  const own = new Set(readRecord<string[]>(file) ?? []);

  async function find(reference: string): Promise<StoredImage | undefined> {
    const text = await docker.run(['image', 'inspect', '--format', '{{json .}}', reference]).catch(() => undefined);
    if (text === undefined) return undefined;
    const { Id, Os, Architecture, Variant, Config } = JSON.parse(text) as Inspected;
    const platform = normalisePlatform([Os, Architecture, Variant].filter(Boolean).join('/'));
    return { id: Id, platform, program: (Config?.Entrypoint ?? Config?.Cmd ?? [])[0] ?? '' };
  }

  async function fetch(reference: string, platform: string | undefined, { access }: ImagePlace): Promise<StoredImage> {
    const here = await find(reference);
    if (here && (!platform || here.platform === platform)) return here;
    if (!here) {
      own.add(reference);
      writeRecord(file, [...own]);
    }
    const { credentials } = access;
    if (credentials) {
      const host = reference.slice(0, reference.indexOf('/'));
      const login = ['login', '--username', credentials.user, '--password-stdin', host];
      await docker.run(login, { input: credentials.password });
    }
    await docker.run(['pull', '--quiet', ...(platform ? ['--platform', platform] : []), reference]);
    const pulled = await find(reference);
    if (!pulled) throw new CannotPull(`docker does not find ${reference} after it has pulled it`);
    return pulled;
  }

  async function pull(image: string, wanted: string): Promise<StoredImage> {
    const place = locate(image);
    const { digest, mediaType } = await resolveImage(place.at, place.access);
    // An image that is no index is pulled whatever it was built for, and fails only when it is run.
    const isIndex = mediaType === MEDIA.index || mediaType === MEDIA.dockerList;
    const reference = atDigest(place.at, digest);
    const key = `${reference} ${wanted}`;
    const fetching =
      pulls.get(key) ??
      fetch(reference, isIndex ? normalisePlatform(wanted) : undefined, place).finally(() => pulls.delete(key));
    pulls.set(key, fetching);
    return await fetching;
  }

  return {
    async pull(image, platform) {
      try {
        return await pull(image, platform);
      } catch (error) {
        if (error instanceof ImageFault) throw explainPull(error, image, platform);
        throw error instanceof CannotPull ? error : new CannotPull((error as DockerFault).message);
      }
    },
  };
}
