import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram } from '../../image/real-tools.js';

/** The server, and what the script that makes its tables calls. */
const programs = ['mariadbd', 'mariadb-install-db', 'my_print_defaults', 'resolveip'];
const tools = ['sh', 'awk', 'cat', 'chmod', 'chown', 'dirname', 'env', 'find', 'hostname', 'id', 'mkdir', 'rm', 'sed'];

/** The libraries of a program, and the loader. */
function librariesOf(program: string): string[] {
  try {
    return execFileSync('ldd', [program], { stdio: 'pipe' }).toString().match(/\/\S+/g) ?? [];
  } catch {
    return []; // a script
  }
}

/** Makes an image of this machine's MariaDB and nothing else, since no image can be pulled where tests run. */
export async function importDatabaseImage(
  docker: (...args: readonly string[]) => Promise<string>,
  name: string,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'database-image-'));
  const copy = (file: string, to = file) => {
    mkdirSync(join(root, dirname(to)), { recursive: true });
    cpSync(realpathSync(file), join(root, to), { recursive: true });
  };
  try {
    for (const program of [...programs, ...tools]) {
      const file = findProgram(program);
      if (!file) throw new Error(`${program} is not on this machine`);
      copy(file, join(realpathSync(dirname(file)), program));
      for (const library of librariesOf(realpathSync(file))) if (!existsSync(join(root, library))) copy(library);
    }
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
    const shared = readdirSync('/usr/share/mysql').filter((it) => /^(english|charsets|.*\.sql)$/.test(it));
    for (const name of shared) copy(join('/usr/share/mysql', name));
    chmodSync(root, 0o755);
    symlinkSync('usr/bin', join(root, 'bin'));
    for (const folder of ['tmp', 'usr/lib/mysql/plugin'])
      mkdirSync(join(root, folder), { recursive: true, mode: 0o777 });
    const archive = `${root}.tar`;
    execFileSync('tar', ['-C', root, '-cf', archive, '.']);
    await docker('import', archive, name).finally(() => rmSync(archive));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
