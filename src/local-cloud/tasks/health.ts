import type { ContainerCheckSpec, ContainerHealth } from '../data-plane.js';

/** Runs the command of a check once: whether it ended well before the signal, on which it is given up. */
export type Probe = (signal: AbortSignal) => Promise<boolean>;

/** What the checks of a container have shown so far. */
export interface HealthWatch {
  read(): ContainerHealth;
  /** No further checks; one that runs is given up. */
  end(): void;
}

/** The words that a check runs: those after `CMD`, or a shell's after `CMD-SHELL`. */
export const wordsOf = ([kind, ...words]: readonly string[]): readonly string[] =>
  kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;

/** Checks a container from now on, one interval after another, as Docker does. `now` in milliseconds. */
export function watchHealth(check: ContainerCheckSpec, probe: Probe, now: () => number): HealthWatch {
  const began = now();
  let isOver = false;
  let present = new AbortController();
  let health: ContainerHealth = 'UNKNOWN';
  let failures = 0;
  let timer: NodeJS.Timeout;

  async function run(): Promise<void> {
    const spared = now() < began + check.startPeriod * 1000;
    const own = new AbortController();
    present = own;
    const limit = setTimeout(() => own.abort(), check.timeout * 1000);
    const isWell = await probe(own.signal).catch(() => false);
    clearTimeout(limit);
    if (isOver) return;
    if (isWell) {
      failures = 0;
      health = 'HEALTHY';
    } else if (!spared || health !== 'UNKNOWN') {
      failures += 1;
      if (failures >= check.retries) health = 'UNHEALTHY';
    }
    wait();
  }

  function wait(): void {
    timer = setTimeout(() => void run(), check.interval * 1000);
    timer.unref();
  }

  wait();
  return {
    read: () => health,
    end() {
      isOver = true;
      clearTimeout(timer);
      present.abort();
    },
  };
}
