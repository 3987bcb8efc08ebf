import { type Clock, systemClock } from '../model/clock.js';
import { ImageFault } from './fault.js';

/** Whether a fault may be gone the next time: no connection, too many requests, a fault of the registry's own. */
export function isPassing(fault: unknown): boolean {
  if (!(fault instanceof ImageFault)) return true;
  const status = Number(fault.facts.status ?? 0);
  return fault.code === 'registry-unreachable' || status >= 500 || status === 429 || status === 416;
}

const ATTEMPTS = 3;

/** Asks up to three times while the fault is a passing one; then it is thrown as it is. */
export async function persist<T>(
  ask: () => Promise<T>,
  { clock = systemClock, signal }: { readonly clock?: Clock; readonly signal?: AbortSignal } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (fault) {
      signal?.throwIfAborted();
      if (attempt === ATTEMPTS || !isPassing(fault)) throw fault;
      await clock.sleep(250 * 2 ** attempt, signal);
    }
  }
}
