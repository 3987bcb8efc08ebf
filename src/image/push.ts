import type { Clock } from '../model/clock.js';
import { ImageFault } from './fault.js';
import type { AnyImage, Blob } from './model.js';
import { persist } from './persist.js';
import { readyLayers, sealed } from './plain-image.js';
import { type Credentials, openSession, refuse } from './session.js';
import { createTally, type PushProgress, type Share } from './tally.js';
import { hasBlob, uploadBlob } from './upload.js';

/** What is pushed where. */
export interface PushOptions {
  readonly source: AnyImage;
  /** `http(s)://host[:port]` */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly credentials?: Credentials;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PushProgress) => void;
  /** Bytes of one PATCH; a whole blob by default. */
  readonly chunkSize?: number;
  readonly clock?: Clock;
}

const PARALLEL = 3;

/**
 * Pushes an image without any engine. Our own, because the kept npm packages for registries pull or sign, and none pushes with
 * resume and constant memory. Throws `registry-refused`, `registry-unreachable` or `push-failed`.
 */
export async function pushImage(options: PushOptions): Promise<{ digest: string }> {
  const { source, tag, onProgress } = options;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const session = openSession({ ...options, scope: 'pull,push', signal });
  const tally = createTally(onProgress ?? (() => {}));
  const layers = readyLayers(source, signal);
  // The configuration first: a registry that lets us not in says so while the first layer is being compressed.
  const queue = [source.config, ...source.layers].map((it, i) => ({
    blob: i === 0 ? Promise.resolve(source.config) : layers[i - 1]!,
    share: tally.enter(it.size, 'compress' in it),
  }));

  const put = async (blob: Blob, { moved }: Share) => {
    const { chunkSize, clock } = options;
    if (await persist(() => hasBlob(session, blob.digest), { clock, signal })) moved(blob.size);
    else await uploadBlob(session, blob, { chunkSize, clock, signal, onBytes: moved });
  };
  const seen = new Set<string>();
  const work = async () => {
    for (let part = queue.shift(); part; part = queue.shift()) {
      const blob = await part.blob;
      const again = seen.has(blob.digest);
      seen.add(blob.digest);
      part.share.weighs(again ? 0 : blob.size);
      if (!again) await put(blob, part.share);
      part.share.finished();
    }
  };
  let first: unknown;
  const guard = (fault: unknown) => {
    first ??= fault;
    stop.abort(fault);
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, () => work().catch(guard)));
    options.signal?.throwIfAborted();
    if (first) throw first;
    const image = sealed(source, await Promise.all(layers));
    const putManifest = async () => {
      const answer = await session.ask(`manifests/${tag}`, {
        method: 'PUT',
        headers: { 'Content-Type': image.mediaType },
        body: image.manifest,
      });
      if (answer.status !== 201 && answer.status !== 200) throw await refuse(session, answer);
      answer.body.resume();
      return answer.headers['docker-content-digest'];
    };
    const stored = await persist(putManifest, { clock: options.clock, signal });
    if (stored !== undefined && stored !== image.digest)
      throw new ImageFault('push-failed', { host: session.host, digest: image.digest, stored: String(stored) });
    return { digest: image.digest };
  } finally {
    // What is being compressed writes to a folder that goes when this is over.
    await Promise.allSettled(layers);
    session.close();
  }
}
