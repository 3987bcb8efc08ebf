import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

/** Bytes that are compressed in one piece. It decides the result, so it is part of every layer's digest. */
export const BLOCK = 512 * 1024;

/** As far back as deflate looks. */
const WINDOW = 32 * 1024;

/** Fast, and within a tenth of what the default level makes of an image; the larger hash table saves a tenth of the time. */
const EFFORT = { level: 2, memLevel: 9 } as const;

/** Most pieces of an image fit in one such buffer: a second one costs another turn through the main thread. */
const OUTPUT = 256 * 1024;

/** Pieces under way at once: one more than there are processors, and one thread of Node's four is left for reading. */
const MOST = Math.min(availableParallelism() + 1, 3);

/** A source of blocks may use a buffer again once it was asked for so many blocks more. */
export const BLOCKS_HELD = MOST + 1;

/** A gzip header (RFC 1952) without a time and of no operating system: the same bytes everywhere. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** Compresses a stream as `gzip` does. */
export function compress(source: Readable): Readable {
  return Readable.from(gzip(blocksOf(source)), { objectMode: false, highWaterMark: BLOCK });
}

/**
 * Compresses blocks of `BLOCK` bytes (the last may be shorter) on all processors: each sees the end of the one before it, so that
 * little is lost, and ends on a byte, so that together they are one ordinary gzip stream. The same content gives the same bytes
 * whatever the machine is doing.
 */
export async function* gzip(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const underWay: Promise<Buffer>[] = [];
  let before: Buffer = Buffer.alloc(0);
  let checksum = 0;
  let size = 0;
  yield HEADER;
  for await (const block of blocks) {
    const piece = deflate(block, {
      ...EFFORT,
      chunkSize: OUTPUT,
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(before.length > 0 && { dictionary: before }),
    });
    // Whoever stops taking leaves pieces that nobody awaits.
    piece.catch(() => {});
    underWay.push(piece);
    checksum = crc32(block, checksum);
    size += block.length;
    before = block.subarray(-WINDOW);
    if (underWay.length >= MOST) yield await (underWay.shift() as Promise<Buffer>);
  }
  for (const piece of underWay) yield await piece;
  const trailer = Buffer.alloc(10);
  // An empty last block, then the checksum and the size.
  trailer.writeUInt16LE(0x0003, 0);
  trailer.writeUInt32LE(checksum, 2);
  trailer.writeUInt32LE(size % 2 ** 32, 6);
  yield trailer;
}

/** The content in blocks of one size, whatever the sizes it comes in. */
async function* blocksOf(source: Readable): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.copy(block, filled, at);
      at += taken;
      filled += taken;
      if (filled < BLOCK) continue;
      yield block;
      block = Buffer.allocUnsafe(BLOCK);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
