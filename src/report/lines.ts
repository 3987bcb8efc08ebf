import { follow, liveLine, type Scene } from './live.js';
import type { Reporter, ReporterOptions } from './reporter.js';
import { doingOf, lastingLines, sentenceOf } from './told.js';

/** How long nothing may be said while something is under way; milliseconds. */
const silence = 30_000;

/** Plain lines for logs and CI: what begins, changes and ends, and a sign of life when all is quiet for long. */
export function createLinesReporter(options: Omit<ReporterOptions, 'stdout'>): Reporter {
  const { words, stderr, color, columns, clock, verbose } = options;
  const scene: Scene = new Map();
  let last = clock.elapsed();
  const say = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    last = clock.elapsed();
    stderr.write(`${lines.join('\n')}\n`);
  };
  return {
    report(event) {
      const now = clock.elapsed();
      const changed = follow(scene, event, words, now);
      say(lastingLines(event, { words, color, columns: columns(), verbose }));
      if (event.type === 'resource.start') say([`… ${doingOf(words, event.action, event.whose)}`]);
      else if (event.type === 'resource.late') say([`… ${sentenceOf(event, words)}`]);
      else if (event.type === 'resource.blocked' || event.type === 'url.waiting' || event.type === 'image.progress') {
        if (changed) say([`… ${sentenceOf(event, words)}`]);
      } else if (event.type === 'resource.state' && changed && event.state !== undefined) {
        const it = scene.get(`${event.whose.step}/${event.whose.key}`);
        // A state that has just been said by the start of the work says nothing new.
        if (it && event.seconds > 0) say([`… ${liveLine(it, words, now, Number.POSITIVE_INFINITY)}`]);
      }
      if (scene.size > 0 && clock.elapsed() - last >= silence) {
        const lines = [...scene.values()].map((it) => `    ${liveLine(it, words, now, Number.POSITIVE_INFINITY)}`);
        say([`… ${words.progress.stillGoing(scene.size)}`, ...lines]);
      }
    },
    close: () => {},
  };
}
