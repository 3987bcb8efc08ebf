import type { Aws } from '../aws/clients.js';
import type { Config } from '../config/schema.js';
import { ImageFault } from '../image/fault.js';
import { normalisePlatform } from '../image/platform.js';
import { parseReference } from '../image/reference.js';
import { resolveImage } from '../image/registry-client.js';
import { openRemote } from '../image/remote.js';
import type { Credentials } from '../image/session.js';
import { signIn } from '../resources/ecr/sign-in.js';
import { type Making, platformOf, pushChecked, untouched, type WantedImage, withFaults } from './image-source.js';

/** How long an image that is pinned already may keep a run waiting for its registry; milliseconds. */
const PATIENCE = 10_000;

/** An image in a registry, by the digest that its reference stands for now, checked to be for the tasks' platform. */
export const pinned = (uri: string, config: Config, making: Making): Promise<string> =>
  making.once(`uri ${uri}`, () =>
    withFaults(async () => {
      if (uri.includes('@sha256:')) {
        await checkPinned(uri, config, making);
        return uri;
      }
      const credentials = await credentialsFor(uri, making.aws);
      const { digest, platforms } = await resolveImage(uri, { credentials, signal: making.stop });
      demandAmong(platforms, platformOf(config));
      return `${uri.replace(/:[\w.-]+$/, '')}@${digest}`;
    }, untouched),
  );

/** A digest needs no registry to be used: one that is closed to us may be open to the tasks. */
async function checkPinned(uri: string, config: Config, { aws, stop }: Making): Promise<void> {
  // A registry of this machine is reached by the local cloud only, which looks at the platform itself.
  if (isLoopback(uri)) return;
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]);
  try {
    const credentials = await credentialsFor(uri, aws);
    demandAmong((await resolveImage(uri, { credentials, signal })).platforms, platformOf(config));
  } catch (fault) {
    stop.throwIfAborted();
    if (fault instanceof ImageFault && ['platform-mismatch', 'image-not-found'].includes(fault.code)) throw fault;
  }
}

function demandAmong(platforms: readonly string[], wanted: string): void {
  if (!platforms.map(normalisePlatform).includes(wanted))
    throw new ImageFault('platform-mismatch', { wanted, found: platforms });
}

/** An image in a registry that is copied into our repository, layer by layer and without an engine. */
export async function fromRegistry(uri: string, config: Config, making: Making): Promise<WantedImage> {
  const platform = platformOf(config);
  const source = await making.once(`copy ${platform} ${uri}`, async (atEnd) => {
    const credentials = await credentialsFor(uri, making.aws);
    const { registry } = credentials ? await signIn(making.aws) : {};
    const image = await openRemote(uri, { platform, credentials, signal: making.stop, mountFor: registry });
    atEnd(async () => image.close());
    return image;
  });
  return {
    tag: source.digest.replace('sha256:', '').slice(0, 32),
    describe: uri,
    prepare: async () => {},
    build: async () => {},
    push: (target) => withFaults(() => pushChecked(source, platform, target, making)),
  };
}

const hostOf = (uri: string) => new URL(parseReference(uri).registry).host;

const isLoopback = (uri: string) => /^(localhost|127(\.\d+){3})(:\d+)?$/.test(hostOf(uri));

/** A token where the image lies in the account's own registry; other registries are asked without any. */
async function credentialsFor(uri: string, aws: Aws): Promise<Credentials | undefined> {
  const host = hostOf(uri);
  if (!isLoopback(uri) && !/\.dkr[.-]ecr[.-]/.test(host)) return undefined;
  const { registry, credentials } = await signIn(aws).catch(() => ({ registry: undefined, credentials: undefined }));
  return registry && new URL(registry).host === host ? credentials : undefined;
}
