import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type DatabaseServer, readVersion } from './server.js';
import { createInstalledServer } from './server-process.js';

const run = promisify(execFile);

// Debian puts servers where the PATH of ordinary users does not lead.
const systemFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/usr/local/mysql/bin'];

/** Finds a program on PATH or where servers are installed; `undefined` when there is none. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...systemFolders];
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Finds `mariadbd` or `mysqld` and asks it what it is; `undefined` when there is none that answers. */
export async function findServer(): Promise<DatabaseServer | undefined> {
  for (const name of ['mysqld', 'mariadbd']) {
    const command = findProgram(name);
    if (!command) continue;
    const text = await run(command, ['--no-defaults', '--version'], { timeout: 10_000 }).catch(() => undefined);
    const known = readVersion(text?.stdout ?? '');
    const installer = findProgram('mariadb-install-db') ?? findProgram('mysql_install_db');
    if (known) return createInstalledServer(command, known, installer);
  }
  return undefined;
}
