import type { Clock } from '../model/clock.js';

/** A clock whose time passes only when nothing else happens. */
export interface VirtualClock extends Clock {
  /** Lets time pass, waking who sleeps in the order of their times; resolves when all is quiet at the new time. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  readonly sleepers: number;
}

/** How a virtual clock behaves. */
export interface VirtualClockOptions {
  /** Milliseconds since the epoch at the beginning. */
  readonly start?: number;
  /** Whether sleepers are woken by themselves once all is quiet (the default), or only by `advance`. */
  readonly auto?: boolean;
  /** Called whenever the time has changed, before anyone is woken. */
  readonly onAdvance?: () => void;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** Quiet turns of the event loop that count as idle; promises run dry within one. */
const QUIET_TURNS = 2;

/** Turns that clocks wait for now: two clocks that took each other's for work would wait for ever. */
let turning = 0;

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    turning += 1;
    setImmediate(() => {
      turning -= 1;
      resolve();
    });
  });

/** Work that a quiet turn does not show: files being read (a client reads its configuration on first use), and code that yields by setImmediate. */
function isBusy(): boolean {
  const active = process.getActiveResourcesInfo();
  return (
    active.some((name) => name.startsWith('FSReq')) || active.filter((name) => name === 'Immediate').length > turning
  );
}

/** Makes a virtual clock, for `World.now` and the tool's clock alike. */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const { auto = true, onAdvance } = options;
  let time = options.start ?? Date.UTC(2026, 10, 23);
  let changes = 0;
  let pumping = false;
  const sleepers = new Set<Sleeper>();

  let quieting: Promise<void> | undefined;

  /** Two that waited at once would each take the other's turn for work. */
  function idle(): Promise<void> {
    quieting ??= fallQuiet().finally(() => {
      quieting = undefined;
    });
    return quieting;
  }

  async function fallQuiet(): Promise<void> {
    let seen = changes;
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      await turn();
      if (seen !== changes || isBusy()) quiet = -1;
      seen = changes;
    }
  }

  /** A set keeps the order of arrival, so the first of equals is woken first. */
  function earliest(): Sleeper | undefined {
    let found: Sleeper | undefined;
    for (const sleeper of sleepers) if (!found || sleeper.due < found.due) found = sleeper;
    return found;
  }

  function moveTo(at: number): void {
    if (at <= time) return;
    time = at;
    onAdvance?.();
  }

  function wake(sleeper: Sleeper): void {
    sleepers.delete(sleeper);
    moveTo(sleeper.due);
    sleeper.wake();
  }

  async function pump(): Promise<void> {
    pumping = true;
    while (sleepers.size > 0) {
      await idle();
      const next = earliest();
      if (next) wake(next);
    }
    pumping = false;
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        due: time + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      sleepers.add(sleeper);
      changes += 1;
      if (auto && !pumping) void pump();
    });
  }

  async function advance(ms: number): Promise<void> {
    if (auto) {
      await sleep(ms);
      return idle();
    }
    const end = time + ms;
    for (;;) {
      await idle();
      const next = earliest();
      if (!next || next.due > end) break;
      wake(next);
    }
    moveTo(end);
    await idle();
  }

  return {
    now: () => time,
    elapsed: () => time,
    sleep,
    advance,
    get sleepers() {
      return sleepers.size;
    },
  };
}
