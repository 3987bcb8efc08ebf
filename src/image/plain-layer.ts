import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createMeter } from './digest.js';
import { ImageFault } from './fault.js';
import type { Files, Place } from './files.js';
import { BLOCK, BLOCKS_HELD, gzip } from './gzip.js';
import { type Blob, MEDIA, type PlainLayer } from './model.js';

/**
 * A layer of an archive that is compressed into a file of its own when it is asked for, unless it is compressed already. Then
 * throws `image-invalid` when the archive is not what it was.
 */
export async function plainLayer(files: Files, name: string, path: string): Promise<PlainLayer> {
  const place = await files.place(name);
  const stamp = await stampOf(place.path);
  let made: Promise<Blob> | undefined;
  const compress = async (signal?: AbortSignal): Promise<Blob> => {
    const blob = await compressOnce(files, name, place, path, signal);
    if ((await stampOf(place.path)) !== stamp) throw new ImageFault('image-invalid', { path: place.path });
    return blob;
  };
  return {
    size: place.size,
    compress(signal) {
      made ??= compress(signal).catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      return made;
    },
  };
}

/** Changes when a file is written to or another one takes its place. */
async function stampOf(path: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(path);
  return `${ino} ${size} ${mtimeMs}`;
}

async function compressOnce(
  files: Files,
  name: string,
  place: Place,
  path: string,
  signal?: AbortSignal,
): Promise<Blob> {
  const [head] = (await files.open(name).take(1).toArray()) as Buffer[];
  if (head?.[0] === 0x1f && head[1] === 0x8b) {
    const meter = createMeter();
    await pipeline(files.open(name), meter.resume(), { signal });
    return { mediaType: MEDIA.layer, ...meter.result(), open: (start) => files.open(name, start) };
  }
  const { digest, size } = await writeCompressed(place, path, signal);
  const openAt = (start = 0) => createReadStream(path, { start, highWaterMark: 256 * 1024 });
  return { mediaType: MEDIA.layer, digest, size, open: openAt };
}

async function writeCompressed(place: Place, path: string, signal?: AbortSignal) {
  const [from, to] = await Promise.all([open(place.path), open(path, 'w', 0o600)]);
  const hash = createHash('sha256');
  let size = 0;
  try {
    let written: Promise<void> = Promise.resolve();
    for await (const piece of gzip(blocksAt(from, place))) {
      signal?.throwIfAborted();
      hash.update(piece);
      size += piece.length;
      // The next piece is awaited while this one is written.
      await written;
      written = to.appendFile(piece);
      written.catch(() => {});
    }
    await written;
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

/** The blocks of a file's part, each read while the one before it is compressed. */
async function* blocksAt(file: FileHandle, { path, start, size }: Place): AsyncGenerator<Buffer> {
  const buffers = Array.from({ length: BLOCKS_HELD + 1 }, () => Buffer.allocUnsafe(Math.min(BLOCK, size)));
  const read = async (index: number): Promise<Buffer> => {
    const at = index * BLOCK;
    const block = buffers[index % buffers.length]!.subarray(0, Math.min(BLOCK, size - at));
    for (let filled = 0; filled < block.length; ) {
      const { bytesRead } = await file.read(block, filled, block.length - filled, start + at + filled);
      if (bytesRead === 0) throw new ImageFault('image-invalid', { path });
      filled += bytesRead;
    }
    return block;
  };
  const count = Math.ceil(size / BLOCK);
  let next = count > 0 ? read(0) : undefined;
  try {
    for (let index = 0; index < count; index++) {
      const block = await next!;
      next = index + 1 < count ? read(index + 1) : undefined;
      yield block;
    }
  } finally {
    // The file is closed after this: what is being read has to end first.
    await next?.catch(() => {});
  }
}
