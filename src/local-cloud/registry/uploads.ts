import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RegistryFault, wrongDigest } from './faults.js';
import type { Store } from './store.js';

interface Upload {
  size: number;
  readonly hash: Hash;
  busy: boolean;
}

/** Blobs on their way in. What arrived before a broken connection stays, also over a restart. */
export interface Uploads {
  begin(repository: string): Promise<string>;
  /** Bytes taken so far. */
  size(repository: string, id: string): Promise<number>;
  /** Takes a stream's bytes at the end, or at `from` if that is the end; answers the new size. */
  append(repository: string, id: string, body: Readable, from?: number): Promise<number>;
  finish(repository: string, id: string, digest: string): Promise<void>;
  cancel(repository: string, id: string): Promise<void>;
}

/** The uploads of a store. */
export function createUploads(store: Store): Uploads {
  const running = new Map<string, Upload>();
  const folderOf = (repository: string) => join(store.uploads, encodeURIComponent(repository));
  const pathOf = (repository: string, id: string) => join(folderOf(repository), id);

  const find = async (repository: string, id: string): Promise<Upload> => {
    store.demand(repository);
    const path = pathOf(repository, id);
    const known = running.get(path);
    if (known) return known;
    const found = /^[0-9a-f-]{36}$/.test(id) ? await stat(path).catch(() => undefined) : undefined;
    if (!found) throw new RegistryFault(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry');
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    const upload = running.get(path) ?? { size: found.size, hash, busy: false };
    running.set(path, upload);
    return upload;
  };

  return {
    async begin(repository) {
      store.demand(repository);
      const id = randomUUID();
      await mkdir(folderOf(repository), { recursive: true });
      await writeFile(pathOf(repository, id), '', { mode: 0o600 });
      running.set(pathOf(repository, id), { size: 0, hash: createHash('sha256'), busy: false });
      return id;
    },
    size: async (repository, id) => (await find(repository, id)).size,
    async append(repository, id, body, from) {
      const upload = await find(repository, id);
      if (upload.busy || (from !== undefined && from !== upload.size))
        throw new RegistryFault(
          416,
          'BLOB_UPLOAD_INVALID',
          'the range does not follow what was taken',
          rangeOf(upload.size),
        );
      upload.busy = true;
      const file = await open(pathOf(repository, id), 'r+');
      try {
        for await (const chunk of body as AsyncIterable<Buffer>) {
          await file.write(chunk, 0, chunk.length, upload.size);
          upload.hash.update(chunk);
          upload.size += chunk.length;
        }
      } finally {
        upload.busy = false;
        await file.close();
      }
      return upload.size;
    },
    async finish(repository, id, digest) {
      const upload = await find(repository, id);
      const found = `sha256:${upload.hash.copy().digest('hex')}`;
      const path = pathOf(repository, id);
      running.delete(path);
      if (found !== digest) {
        await rm(path, { force: true });
        throw wrongDigest(`the content has the digest ${found}, not ${digest}`);
      }
      await rename(path, store.contentPath(digest));
      store.addBlob(repository, digest);
    },
    async cancel(repository, id) {
      await find(repository, id);
      running.delete(pathOf(repository, id));
      await rm(pathOf(repository, id), { force: true });
    },
  };
}

/** The Range header that tells how much of an upload has arrived. */
export function rangeOf(size: number): { Range: string } {
  return { Range: `0-${Math.max(0, size - 1)}` };
}
