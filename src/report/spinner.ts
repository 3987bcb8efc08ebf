import ora, { type Ora } from 'ora';
import { truncateTo } from '../text/width.js';
import { follow, liveLine, type Scene } from './live.js';
import type { Reporter, ReporterOptions } from './reporter.js';
import { lastingLines } from './told.js';

/** The most lines that are live at once; the rest is counted. */
const mostLines = 12;

/** A live view for terminals: one line for each thing under way, finished ones above. */
export function createSpinnerReporter(options: Omit<ReporterOptions, 'stdout'>): Reporter {
  const { words, stderr, color, columns, clock, verbose } = options;
  const scene: Scene = new Map();
  let spinner: Ora | undefined;
  // One column stays free: some terminals wrap a line that fills the last one.
  const width = () => Math.max(20, columns() - 1);
  const live = () => {
    const all = [...scene.values()];
    // What is live must fit on the screen, else it cannot be drawn over.
    const rows = (stderr as Partial<NodeJS.WriteStream>).rows ?? 24;
    const most = Math.max(2, Math.min(mostLines, rows - 3));
    const shown = all.slice(0, all.length > most ? most - 1 : most);
    const now = clock.elapsed();
    const lines = shown.map((it) => `    ${liveLine(it, words, now, width() - 4)}`);
    const rest = all.length - shown.length;
    return ['', ...lines, ...(rest > 0 ? [`    ${words.progress.more(rest)}`] : [])].join('\n');
  };
  const show = () => {
    if (scene.size === 0) return hide();
    const text = truncateTo(words.progress.underWay(scene.size), width() - 4);
    if (spinner) spinner.text = text;
    else {
      spinner = ora({
        stream: stderr as NodeJS.WriteStream,
        // Whoever asked for this kind knows that there is a terminal.
        isEnabled: true,
        // Ctrl-C must reach the process as a signal.
        discardStdin: false,
        text,
        color: color ? 'cyan' : false,
        // Asked anew for each frame, so that the seconds run on between two events.
        suffixText: live,
      });
      spinner.start();
    }
  };
  const hide = () => {
    spinner?.stop();
    spinner = undefined;
  };
  return {
    report(event) {
      follow(scene, event, words, clock.elapsed());
      const lines = lastingLines(event, { words, color, columns: width(), verbose });
      if (lines.length > 0) {
        spinner?.clear();
        stderr.write(`${lines.join('\n')}\n`);
      }
      show();
    },
    close: hide,
  };
}
