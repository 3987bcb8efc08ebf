import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

/** A program that has ended: `code` is undefined when it could not be started at all. */
export interface Outcome {
  readonly code: number | undefined;
  readonly output: string;
  /** The last lines of output and errors together, as they came, without colours. */
  readonly lastLines: readonly string[];
}

const LINES_KEPT = 20;
const MOST_OUTPUT = 1024 * 1024;

/** How long a program that was asked to end may take, in milliseconds. */
const GRACE = 3000;

/** Programs that run now; they end with this process, however it ends. */
const running = new Set<ChildProcess>();
let watching = false;

/** Runs a program without a shell; rejects only when the signal is aborted, once the program and all that it started have ended. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly signal?: AbortSignal;
    readonly onLine?: (line: string) => void;
  } = {},
): Promise<Outcome> {
  const { env = process.env, cwd, signal, onLine } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    // A group of its own: so all that it starts can be ended with it, and a Ctrl-C in the terminal reaches us alone.
    const child = spawn(file, args, {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: process.platform !== 'win32',
    });
    keep(child);
    const lastLines: string[] = [];
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (raw) => {
        const line = cleaned(raw);
        if (line.trim() !== '') {
          lastLines.push(line);
          if (lastLines.length > LINES_KEPT) lastLines.shift();
          onLine?.(line);
        }
        if (stream === child.stdout && output.length < MOST_OUTPUT) output += `${raw}\n`;
      });
    }
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      endTree(child, 'SIGTERM');
      grace = setTimeout(() => endTree(child, 'SIGKILL'), GRACE);
    };
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (code: number | undefined) => {
      clearTimeout(grace);
      signal?.removeEventListener('abort', stop);
      running.delete(child);
      // What it left behind in its group holds nothing of ours any more.
      if (signal?.aborted) endTree(child, 'SIGKILL');
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, output, lastLines });
    };
    let started = true;
    child.on('error', () => {
      started = false;
      if (child.pid === undefined) settle(undefined);
    });
    child.on('close', (code) => settle(started ? (code ?? 1) : undefined));
  });
}

function keep(child: ChildProcess): void {
  running.add(child);
  if (watching) return;
  watching = true;
  process.on('exit', () => {
    for (const each of running) endTree(each, 'SIGKILL');
  });
}

/** Signals a program and all that it started. */
function endTree({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
    else process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function cleaned(line: string): string {
  return stripVTControlCharacters(line)
    .replace(/\t/g, '  ')
    .replace(/\p{Cc}/gu, '');
}
