/** What one header of a tar says, as POSIX (ustar, pax) and GNU write it. */
export interface TarHeader {
  readonly name: string;
  readonly linkname: string;
  /** Bytes of content. */
  readonly size: number;
  /** One letter, as in the standard; `0` for a file. */
  readonly type: string;
}

/** Bytes of a header; content is filled up to a multiple of it. */
export const TAR_BLOCK = 512;

/** Reads a header; undefined for a block of zeros, which ends a tar. Throws when its checksum does not fit. */
export function readTarHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  // The checksum counts itself as spaces.
  const sum = block.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== numberIn(block, 148, 8)) throw new Error('tar: checksum');
  // GNU's own magic ends in a space and has other things where POSIX has the prefix.
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? textIn(block, 345, 155) : '';
  const name = textIn(block, 0, 100);
  return {
    name: prefix ? `${prefix}/${name}` : name,
    linkname: textIn(block, 157, 100),
    size: numberIn(block, 124, 12),
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156]!),
  };
}

/** The records of a pax header: `<length> <key>=<value>\n` each. */
export function readPax(content: Buffer): Readonly<Record<string, string>> {
  const records: Record<string, string> = {};
  for (let at = 0; at < content.length; ) {
    const length = Number.parseInt(content.toString('latin1', at, at + 20), 10);
    if (!(length > 0)) throw new Error('tar: pax');
    const [, key, value] = /^\d+ ([^=]*)=([\s\S]*)\n$/.exec(content.toString('utf8', at, at + length)) ?? [];
    if (key !== undefined && value !== undefined) records[key] = value;
    at += length;
  }
  return records;
}

function textIn(block: Buffer, at: number, length: number): string {
  const end = block.indexOf(0, at);
  return block.toString('utf8', at, end < 0 || end > at + length ? at + length : end);
}

/** Octal digits; a number too large for them is binary, with the first bit set. */
function numberIn(block: Buffer, at: number, length: number): number {
  if (block[at]! & 0x80) return Number(BigInt(`0x${block.toString('hex', at + length - 8, at + length)}`));
  const digits = textIn(block, at, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw new Error('tar: number');
  return Number.parseInt(digits || '0', 8);
}
