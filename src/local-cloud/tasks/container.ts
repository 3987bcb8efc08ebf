import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { signalGroup } from '../processes.js';
import type { Launch } from './launch.js';

/** A container that runs as a process group of this machine. */
export interface Container {
  readonly pid: number;
  /** Resolves with the exit code (128 + n after signal n) when it is over and its last line was told. */
  readonly ended: Promise<number>;
  /** SIGTERM to all of it, and SIGKILL after the time. */
  stop(timeoutSeconds: number): void;
}

/** What awslogs cuts a line at, in characters (256 KiB per event). */
const LONGEST_LINE = 256 * 1024;

/** How long the pipes of a process that has ended are listened to, milliseconds: a runaway grandchild may hold them. */
const LAST_WORDS = 500;

/** Tells each line of a stream as soon as it is whole; too long ones are cut. */
export function tellLines(stream: Readable, tell: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) lines.push(rest.slice(0, LONGEST_LINE));
    if (rest.length > LONGEST_LINE) rest = '';
    for (const line of lines) if (line !== '') tell(line);
  });
  stream.on('end', () => {
    if (rest !== '') tell(rest);
    rest = '';
  });
}

const spawned = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => resolve(child.pid!));
  });

/** Starts a container; rejects with the system's error (ENOENT, ENOEXEC, EACCES) when it cannot be executed. */
export async function startContainer(launch: Launch, tell: (line: string) => void): Promise<Container> {
  const { file, args, folder, environment } = launch;
  const child = spawn(file, args, { cwd: folder, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  tellLines(child.stdout, tell);
  tellLines(child.stderr, tell);
  let over = false;
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      over = true;
      const exitCode = code ?? 128 + constants.signals[signal!];
      // The first process of a container takes the others with it.
      if (child.pid) signalGroup(child.pid, 'SIGKILL');
      const timer = setTimeout(resolve, LAST_WORDS, exitCode);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(exitCode);
      });
    });
  });
  const pid = await spawned(child);
  return {
    pid,
    ended,
    stop(timeoutSeconds) {
      if (over) return;
      signalGroup(pid, 'SIGTERM');
      const timer = setTimeout(() => !over && signalGroup(pid, 'SIGKILL'), timeoutSeconds * 1000);
      void ended.then(() => clearTimeout(timer));
    },
  };
}
