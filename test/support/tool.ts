import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bin } from './bin.js';

/** How a process ended and what it wrote. */
export interface ToolEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tool as a process that is under way. */
export interface Tool {
  readonly child: ChildProcess;
  readonly ended: Promise<ToolEnd>;
}

/** Starts the built program and does not wait for it. */
export function startTool(args: readonly string[], options: { cwd: string; env: Record<string, string> }): Tool {
  if (!existsSync(resolve(bin, '../../dist/cli/main.js'))) throw new Error('dist/ is missing: run `npm run build`');
  return startProcess([bin, ...args], options);
}

/** Starts Node with arguments and does not wait for it. */
export function startProcess(args: readonly string[], options: { cwd: string; env: Record<string, string> }): Tool {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const ended = new Promise<ToolEnd>((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Lends a folder with a config for a stack whose image needs no registry. */
export async function makeFolder(name: string, config: Record<string, unknown> = {}) {
  const path = await mkdtemp(join(tmpdir(), 'meibo-proof-'));
  const image = { uri: `127.0.0.1:1/api@sha256:${'a'.repeat(64)}` };
  await writeFile(join(path, 'meibo-infra.config.json'), JSON.stringify({ name, image, ...config }));
  return {
    path,
    state: join(path, '.meibo-infra', `${name}.state.json`),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}
