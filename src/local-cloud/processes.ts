import { execFileSync, type StdioOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that is told from a later one with the same number by its start time. */
export interface ProcessMark {
  readonly pid: number;
  /** As the system writes it; absent when it could not be asked. */
  readonly started?: string;
}

/** The fields of /proc/<pid>/stat that follow the command's name (proc(5), from field 3 on); undefined without such a process. */
export function readStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** What `ps` prints for one process, trimmed; the same whatever language and time zone the caller has; undefined when there is none. */
export function askPs(pid: number, ...fields: readonly string[]): string | undefined {
  try {
    const format = fields.flatMap((field) => ['-o', `${field}=`]);
    const stdio: StdioOptions = ['ignore', 'pipe', 'ignore'];
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    return execFileSync('ps', [...format, '-p', String(pid)], { encoding: 'utf8', stdio, env }).trim() || undefined;
  } catch {
    return undefined;
  }
}

const startOf = (pid: number): string | undefined =>
  process.platform === 'linux' ? readStat(pid)?.[19] : askPs(pid, 'lstart');

/** Marks a living process. */
export function markProcess(pid: number): ProcessMark {
  const started = startOf(pid);
  return { pid, ...(started !== undefined && { started }) };
}

/** Whether that very process still lives; one that has ended and was not yet collected does not. */
export function isAlive({ pid, started }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (readStat(pid)?.[0] === 'Z') return false;
  return started === undefined || started === startOf(pid);
}

/** Sends a signal to a process group; nothing when it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
