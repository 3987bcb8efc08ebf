import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseServer, dataOf } from './server.js';

/** Where the server writes its process number. */
export const pidFileOf = (data: string): string => join(data, 'server.pid');

// The servers refuse to run as root unless told so.
const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

// Servers that share one delete each other's temporary tables when they start.
function temporary(folder: string): string {
  const place = join(folder, 'tmp');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  return `--tmpdir=${place}`;
}

/** Whether a data folder was prepared to the end. */
export const isPrepared = (data: string): boolean => existsSync(join(data, 'prepared'));

/** Fills an instance's empty data folder with the server's own tables. Takes seconds. */
export async function prepareData(server: DatabaseServer, folder: string): Promise<void> {
  const place = ['--no-defaults', `--datadir=${dataOf(folder)}`, temporary(folder), ...asRoot()];
  if (server.flavour === 'MySQL') await server.run('server', [...place, '--initialize-insecure'], folder);
  else await server.run('installer', [...place, '--auth-root-authentication-method=normal', '--skip-test-db'], folder);
}

/** Starts the server on its data. Its socket's name is relative, since absolute ones may be longer than the system allows. */
export async function spawnServer(
  server: DatabaseServer,
  where: { folder: string; log: string; initFile: string; address: string; port: number },
): Promise<ChildProcess> {
  const log = openSync(where.log, 'w', 0o600);
  const data = dataOf(where.folder);
  const options = [
    '--no-defaults',
    `--datadir=${data}`,
    temporary(where.folder),
    `--bind-address=${where.address}`,
    `--port=${where.port}`,
    '--socket=server.sock',
    `--pid-file=${pidFileOf(data)}`,
    `--init-file=${where.initFile}`,
    '--skip-name-resolve',
    '--skip-log-bin',
    '--loose-mysqlx=OFF', // it would listen on every address
    '--loose-performance-schema=OFF',
    '--innodb-buffer-pool-size=32M',
    '--character-set-server=utf8mb4',
    '--default-time-zone=+00:00',
    '--local-infile=OFF',
    `--secure-file-priv=${data}`,
    ...asRoot(),
  ];
  try {
    return await server.spawn(options, where.folder, log);
  } finally {
    closeSync(log);
  }
}

/** The lines of a server's log that tell why it ended, or nothing. */
export function readReason(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  const errors = lines.filter((line) => line.includes('[ERROR]')).map((line) => line.replace(/^.*\[ERROR\] /, ''));
  return errors.slice(-3).join('; ').slice(0, 400);
}
