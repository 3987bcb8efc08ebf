import { createInterface } from 'node:readline/promises';
import { fail, Problem } from '../model/problem.js';

/** There is one terminal, and so at most one question. */
let asking = false;

/** Whether the run waits for an answer: then nothing is under way. */
export const isAsking = (): boolean => asking;

/**
 * Asks on the terminal and returns what was typed. Without a terminal it never hangs: it says that `--yes` is needed. Interrupted,
 * it tells that nothing was changed: questions come before the first change.
 */
export async function ask(question: string, command: string, halt: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) fail('answer-needed', { command });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // readline takes Ctrl-C for itself while it asks.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  asking = true;
  try {
    return (await terminal.question(question, { signal: halt })).trim();
  } catch (error) {
    if (!halt.aborted) throw error;
    const { reason } = halt;
    if (reason instanceof Problem && reason.code === 'interrupted')
      fail('interrupted', { ...(reason as Problem<'interrupted'>).facts, untouched: true });
    throw reason;
  } finally {
    asking = false;
    terminal.close();
  }
}
