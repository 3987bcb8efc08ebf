import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** This machine's node as files that run in any Linux container: where each lies here, and where it is looked for. */
export interface HostNode {
  readonly program: string;
  readonly libraries: readonly { readonly from: string; readonly to: string }[];
}

/** Finds node and the libraries that it is linked against (`ldd`); Linux only. A node without any has none. */
export async function findHostNode(): Promise<HostNode> {
  const program = realpathSync(process.execPath);
  // ldd ends with 1 for a static program, which is fine.
  const { stdout } = await promisify(execFile)('ldd', [program]).catch(() => ({ stdout: '' }));
  const paths = [...stdout.matchAll(/(?:=> |^\s*)(\/\S+)(?= \(0x)/gm)].map(([, path]) => path!);
  const found = [...new Set(paths)].filter((path) => existsSync(path)).sort();
  return { program, libraries: found.map((to) => ({ from: realpathSync(to), to })) };
}

/** Copies it into a folder that is to be the root of an image; node lies at /usr/local/bin/node there. */
export async function copyHostNode({ program, libraries }: HostNode, root: string): Promise<void> {
  for (const { from, to } of [{ from: program, to: '/usr/local/bin/node' }, ...libraries]) {
    await mkdir(dirname(join(root, to)), { recursive: true });
    await cp(from, join(root, to));
  }
}
