import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ImageFault } from './fault.js';
import { indexTar } from './tar-index.js';

/** Where on this machine the bytes of a file lie. */
export interface Place {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

/** Files of an image, in a folder or within a tar; a missing one throws `image-invalid`. */
export interface Files {
  has(name: string): Promise<boolean>;
  read(name: string): Promise<Buffer>;
  place(name: string): Promise<Place>;
  open(name: string, start?: number): Readable;
}

/** The largest document (manifest, configuration) that is read into memory, in bytes. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024;

/** Opens a folder or a tar. Throws `image-not-found`. */
export async function openFiles(path: string): Promise<Files> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ImageFault('image-not-found', { path });
  return found.isDirectory() ? openFolder(path) : openTar(path);
}

function openFolder(folder: string): Files {
  const at = (name: string) => {
    if (name.split('/').includes('..')) throw new ImageFault('image-invalid', { file: name });
    return join(folder, name);
  };
  const place = async (name: string): Promise<Place> => {
    const { size } = await stat(at(name)).catch(() => missing(name));
    return { path: at(name), start: 0, size };
  };
  return {
    has: async (name) => (await stat(at(name)).catch(() => undefined)) !== undefined,
    place,
    async read(name) {
      if ((await place(name)).size > LARGEST_DOCUMENT) throw new ImageFault('image-invalid', { file: name });
      return readFile(at(name));
    },
    open: (name, start = 0) => createReadStream(at(name), { start, highWaterMark: 256 * 1024 }),
  };
}

async function openTar(path: string): Promise<Files> {
  const spans = await indexTar(path).catch((cause: unknown) => {
    throw new ImageFault('image-invalid', { path }, { cause });
  });
  const get = (name: string) => spans.get(name) ?? missing(name);
  const open = (name: string, from = 0) => {
    const { start, size } = get(name);
    if (from >= size) return Readable.from([]);
    return createReadStream(path, { start: start + from, end: start + size - 1, highWaterMark: 256 * 1024 });
  };
  return {
    has: async (name) => spans.has(name),
    place: async (name) => ({ path, ...get(name) }),
    async read(name) {
      if (get(name).size > LARGEST_DOCUMENT) throw new ImageFault('image-invalid', { file: name });
      return Buffer.concat((await open(name).toArray()) as Buffer[]);
    },
    open,
  };
}

function missing(file: string): never {
  throw new ImageFault('image-invalid', { missing: file });
}
