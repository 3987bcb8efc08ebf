import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is to go. */
export interface Temporary {
  readonly path: string;
  remove(): Promise<void>;
}

const PREFIX = 'meibo-infra-';

/** Folders that stand now; they go also when the process ends without a word. */
const standing = new Set<string>();
let watching = false;

/** Makes a folder of mode 0700 that goes with the process at the latest; what a killed process left is swept up on the way. */
export async function makeTemporary(what: 'docker' | 'git' | 'image'): Promise<Temporary> {
  if (!watching) {
    watching = true;
    process.on('exit', () => {
      for (const path of standing) rmSync(path, { recursive: true, force: true });
    });
    await sweep();
  }
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${what}-${process.pid}-`));
  standing.add(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true });
      standing.delete(path);
    },
  };
}

/** Lends a folder for the time of some work. */
export async function withTemporary<T>(
  what: Parameters<typeof makeTemporary>[0],
  work: (path: string) => Promise<T>,
): Promise<T> {
  const { path, remove } = await makeTemporary(what);
  try {
    return await work(path);
  } finally {
    await remove();
  }
}

/** Younger folders are left alone: a process number may mean another one in a container that shares the folder. Milliseconds. */
const YOUNG = 3_600_000;

/** Removes folders whose process is gone; those of others cannot be removed, and need not be. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const [, pid] = /^meibo-infra-(?:docker|git|image)-(\d+)-\w{6}$/.exec(name) ?? [];
    if (!pid || isAlive(Number(pid))) continue;
    const path = join(tmpdir(), name);
    const made = await stat(path).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > YOUNG) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
