import { createWriteStream, linkSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';

/** A path of the image as a path of this machine; `..` does not lead out. */
export const within = (root: string, path: string): string => join(root, normalize(join(sep, path)));

/** Where an entry goes, provided that no link on the way leads out of the folder. */
function placeOf(root: string, name: string): string {
  const place = within(root, name);
  const parent = dirname(place);
  mkdirSync(parent, { recursive: true });
  const real = realpathSync(parent);
  if (real !== root && !real.startsWith(root + sep)) throw new Error(`the layer leads out of its folder: ${name}`);
  return place;
}

/** A file whose name starts so takes away what lower layers put there (OCI image specification, «Whiteouts»). */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

function remove(place: string): void {
  const name = place.slice(place.lastIndexOf(sep) + 1);
  const folder = dirname(place);
  const gone = name === OPAQUE ? readdirSync(folder) : [name.slice(WHITEOUT.length)];
  for (const each of gone) rmSync(join(folder, each), { recursive: true, force: true });
}

function link(root: string, place: string, { type, linkname }: Header): void {
  const target = linkname ?? '';
  rmSync(place, { recursive: true, force: true });
  if (type === 'link') linkSync(placeOf(root, target), place);
  else symlinkSync(target.startsWith('/') ? relative(dirname(place), within(root, target)) || '.' : target, place);
}

async function write(root: string, header: Header, content: Readable): Promise<void> {
  const place = placeOf(root, header.name);
  if (place.slice(place.lastIndexOf(sep) + 1).startsWith(WHITEOUT)) remove(place);
  else if (header.type === 'directory') mkdirSync(place, { recursive: true });
  else if (header.type === 'symlink' || header.type === 'link') link(root, place, header);
  else if (header.type === 'file' || header.type === 'contiguous-file') {
    rmSync(place, { recursive: true, force: true });
    // 0o600 is added so that the image can be removed and unpacked over again.
    await pipeline(content, createWriteStream(place, { mode: ((header.mode ?? 0o644) & 0o755) | 0o600 }));
  }
  content.resume();
}

/** Unpacks one layer (tar, gzipped or not) over what is in the folder. Devices are left out. */
export async function unpackLayer(root: string, layer: Readable, gzipped: boolean): Promise<void> {
  const entries = extract();
  const folder = realpathSync(root);
  const reading = gzipped ? pipeline(layer, createGunzip(), entries) : pipeline(layer, entries);
  const writing = (async () => {
    for await (const entry of entries) await write(folder, entry.header, entry as unknown as Readable);
  })();
  await Promise.all([reading, writing]);
}
