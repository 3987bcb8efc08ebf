import type { Clock } from '../model/clock.js';
import type { Words } from '../text/words.js';
import type { Report } from './events.js';
import { createJsonReporter } from './json.js';
import { createLinesReporter } from './lines.js';
import { createSpinnerReporter } from './spinner.js';

/** Takes events and shows them. */
export interface Reporter {
  readonly report: Report;
  /** Takes what is live off the screen. Events that come later are shown all the same. */
  close(): void;
}

/** Where a reporter writes and how. */
export interface ReporterOptions {
  readonly words: Words;
  readonly stderr: NodeJS.WritableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly color: boolean;
  /** The width of the terminal now. */
  readonly columns: () => number;
  readonly clock: Clock;
  /** Keeps the lines of a build on the screen. */
  readonly verbose?: boolean;
}

export type ReporterKind = 'spinner' | 'lines' | 'json' | 'silent';

/** Makes a reporter: a live one for a terminal, plain lines for logs, JSON lines on stdout for programs, or none. */
export function createReporter({ kind, ...options }: ReporterOptions & { readonly kind: ReporterKind }): Reporter {
  switch (kind) {
    case 'spinner':
      return createSpinnerReporter(options);
    case 'lines':
      return createLinesReporter(options);
    case 'json':
      return createJsonReporter(options);
    case 'silent':
      return { report: () => {}, close: () => {} };
  }
}
