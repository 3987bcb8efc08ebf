import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';

/** Where a file lies inside a tar. */
export interface Span {
  readonly start: number;
  readonly size: number;
}

/** The files of a tar by name, with links within the tar followed. */
export async function indexTar(path: string): Promise<Map<string, Span>> {
  const spans = new Map<string, Span>();
  const links: [string, string][] = [];
  const tar = extract();
  tar.on('entry', (header, stream, next) => {
    const name = header.name.replace(/^\.\//, '');
    // Where the content begins; the types know only `offset`, where the header does.
    const { byteOffset } = header as Header & { byteOffset: number };
    if (header.type === 'file') spans.set(name, { start: byteOffset, size: header.size });
    // Older engines save a layer that occurs twice as a link to its first copy.
    else if ((header.type === 'symlink' || header.type === 'link') && header.linkname) {
      const base = header.type === 'symlink' ? name.slice(0, name.lastIndexOf('/') + 1) : '';
      links.push([name, new URL(base + header.linkname, 'tar:///').pathname.slice(1)]);
    }
    stream.on('end', next);
    stream.resume();
  });
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), tar);
  for (const [name, target] of links) {
    const span = spans.get(target);
    if (span) spans.set(name, span);
  }
  return spans;
}
