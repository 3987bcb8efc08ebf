import { createInterface } from 'node:readline/promises';
import { fail } from '../model/problem.js';

/** Asks on the terminal and returns what was typed. Without a terminal it never hangs: it says that `--yes` is needed. */
export async function ask(question: string, command: string, halt: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) fail('answer-needed', { command });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // readline takes Ctrl-C for itself while it asks.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    return (await terminal.question(question, { signal: halt })).trim();
  } catch (error) {
    if (halt.aborted) throw halt.reason;
    throw error;
  } finally {
    terminal.close();
  }
}
