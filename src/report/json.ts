import type { Reporter, ReporterOptions } from './reporter.js';

/** One JSON object a line on stdout: the event as it is, and when. */
export function createJsonReporter({ stdout, clock }: Pick<ReporterOptions, 'stdout' | 'clock'>): Reporter {
  return {
    report: (event) => {
      stdout.write(`${JSON.stringify({ time: new Date(clock.now()).toISOString(), ...event })}\n`);
    },
    close: () => {},
  };
}
