import { spawn } from 'node:child_process';
import type { TaskSpec } from '../data-plane.js';
import type { Address } from '../database/address.js';
import { signalGroup } from '../processes.js';
import { type Probe, wordsOf } from './health.js';
import { type Launch, planWords, type UnpackedImage } from './launch.js';
import type { ProcessBook } from './leftovers.js';

const ownHost =
  /(\/\/)?(?<![\w.-])(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?:([: ])(\d+|\$\{?PORT\}?))?(?![\w.:-])/g;

/**
 * Words that name the container's own port on its own loopback, with the place where the task really listens: as a process of
 * this machine it has no loopback of its own.
 */
export function atPlace(word: string, containerPort: number, { address, port }: Address): string {
  return word.replace(ownHost, (found, scheme = '', between = ':', named?: string) => {
    const isOwn =
      named === undefined ? scheme && containerPort === 80 : named.startsWith('$') || Number(named) === containerPort;
    return isOwn ? `${scheme}${address}${between}${port}` : found;
  });
}

function runProbe(
  { file, args, folder, environment }: Launch,
  signal: AbortSignal,
  note: (pid: number) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: folder, env: environment, detached: true, stdio: 'ignore' });
    const kill = () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL');
    signal.addEventListener('abort', kill, { once: true });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => {
      signal.removeEventListener('abort', kill);
      kill();
      resolve(code === 0);
    });
    if (child.pid !== undefined) note(child.pid);
  });
}

/** Runs the check of a task's container as another process of this machine, with the task's environment and in its folder. */
export function createProbe(
  launch: Launch,
  image: UnpackedImage,
  { taskArn, port, healthCheck }: TaskSpec,
  place: Address,
  book: ProcessBook,
): Probe {
  const [program = '', ...args] = wordsOf(healthCheck?.command ?? []).map((word) => atPlace(word, port, place));
  const name = `${taskArn}-check`;
  return async (signal) => {
    try {
      const words = planWords(program, args, image, launch.folder);
      return await runProbe({ ...launch, ...words }, signal, (pid) => book.write(name, pid));
    } catch {
      // A program that the image does not hold tells of no health, as in a container.
      return false;
    } finally {
      book.erase(name);
    }
  };
}
