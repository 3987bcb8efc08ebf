import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that has ended: `code` is undefined when it could not be started at all. */
export interface Outcome {
  readonly code: number | undefined;
  readonly output: string;
  /** The last lines of output and errors together, as they came. */
  readonly lastLines: readonly string[];
}

const LINES_KEPT = 20;
const MOST_OUTPUT = 1024 * 1024;

/** Runs a program without a shell; rejects only when the signal is aborted (the program gets SIGTERM). */
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
    const child = spawn(file, args, { env, cwd, signal, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const lastLines: string[] = [];
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lastLines.push(line);
        if (lastLines.length > LINES_KEPT) lastLines.shift();
        if (stream === child.stdout && output.length < MOST_OUTPUT) output += `${line}\n`;
        onLine?.(line);
      });
    }
    let started = true;
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.name !== 'AbortError') started = false;
      if (child.pid === undefined) settle(undefined);
    });
    const settle = (code: number | undefined) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, output, lastLines });
    };
    child.on('close', (code) => settle(started ? (code ?? 1) : undefined));
  });
}
