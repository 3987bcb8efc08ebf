import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Ignore, parseDockerignore } from './dockerignore.js';
import { ImageFault } from './fault.js';

/** What an image is made of. */
export interface ContentSource {
  readonly context: string;
  /** Path of the Dockerfile, relative to the context. */
  readonly dockerfile: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly platform: string;
}

/** Raised when the way of hashing changes, so that old and new tags cannot meet. */
const SCHEME = 'meibo-infra content 1';
const TAG_LENGTH = 32;

/** A tag that changes exactly when what goes into the image does; the same on every machine. Throws `context-missing`, `dockerfile-missing`. */
export async function contentTag(source: ContentSource): Promise<string> {
  const context = resolve(source.context);
  const dockerfile = resolve(context, source.dockerfile);
  if (!(await stat(context).catch(() => undefined))?.isDirectory())
    throw new ImageFault('context-missing', { path: context });
  const recipe = await readFile(dockerfile).catch(() => {
    throw new ImageFault('dockerfile-missing', { path: dockerfile });
  });
  const hash = createHash('sha256');
  note(hash, SCHEME, source.platform);
  for (const [name, value] of Object.entries(source.args ?? {}).sort(([a], [b]) => compare(a, b)))
    note(hash, 'arg', name, value);
  note(hash, 'dockerfile', recipe);
  for (const path of await listContext(context, dockerfile)) await noteFile(hash, context, path);
  return hash.digest('hex').slice(0, TAG_LENGTH);
}

/** The files and links of a build context that Docker would send, sorted, with `/` between the parts. */
export async function listContext(context: string, dockerfile: string): Promise<string[]> {
  // Docker prefers an ignore file that goes with the Dockerfile.
  const rules = await readFile(`${dockerfile}.dockerignore`, 'utf8')
    .catch(() => readFile(join(context, '.dockerignore'), 'utf8'))
    .catch(() => '');
  const paths: string[] = [];
  await walk(context, '', parseDockerignore(rules), paths);
  return paths.sort(compare);
}

async function walk(context: string, folder: string, ignore: Ignore, paths: string[]): Promise<void> {
  for (const entry of await readdir(join(context, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    const excluded = ignore.excludes(path);
    if (entry.isDirectory()) {
      if (!excluded || ignore.mayReinclude(path)) await walk(context, path, ignore, paths);
    } else if (!excluded && (entry.isFile() || entry.isSymbolicLink())) paths.push(path);
  }
}

async function noteFile(hash: Hash, context: string, path: string): Promise<void> {
  const full = join(context, path);
  const found = await lstat(full);
  if (found.isSymbolicLink()) {
    note(hash, 'link', path, (await readlink(full)).replaceAll('\\', '/'));
    return;
  }
  const content = createHash('sha256');
  for await (const chunk of createReadStream(full)) content.update(chunk as Buffer);
  note(hash, found.mode & 0o111 ? 'program' : 'file', path, content.digest());
}

/** Each part goes with its length, so that no two lists of parts look the same. */
function note(hash: Hash, ...parts: readonly (string | Buffer)[]): void {
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
}

/** By bytes: the order must not depend on the machine's language. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
