import type { PushProgress } from './tally.js';

/** Words of progress at most so often, in milliseconds. */
const RHYTHM = 200;

/** Turns each step of a push into a few news a second with the speed of the last seconds; the last one always comes. */
export function paced(
  tell: (news: PushProgress & { readonly speed: number }) => void,
  now: () => number = () => performance.now(),
): (progress: PushProgress) => void {
  const begun = now();
  const seen: { at: number; done: number }[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let over = false;
  return (progress) => {
    const at = now();
    const { layers } = progress;
    const whole = layers.done === layers.total;
    if (over || (!whole && at - last < RHYTHM)) return;
    over = whole;
    last = at;
    seen.push({ at, done: progress.done });
    while (seen.length > 2 && at - (seen[0]?.at ?? at) > WINDOW) seen.shift();
    const from = whole ? { at: begun, done: 0 } : (seen[0] ?? { at, done: 0 });
    const seconds = (at - from.at) / 1000;
    tell({ ...progress, speed: seconds > 0 ? Math.max(0, Math.round((progress.done - from.done) / seconds)) : 0 });
  };
}

/** The speed is that of this time, in milliseconds. */
const WINDOW = 3000;
