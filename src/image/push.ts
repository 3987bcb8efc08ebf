import type { Clock } from '../model/clock.js';
import { ImageFault } from './fault.js';
import type { Blob, OciImage } from './model.js';
import { persist } from './persist.js';
import { type Credentials, openSession, refuse } from './session.js';
import { hasBlob, uploadBlob } from './upload.js';

/** How far a push has come, in bytes of all layers; layers that the registry has already count as done. */
export interface PushProgress {
  readonly done: number;
  readonly total: number;
  /** Layers and the configuration. */
  readonly layers: { readonly done: number; readonly total: number };
}

/** What is pushed where. */
export interface PushOptions {
  readonly source: OciImage;
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
  const blobs = [...new Map([...source.layers, source.config].map((blob) => [blob.digest, blob])).values()];
  const total = blobs.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  let finished = 0;
  const tell = () => onProgress?.({ done, total, layers: { done: finished, total: blobs.length } });
  const onBytes = (bytes: number) => {
    done += bytes;
    tell();
  };

  const put = async (blob: Blob) => {
    if (await persist(() => hasBlob(session, blob.digest), { clock: options.clock, signal })) onBytes(blob.size);
    else await uploadBlob(session, blob, { chunkSize: options.chunkSize, clock: options.clock, signal, onBytes });
    finished++;
    tell();
  };
  const queue = [...blobs];
  const work = async () => {
    for (let blob = queue.shift(); blob; blob = queue.shift()) await put(blob);
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
    const putManifest = async () => {
      const answer = await session.ask(`manifests/${tag}`, {
        method: 'PUT',
        headers: { 'Content-Type': source.mediaType },
        body: source.manifest,
      });
      if (answer.status !== 201 && answer.status !== 200) throw await refuse(session, answer);
      answer.body.resume();
      return answer.headers['docker-content-digest'];
    };
    const stored = await persist(putManifest, { clock: options.clock, signal });
    if (stored !== undefined && stored !== source.digest)
      throw new ImageFault('push-failed', { host: session.host, digest: source.digest, stored: String(stored) });
    return { digest: source.digest };
  } finally {
    session.close();
  }
}
