import { type Clock, systemClock } from '../model/clock.js';
import { cut } from './cut.js';
import { ImageFault } from './fault.js';
import type { Answer } from './http.js';
import type { Blob } from './model.js';
import { isPassing } from './persist.js';
import { refuse, type Session } from './session.js';

/** How an upload goes about it. */
export interface UploadOptions {
  /** Bytes of one PATCH; by default a blob goes in one, as Docker does it. */
  readonly chunkSize?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Bytes that have gone out since the last call; negative when they have to go again. */
  readonly onBytes?: (bytes: number) => void;
}

const MOST_FAILURES = 5;

/** Whether the registry has a blob. */
export async function hasBlob(session: Session, digest: string): Promise<boolean> {
  const answer = await session.ask(`blobs/${digest}`, { method: 'HEAD' });
  answer.body.resume();
  if (answer.status === 200) return true;
  if (answer.status === 404) return false;
  throw await refuse(session, answer);
}

/** Uploads a blob; after a broken connection it goes on where the registry says it stopped. Throws `registry-refused` or `push-failed`. */
export async function uploadBlob(session: Session, blob: Blob, options: UploadOptions = {}): Promise<void> {
  const { clock = systemClock, signal, onBytes } = options;
  let place: URL | undefined;
  let offset = 0;
  let counted = 0;
  const count = (bytes: number) => {
    onBytes?.(bytes - counted);
    counted = bytes;
  };
  let furthest = 0;
  let resumed = false;
  for (let failures = 0; ; ) {
    try {
      if (!place) {
        const begun = await begin(session, blob);
        if (begun === 'mounted') return count(blob.size);
        place = begun;
      }
      while (offset < blob.size) {
        const length = Math.min(options.chunkSize ?? blob.size, blob.size - offset);
        const next = await sendPart(session, place, blob, offset, length, count);
        place = next;
        offset += length;
        // Only what was never reached before counts as getting on.
        if (offset > furthest) failures = 0;
        furthest = Math.max(furthest, offset);
      }
      return await finish(session, place, blob.digest);
    } catch (fault) {
      signal?.throwIfAborted();
      const forgotten = place !== undefined && isForgotten(fault, resumed);
      if (!forgotten && !isPassing(fault)) throw fault;
      if (++failures > MOST_FAILURES)
        throw new ImageFault(
          'push-failed',
          { ...saidBy(fault), host: session.host, digest: blob.digest },
          { cause: fault },
        );
      await clock.sleep(200 * 2 ** failures, signal);
      const reached = !forgotten && place && (await askReached(session, place));
      // A registry that has forgotten the upload gets the blob from its beginning.
      offset = reached ? reached.offset : 0;
      place = reached ? reached.place : undefined;
      resumed = offset > 0;
      count(offset);
    }
  }
}

/** What was said at the last attempt. */
function saidBy(fault: unknown): ImageFault['facts'] {
  return fault instanceof ImageFault ? fault.facts : { cause: fault instanceof Error ? fault.message : String(fault) };
}

/**
 * Debian's registry knows nothing of an upload any more whose connection broke within a part (404), and what a dead connection
 * still delivers may get between what came before and after it (400, the digest does not fit).
 */
function isForgotten(fault: unknown, resumed: boolean): boolean {
  if (!(fault instanceof ImageFault)) return false;
  return fault.facts.status === 404 || (resumed && fault.facts.status === 400);
}

/** Where to go on: a registry may name another place after each part, absolute or relative. */
function locate(answer: Answer, before: URL): URL {
  return answer.headers.location === undefined ? before : new URL(answer.headers.location, before);
}

/** Begins an upload; a registry may take the blob over from another of its repositories instead. */
async function begin(session: Session, { digest, mountFrom }: Blob): Promise<URL | 'mounted'> {
  const wish = mountFrom === undefined ? '' : `?${new URLSearchParams({ mount: digest, from: mountFrom })}`;
  const answer = await session.ask(`blobs/uploads/${wish}`, { method: 'POST' });
  if (answer.status !== 202 && (answer.status !== 201 || wish === '')) throw await refuse(session, answer);
  answer.body.resume();
  if (answer.status === 201) return 'mounted';
  if (answer.headers.location === undefined)
    throw new ImageFault('registry-refused', { host: session.host, reason: 'no upload location' });
  return locate(answer, session.registry);
}

async function sendPart(
  session: Session,
  place: URL,
  blob: Blob,
  offset: number,
  length: number,
  count: (bytes: number) => void,
): Promise<URL> {
  const whole = offset === 0 && length === blob.size;
  let sent = 0;
  const open = () => {
    const source = blob.open(offset);
    const part = length < blob.size - offset ? source.pipe(cut(length)) : source;
    part.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      count(offset + sent);
    });
    part.pause();
    return part;
  };
  const answer = await session.ask(place, {
    method: 'PATCH',
    headers: {
      'Content-Type': 'application/octet-stream',
      ...(whole ? {} : { 'Content-Range': `${offset}-${offset + length - 1}` }),
    },
    body: { length, open },
  });
  if (answer.status !== 202 && answer.status !== 204) throw await refuse(session, answer);
  answer.body.resume();
  return locate(answer, place);
}

/** How far an upload has come, as the registry says it; nothing when it does not know. */
async function askReached(session: Session, at: URL): Promise<{ offset: number; place: URL } | undefined> {
  try {
    const answer = await session.ask(at);
    answer.body.resume();
    const last = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers.range ?? '')?.[1];
    if (answer.status !== 204 || last === undefined) return undefined;
    // `0-0` stands for nothing at all as well as for one byte: starting anew is right for both.
    return last === '0' ? undefined : { offset: Number(last) + 1, place: locate(answer, at) };
  } catch (fault) {
    if (fault instanceof ImageFault) return undefined;
    throw fault;
  }
}

async function finish(session: Session, place: URL, digest: string): Promise<void> {
  const url = new URL(place);
  url.searchParams.set('digest', digest);
  const answer = await session.ask(url, { method: 'PUT' });
  if (answer.status !== 201 && answer.status !== 204) throw await refuse(session, answer);
  answer.body.resume();
}
