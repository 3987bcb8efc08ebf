import { type Probe, wordsOf } from '../health.js';
import type { Docker } from './docker.js';

/**
 * Runs the check of a container inside it. Docker has no way to end what it runs there: a check that takes too long is waited for,
 * and until it has ended the next ones fail without being run.
 */
export function createContainerProbe(docker: Docker, name: string, command: readonly string[]): Probe {
  let isHanging = false;

  async function run(): Promise<boolean> {
    const child = await docker.follow(['exec', name, ...wordsOf(command)], 'ignore');
    return await new Promise((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
  }

  return async (signal) => {
    if (isHanging) return false;
    isHanging = true;
    const ended = run().finally(() => {
      isHanging = false;
    });
    const late = new Promise<boolean>((resolve) => {
      signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    return await Promise.race([ended, late]);
  };
}
