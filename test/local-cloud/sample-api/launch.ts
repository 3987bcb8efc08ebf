import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Compiles the sample API alone, as the build does, to a place from which it finds mysql2; answers with the program's path. */
export function buildSampleApi(): { program: string; remove: () => void } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'sample-api-'));
  const program = join(folder, 'local-cloud', 'sample-api', 'main.js');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: join(root, 'src'), outDir: folder, typeRoots: [join(root, 'node_modules/@types')] },
    include: [],
    files: [join(root, 'src/local-cloud/sample-api/main.ts')],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'pipe' });
  return { program, remove: () => rmSync(dirname(dirname(dirname(program))), { recursive: true, force: true }) };
}

/** A running sample API. */
export interface Launched {
  readonly child: ChildProcess;
  /** All that it wrote, parsed. */
  readonly lines: Record<string, unknown>[];
  /** Resolves with its address when it listens, rejects when it ends before. */
  readonly listening: Promise<string>;
  readonly exited: Promise<number | null>;
}

/** Starts the program with only this environment. */
export function launch(program: string, env: Record<string, string>): Launched {
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: Record<string, unknown>[] = [];
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  let rest = '';
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      for (const part of parts) {
        const line = JSON.parse(part) as Record<string, unknown>;
        lines.push(line);
        const { address, port } = (line.address ?? {}) as { address?: string; port?: number };
        if (line.message === 'listening') resolve(`http://${address}:${port}`);
      }
    });
    exited.then((code) => reject(new Error(`it ended with ${code}: ${JSON.stringify(lines)}`)));
  });
  listening.catch(() => {});
  child.stderr!.setEncoding('utf8').on('data', (text: string) => lines.push({ stderr: text }));
  return { child, lines, listening, exited };
}
