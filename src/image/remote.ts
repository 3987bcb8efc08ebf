import { PassThrough, pipeline, type Readable } from 'node:stream';
import { ImageFault } from './fault.js';
import type { Blob, Descriptor, OciImage } from './model.js';
import { demandPlatform, formatPlatform } from './platform.js';
import { parseReference } from './reference.js';
import { type Access, fetchChosen, fetchConfig } from './registry-client.js';
import { openSession, refuse, type Session } from './session.js';

/** An image in a registry that can be pushed elsewhere; `close` ends the connections. */
export interface RemoteImage extends OciImage {
  close(): void;
}

/**
 * Opens an image of a registry for one platform; its layers are read only when they are asked for. `mountFor` is the registry
 * that it is meant for: when both are one, its blobs need not travel. The signal counts for the opening only. Throws as `resolveImage` does, and `platform-mismatch`.
 */
export async function openRemote(
  reference: string,
  options: Access & { readonly platform: string; readonly mountFor?: string },
): Promise<RemoteImage> {
  const at = parseReference(reference);
  const { signal, ...access } = options;
  const open = (signal?: AbortSignal) => openSession({ ...access, ...at, scope: 'pull', signal });
  const [looking, session] = [open(signal), open()];
  try {
    const { digest, mediaType, manifest, content } = await fetchChosen(looking, at, options.platform);
    const settings = await fetchConfig(looking, manifest);
    demandPlatform(settings, options.platform);
    const same = options.mountFor !== undefined && new URL(options.mountFor).origin === new URL(at.registry).origin;
    const toBlob = ({ mediaType, digest, size }: Descriptor): Blob => ({
      mediaType,
      digest,
      size,
      ...(same && { mountFrom: at.repository }),
      open: (start = 0) => openBlob(session, digest, start, size),
    });
    return {
      platform: formatPlatform(settings),
      mediaType,
      manifest: content,
      digest,
      config: toBlob(manifest.config!),
      layers: (manifest.layers ?? []).map(toBlob),
      close: session.close,
    };
  } finally {
    looking.close();
  }
}

/** The content of a blob from a byte on, fetched as fast as it is taken. */
function openBlob(session: Session, digest: string, start: number, size: number): Readable {
  const through = new PassThrough({ highWaterMark: 256 * 1024 });
  if (start >= size) return through.end();
  const fill = async () => {
    const headers: Record<string, string> = start > 0 ? { Range: `bytes=${start}-` } : {};
    const answer = await session.ask(`blobs/${digest}`, { headers });
    if (answer.status !== 200 && answer.status !== 206) throw await refuse(session, answer);
    if (start > 0 && answer.status === 200) {
      answer.body.destroy();
      throw new ImageFault('registry-refused', { host: session.host, reason: 'no ranges' });
    }
    pipeline(answer.body, through, () => {});
  };
  fill().catch((error: Error) => through.destroy(error));
  return through;
}
