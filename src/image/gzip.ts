import { availableParallelism } from 'node:os';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

/** Bytes that are compressed in one piece. It decides the result, so it is part of every layer's digest. */
const BLOCK = 512 * 1024;

/** As far back as deflate looks. */
const WINDOW = 32 * 1024;

/** Fast, and within a tenth of what the default level makes of an image. */
const LEVEL = 2;

/** A gzip header (RFC 1952) without a time and of no operating system: the same bytes everywhere. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/**
 * Compresses on all processors, block by block: each sees the end of the one before it, so that little is lost, and ends on a
 * byte, so that together they are one ordinary gzip stream. The same content gives the same bytes whatever the machine is doing.
 */
export function compress(source: Readable): Readable {
  return Readable.from(gzip(source), { objectMode: false, highWaterMark: BLOCK });
}

async function* gzip(source: Readable): AsyncGenerator<Buffer> {
  const underWay: Promise<Buffer>[] = [];
  const most = availableParallelism() + 1;
  let before: Buffer = Buffer.alloc(0);
  let checksum = 0;
  let size = 0;
  yield HEADER;
  try {
    for await (const block of blocksOf(source)) {
      checksum = crc32(block, checksum);
      size += block.length;
      const piece = deflate(block, {
        level: LEVEL,
        finishFlush: constants.Z_SYNC_FLUSH,
        ...(before.length > 0 && { dictionary: before }),
      });
      // Whoever stops taking leaves pieces that nobody awaits.
      piece.catch(() => {});
      underWay.push(piece);
      before = block.subarray(-WINDOW);
      if (underWay.length >= most) yield await (underWay.shift() as Promise<Buffer>);
    }
    for (const piece of underWay) yield await piece;
  } finally {
    source.destroy();
  }
  const trailer = Buffer.alloc(10);
  // An empty last block, then the checksum and the size.
  trailer.writeUInt16LE(0x0003, 0);
  trailer.writeUInt32LE(checksum, 2);
  trailer.writeUInt32LE(size % 2 ** 32, 6);
  yield trailer;
}

/** The content in blocks of one size, whatever the sizes it comes in; the last may be shorter. */
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
