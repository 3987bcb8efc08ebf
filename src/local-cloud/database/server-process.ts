import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, type InstalledServer } from './find-server.js';

const run = promisify(execFile);
const pidFile = 'server.pid';

// The servers refuse to run as root unless told so.
const asRoot = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

/** Where an instance's folder holds the server's own data. */
export const dataOf = (folder: string): string => join(folder, 'data');

/** Whether a data folder was prepared to the end. */
export const isPrepared = (data: string): boolean => existsSync(join(data, 'prepared'));

/** Fills an empty data folder with the server's own tables. Takes seconds. */
export async function prepareData(server: InstalledServer, data: string): Promise<void> {
  const limits = { timeout: 120_000, maxBuffer: 16 * 1024 * 1024 };
  if (server.flavour === 'MySQL') {
    await run(server.command, ['--no-defaults', '--initialize-insecure', `--datadir=${data}`, ...asRoot()], limits);
    return;
  }
  const installer = findProgram('mariadb-install-db') ?? findProgram('mysql_install_db');
  if (!installer) throw new Error('mariadb-install-db was not found beside the server');
  const options = [`--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot()];
  await run(installer, ['--no-defaults', ...options], limits);
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ends a server that outlived a killed daemon; a process that only has its number by chance is left alone. */
export async function endOrphan(data: string): Promise<void> {
  const file = join(data, pidFile);
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (!(pid > 1) || !isRunning(pid)) return;
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  if (!stdout.includes(`--datadir=${data}`)) return;
  process.kill(pid, 'SIGTERM');
  for (const end = Date.now() + 15_000; isRunning(pid); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > end) process.kill(pid, 'SIGKILL');
  }
}

/** Starts the server on its data. Its socket's name is relative, since absolute ones may be longer than the system allows. */
export function spawnServer(
  server: InstalledServer,
  where: { data: string; log: string; initFile: string; address: string; port: number },
): ChildProcess {
  const log = openSync(where.log, 'w', 0o600);
  const options = [
    '--no-defaults',
    `--datadir=${where.data}`,
    `--bind-address=${where.address}`,
    `--port=${where.port}`,
    '--socket=server.sock',
    `--pid-file=${join(where.data, pidFile)}`,
    `--init-file=${where.initFile}`,
    '--skip-name-resolve',
    '--skip-log-bin',
    '--loose-mysqlx=OFF', // it would listen on every address
    '--loose-performance-schema=OFF',
    '--innodb-buffer-pool-size=32M',
    '--character-set-server=utf8mb4',
    '--default-time-zone=+00:00',
    '--local-infile=OFF',
    `--secure-file-priv=${where.data}`,
    ...asRoot(),
  ];
  try {
    return spawn(server.command, options, { stdio: ['ignore', log, log], cwd: where.data });
  } finally {
    closeSync(log);
  }
}

/** Asks the server to end, and ends it when it does not within 15 seconds. */
export async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(patience);
}

/** The lines of a server's log that tell why it ended, or nothing. */
export function readReason(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  const errors = lines.filter((line) => line.includes('[ERROR]')).map((line) => line.replace(/^.*\[ERROR\] /, ''));
  return errors.slice(-3).join('; ').slice(0, 400);
}

/** Removes a file that may not be there. */
export const discard = (file: string): void => rmSync(file, { force: true });
