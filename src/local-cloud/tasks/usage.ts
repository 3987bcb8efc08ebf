import { readdirSync, readFileSync } from 'node:fs';
import { askPs, readStat } from '../processes.js';

/** What a task has used since it began. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly bytes: number;
}

/** Linux counts CPU time for programs in hundredths of a second (USER_HZ), pages in 4 KiB on amd64 and arm64. */
const TICKS = 100;
const PAGE = 4096;

/** Seconds that the average looks back. */
const WINDOW = 3;

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function readTree(pid: number): Usage {
  const stat = readStat(pid);
  if (!stat) return { cpuSeconds: 0, bytes: 0 };
  // utime, stime, and the same of children that have ended
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(stat[field]), 0);
  const own = { cpuSeconds: ticks / TICKS, bytes: Number(stat[21]) * PAGE };
  return childrenOf(pid)
    .map(readTree)
    .reduce((a, b) => ({ cpuSeconds: a.cpuSeconds + b.cpuSeconds, bytes: a.bytes + b.bytes }), own);
}

/** `ps` writes CPU time as [[days-]hours:]minutes:seconds and memory in KiB. */
function readPs(pid: number): Usage {
  const [time = '0', kib = '0'] = askPs(pid, 'time', 'rss')?.split(/\s+/) ?? [];
  const cpuSeconds = time.split(/[-:]/).reduce((sum, part, i, { length }) => {
    return sum + Number(part) * [1, 60, 3600, 86_400][length - 1 - i]!;
  }, 0);
  return { cpuSeconds, bytes: Number(kib) * 1024 };
}

/** What a process and its children have used. */
export const readProcess: (pid: number) => Usage = process.platform === 'linux' ? readTree : readPs;

/** Measures one task. */
export interface Meter {
  /** Takes a sample; to be called about once a second. */
  sample(): void;
  /** Percent of the reservation, 100 at most, the CPU as the average of the last three seconds. */
  read(): { readonly cpu: number; readonly memory: number };
}

/**
 * A meter against a reservation: CPU units (1024 = one core) and MiB. A process that is not held to it may use more, but on Fargate
 * it could not, so nothing above 100 is shown.
 */
export function createMeter(
  readUsage: () => Usage,
  reserved: { cpu: number; memory: number },
  now: () => number,
): Meter {
  let samples = [{ at: now(), ...readUsage() }];
  return {
    sample() {
      const at = now();
      samples = [...samples.filter((each) => at - each.at <= WINDOW * 1000), { at, ...readUsage() }];
    },
    read() {
      const [first, last] = [samples[0]!, samples.at(-1)!];
      const seconds = (last.at - first.at) / 1000;
      const cores = seconds > 0 ? Math.max(0, last.cpuSeconds - first.cpuSeconds) / seconds : 0;
      return {
        cpu: Math.min(100, (cores / (reserved.cpu / 1024)) * 100),
        memory: Math.min(100, (last.bytes / (reserved.memory * 1024 * 1024)) * 100),
      };
    },
  };
}
