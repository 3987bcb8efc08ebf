import { ImageFault } from './fault.js';
import type { Descriptor } from './model.js';

/** A platform as `os/architecture[/variant]`. */
export function formatPlatform(platform: { os?: string; architecture?: string; variant?: string } | undefined): string {
  const parts = [platform?.os ?? 'unknown', platform?.architecture ?? 'unknown'];
  // Every 64-bit ARM image is v8; tools disagree on whether they say so.
  if (platform?.variant && !(platform.architecture === 'arm64' && platform.variant === 'v8'))
    parts.push(platform.variant);
  return parts.join('/');
}

/** Brings `linux/arm64/v8`, `linux/aarch64` and `linux/x86_64` to their common names. */
export function normalisePlatform(platform: string): string {
  const [os, architecture = '', variant] = platform.toLowerCase().split('/');
  const named = { x86_64: 'amd64', aarch64: 'arm64' }[architecture] ?? architecture;
  return formatPlatform({ os: os ?? '', architecture: named, ...(variant ? { variant } : {}) });
}

/** The manifests of an index that hold an image: attestations have the platform `unknown/unknown`. */
export function listImages(manifests: readonly Descriptor[]): readonly Descriptor[] {
  return manifests.filter(
    ({ platform, annotations }) =>
      platform?.architecture !== 'unknown' && annotations?.['vnd.docker.reference.type'] !== 'attestation-manifest',
  );
}

/** The manifest of an index for a platform. Throws `platform-mismatch` with what there is. */
export function pickPlatform(manifests: readonly Descriptor[], platform: string): Descriptor {
  const images = listImages(manifests);
  const wanted = normalisePlatform(platform);
  const found = images.find((image) => image.platform && normalisePlatform(formatPlatform(image.platform)) === wanted);
  // An index of one image without a platform says nothing: the image's configuration will.
  if (found ?? (images.length === 1 && !images[0]!.platform)) return found ?? images[0]!;
  throw new ImageFault('platform-mismatch', { wanted, found: images.map((image) => formatPlatform(image.platform)) });
}

/** Throws `platform-mismatch` unless an image's configuration is for the platform. */
export function demandPlatform(
  config: { os?: string; architecture?: string; variant?: string },
  platform: string,
): void {
  const [is, want] = [formatPlatform(config), normalisePlatform(platform)];
  // A configuration often leaves the variant out.
  if (is !== want && !want.startsWith(`${is}/`))
    throw new ImageFault('platform-mismatch', { wanted: want, found: [is] });
}
