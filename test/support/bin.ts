import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The program as users start it. */
export const bin = resolve(root, 'bin/meibo-infra.js');

/** What a finished run of a program showed. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Largest resident memory seen, MiB; 0 where the system does not tell. */
  readonly peakMiB: number;
}

/** Runs a program to its end, without a terminal and without standard input. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Finished> {
  return new Promise((done, failed) => {
    const start = performance.now();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let peak = 0;
    const sample = setInterval(() => {
      try {
        const [, kib = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
        peak = Math.max(peak, Number(kib));
      } catch {
        // It has ended, or there is no /proc.
      }
    }, 10);
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', failed);
    child.on('close', (code) => {
      clearInterval(sample);
      done({ code, stdout, stderr, seconds: (performance.now() - start) / 1000, peakMiB: peak / 1024 });
    });
  });
}

/** Runs the built program; the build comes from `npm ci` (its `prepare`) or `npm run build`. */
export function runBin(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Finished> {
  if (!existsSync(resolve(root, 'dist/cli/main.js'))) throw new Error('dist/ is missing: run `npm run build` first');
  return runProgram(process.execPath, [bin, ...args], options);
}
