import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type DatabaseServer, dataOf, END_PATIENCE } from './server.js';
import { pidFileOf } from './server-options.js';

const run = promisify(execFile);

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ends a server that outlived a killed daemon; a process that only has its number by chance is left alone. */
export async function endOrphan(folder: string): Promise<void> {
  const data = dataOf(folder);
  const file = pidFileOf(data);
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (!(pid > 1) || !isRunning(pid)) return;
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  if (!stdout.includes(`--datadir=${data}`)) return;
  process.kill(pid, 'SIGTERM');
  const end = Date.now() + END_PATIENCE * 1000;
  for (; isRunning(pid); await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (Date.now() > end) process.kill(pid, 'SIGKILL');
  }
}

async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), END_PATIENCE * 1000);
  await ended;
  clearTimeout(patience);
}

/** A server that is installed on this machine; `installer` is MariaDB's program that makes its tables. */
export function createInstalledServer(
  command: string,
  known: Pick<DatabaseServer, 'flavour' | 'software'>,
  installer: string | undefined,
): DatabaseServer {
  return {
    command,
    ...known,
    async run(program, options) {
      const file = program === 'server' ? command : installer;
      if (!file) throw new Error('mariadb-install-db was not found beside the server');
      await run(file, [...options], { timeout: 120_000, maxBuffer: 16 * 1024 * 1024 });
    },
    spawn: async (options, folder, log) =>
      spawn(command, options, { stdio: ['ignore', log, log], cwd: dataOf(folder) }),
    end: endServer,
  };
}
