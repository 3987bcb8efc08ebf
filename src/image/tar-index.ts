import { type FileHandle, open } from 'node:fs/promises';
import { readPax, readTarHeader, TAR_BLOCK, type TarHeader } from './tar-header.js';

/** Where a file lies inside a tar. */
export interface Span {
  readonly start: number;
  readonly size: number;
}

/** Longest name or pax header that is taken, in bytes. */
const LONGEST_EXTRA = 1024 * 1024;

/** The files of a tar by name, with links within the tar followed; goes from header to header and reads no content. */
export async function indexTar(path: string): Promise<Map<string, Span>> {
  const file = await open(path);
  try {
    return await walk(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

async function walk(file: FileHandle, length: number): Promise<Map<string, Span>> {
  const spans = new Map<string, Span>();
  const links: [string, string][] = [];
  let told: Partial<TarHeader> = {};
  for (let at = 0; at < length; ) {
    const header = readTarHeader(await readAt(file, at, TAR_BLOCK));
    if (!header) break;
    const start = at + TAR_BLOCK;
    const extra = isExtra(header.type);
    const { name, linkname, size, type } = extra ? header : { ...header, ...told };
    if (!(size >= 0) || start + size > length) throw new Error('tar: ends early');
    at = start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
    if (extra && size > LONGEST_EXTRA) throw new Error('tar: header too long');
    told = extra ? { ...told, ...extraOf(type, await readAt(file, start, size)) } : {};
    if (extra) continue;
    const clean = name.replace(/^\.\//, '');
    if (type === '0' || type === '7') spans.set(clean, { start, size });
    // Older engines save a layer that occurs twice as a link to its first copy.
    else if (type === '1' || type === '2') links.push([clean, targetOf(clean, linkname, type)]);
  }
  for (const [name, target] of links) {
    const span = spans.get(target);
    if (span) spans.set(name, span);
  }
  return spans;
}

/** A header that only tells about the next one: pax (for one or for all), or GNU's long names. */
const isExtra = (type: string): boolean => 'xgLK'.includes(type);

function extraOf(type: string, content: Buffer): Partial<TarHeader> {
  const text = () => content.toString('utf8').replace(/\0[\s\S]*$/, '');
  if (type === 'L') return { name: text() };
  if (type === 'K') return { linkname: text() };
  if (type === 'g') return {};
  const { path, linkpath, size } = readPax(content);
  return {
    ...(path !== undefined && { name: path }),
    ...(linkpath !== undefined && { linkname: linkpath }),
    ...(size !== undefined && { size: Number(size) }),
  };
}

/** A symbolic link is told from its own folder, a hard one from the root. */
function targetOf(name: string, linkname: string, type: string): string {
  const base = type === '2' ? name.slice(0, name.lastIndexOf('/') + 1) : '';
  return new URL(base + linkname, 'tar:///').pathname.slice(1);
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
  if (bytesRead < length) throw new Error('tar: ends early');
  return buffer;
}
