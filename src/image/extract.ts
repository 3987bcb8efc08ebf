import { createWriteStream } from 'node:fs';
import { link, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { ImageFault } from './fault.js';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** As many symbolic links as Linux follows. */
const MOST_LINKS = 40;

/** A stream that takes a layer's tar and applies it to a folder: whiteouts remove, and nothing is ever written outside. */
export function extractLayer(root: string): Writable {
  const fresh = new Set<string>();
  const tar = extract();
  tar.on('entry', (header, stream, next) => {
    const ended = new Promise<void>((resolve) => stream.on('end', () => resolve()));
    const take = async () => {
      // tar-stream's streams are streamx's, which Node's pipeline takes all the same.
      await apply(root, header, stream as unknown as Readable, fresh);
      stream.resume();
      await ended;
      next();
    };
    take().catch((error: unknown) => tar.destroy(error as Error));
  });
  return tar as unknown as Writable;
}

/** A name inside a layer as its parts; throws when it climbs out. */
function split(name: string): string[] {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || name.includes('\0') || (process.platform === 'win32' && /[\\:]/.test(name)))
    throw new ImageFault('image-invalid', { entry: name });
  return parts;
}

async function apply(root: string, header: Header, stream: Readable, fresh: Set<string>): Promise<void> {
  const parts = split(header.name);
  const name = parts.pop();
  if (name === undefined) return;
  const folder = join(root, ...(await enter(root, parts)));
  if (name === OPAQUE) {
    for (const old of await readdir(folder))
      if (!fresh.has(join(folder, old))) await rm(join(folder, old), { recursive: true });
    return;
  }
  if (name.startsWith(WHITEOUT)) {
    const [hidden] = split(name.slice(WHITEOUT.length));
    if (hidden) await rm(join(folder, hidden), { recursive: true, force: true });
    return;
  }
  const path = join(folder, name);
  fresh.add(path);
  const old = await lstat(path).catch(() => undefined);
  if (header.type === 'directory') {
    if (old?.isDirectory()) return;
    if (old) await rm(path);
    await mkdir(path);
    return;
  }
  if (old) await rm(path, { recursive: true });
  if (header.type === 'symlink') await symlink(header.linkname, path);
  else if (header.type === 'link') {
    const target = split(header.linkname);
    const last = target.pop() ?? '';
    const source = join(root, ...(await enter(root, target)), last);
    // macOS would follow a symbolic link here, out of the root.
    if ((await lstat(source).catch(() => undefined))?.isSymbolicLink()) await symlink(await readlink(source), path);
    else await link(source, path);
  } else if (header.type === 'file' || header.type === 'contiguous-file') {
    // wx: whatever stood here is gone, and a link that came meanwhile is not followed.
    const mode = (header.mode & 0o777) | 0o600;
    await pipeline(stream, createWriteStream(path, { flags: 'wx', mode }));
  }
  // Devices and pipes are left out: a process of this machine gets none from an image.
}

/**
 * The real folder behind a path of the image, made where it is missing. Symbolic links are followed as if the root were the
 * whole file system, so that no link leads out of it.
 */
async function enter(root: string, path: readonly string[]): Promise<string[]> {
  const ahead = [...path];
  let at: string[] = [];
  for (let links = 0; ahead.length > 0; ) {
    const part = ahead.shift()!;
    if (part === '..') {
      at = at.slice(0, -1);
      continue;
    }
    const full = join(root, ...at, part);
    const found = await lstat(full).catch(() => undefined);
    if (found?.isSymbolicLink()) {
      if (++links > MOST_LINKS) throw new ImageFault('image-invalid', { entry: path.join('/') });
      const target = await readlink(full);
      if (posix.isAbsolute(target)) at = [];
      ahead.unshift(...target.split('/').filter((step) => step !== '' && step !== '.'));
      continue;
    }
    if (found && !found.isDirectory()) throw new ImageFault('image-invalid', { entry: path.join('/') });
    if (!found) await mkdir(full);
    at = [...at, part];
  }
  return at;
}
