import { Problem } from '../model/problem.js';
import type { Report } from '../report/events.js';
import { exitCodes } from './options.js';

/**
 * First Ctrl-C (or SIGTERM): the run is halted, calls in flight end and are written down. Second: at once; the state file is
 * whole at every instant. Returns what takes the listeners away again.
 */
export function listenForStop(halt: AbortController, command: string, report: Report): () => void {
  const stop = () => {
    // Not process.exitCode: the user asked twice, and a call in flight may take its time.
    if (halt.signal.aborted) process.kill(process.pid, 'SIGKILL');
    report({ type: 'stopping' });
    halt.abort(new Problem('interrupted', { command }));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}

export { exitCodes };
