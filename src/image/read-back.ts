import type { Clock } from '../model/clock.js';
import { ImageFault } from './fault.js';
import { persist } from './persist.js';
import { lookUp } from './registry-client.js';
import type { Credentials } from './session.js';

/** Asks the registry for what was pushed, again when a fault of it may pass. Throws `push-failed` when it holds something else, `platform-mismatch` when it is for another platform. */
export async function readBack(options: {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly platform: string;
  readonly credentials?: Credentials;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}): Promise<void> {
  const { registry, repository, tag, digest, platform, clock, ...access } = options;
  const look = () => lookUp({ registry, repository, tag }, access);
  const found = await persist(look, { clock, signal: access.signal });
  const { host } = new URL(registry);
  if (found.digest !== digest) throw new ImageFault('push-failed', { host, digest, stored: found.digest });
  if (!found.single) throw new ImageFault('image-invalid', { digest, mediaType: found.mediaType });
  if (!found.platforms.includes(platform))
    throw new ImageFault('platform-mismatch', { wanted: platform, found: found.platforms });
}
