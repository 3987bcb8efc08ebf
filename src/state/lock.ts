import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { fail } from '../model/problem.js';

/** Who holds a state file. */
export interface Holder {
  readonly pid: number;
  /** Start time of the process where the system tells it: a pid alone may have been given to another process since. */
  readonly started?: string;
  readonly host: string;
  readonly command: string;
  readonly since: string;
}

/** A lock that is held; `takenOver` names the dead holder it was taken from. */
export interface Lock {
  readonly takenOver?: Holder;
  release(): Promise<void>;
}

/**
 * Takes the lock beside a state file. Fails with `locked` while its holder lives; a dead holder's lock is taken over. On another
 * host a holder cannot be seen, so it counts as alive.
 */
export async function takeLock(file: string, command: string): Promise<Lock> {
  const path = `${file}.lock`;
  const me: Holder = {
    pid: process.pid,
    started: (await statOf(process.pid))?.[19],
    host: hostname(),
    command,
    since: new Date().toISOString(),
  };
  const mine = `${path}.${process.pid}`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch(() => {});
  try {
    await writeFile(mine, JSON.stringify(me), { mode: 0o600 });
  } catch (error) {
    fail('state-not-writable', { file, reason: (error as Error).message }, error);
  }
  let takenOver: Holder | undefined;
  try {
    // A hard link fails when the name exists: the one atomic «create with content» that all file systems have.
    for (;;) {
      try {
        await link(mine, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
          fail('state-not-writable', { file, reason: (error as Error).message }, error);
        }
      }
      const holder = await holderOf(path);
      if (holder && (await isAlive(holder))) fail('locked', { file: path, ...holder });
      takenOver = (await bury(path, mine)) ?? takenOver;
    }
  } finally {
    await rm(mine, { force: true });
  }
  return {
    ...(takenOver && { takenOver }),
    async release() {
      const holder = await holderOf(path);
      if (holder?.pid === me.pid && holder.started === me.started) await rm(path, { force: true });
    },
  };
}

/** Who works on a state file at this moment. */
export async function findHolder(file: string): Promise<Holder | undefined> {
  const holder = await holderOf(`${file}.lock`);
  return holder && (await isAlive(holder)) ? holder : undefined;
}

/**
 * Takes a dead holder's lock away; one at a time, and looked at again by the one whose turn it is: else the second of two that saw
 * the same dead holder would take away the first one's new lock.
 */
async function bury(path: string, mine: string): Promise<Holder | undefined> {
  const turn = `${path}.takeover`;
  try {
    await link(mine, turn);
  } catch {
    const other = await holderOf(turn);
    if (other && !(await isAlive(other))) await rm(turn, { force: true });
    return undefined;
  }
  try {
    const dead = await holderOf(path);
    if (dead && (await isAlive(dead))) return undefined;
    await rm(path, { force: true });
    return dead;
  } finally {
    await rm(turn, { force: true });
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const fields = await statOf(holder.pid);
  // One that has ended and was not collected by its parent holds nothing any more.
  if (fields?.[0] === 'Z') return false;
  return holder.started === undefined || holder.started === fields?.[19];
}

/** The fields of /proc/<pid>/stat from the third on (proc(5)); undefined where there is no /proc. */
async function statOf(pid: number): Promise<string[] | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}
