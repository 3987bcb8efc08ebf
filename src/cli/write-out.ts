import { writeFile } from 'node:fs/promises';
import { fail } from '../model/problem.js';

/** Writes what a command hands out to the file of `--out`; `out-not-writable` when it cannot. */
export async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    fail('out-not-writable', { file, reason: code ?? message }, error);
  }
}
