import { Problem, type Problems } from '../model/problem.js';
import type { Report } from '../report/events.js';
import { isAsking } from './ask.js';
import { exitNow } from './exit.js';
import { exitCodes } from './options.js';

/** A terminal may send one Ctrl-C twice, to the group and to the process; a person's second one comes later. Milliseconds. */
const echo = 200;

/**
 * First Ctrl-C (or SIGTERM): the run is halted, calls in flight end and are written down. Second: at once. Returns what takes
 * the listeners away again.
 */
export function listenForStop(halt: AbortController, ran: Problems['interrupted'], report: Report): () => void {
  let first: number | undefined;
  const stop = () => {
    const now = performance.now();
    if (first !== undefined) {
      if (now - first > echo) exitNow(exitCodes.interrupted);
      return;
    }
    first = now;
    if (!isAsking()) report({ type: 'stopping' });
    halt.abort(new Problem('interrupted', ran));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
