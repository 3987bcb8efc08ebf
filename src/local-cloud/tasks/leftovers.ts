import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../database/running.js';
import { isAlive, markProcess, type ProcessMark, signalGroup } from '../processes.js';

/** Remembers which processes run, so that those of a killed daemon are found by the next one. */
export interface ProcessBook {
  write(taskArn: string, pid: number): void;
  erase(taskArn: string): void;
  /** Kills what an earlier daemon left behind; returns how many there were. */
  killLeftovers(): number;
}

/** A book with one file per task. */
export function createProcessBook(folder: string): ProcessBook {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (taskArn: string) =>
    join(folder, `${createHash('sha256').update(taskArn).digest('hex').slice(0, 32)}.json`);
  return {
    write: (taskArn, pid) => writeFileSync(fileOf(taskArn), JSON.stringify(markProcess(pid)), { mode: 0o600 }),
    erase: (taskArn) => rmSync(fileOf(taskArn), { force: true }),
    killLeftovers() {
      let killed = 0;
      for (const file of readdirSync(folder)) {
        const mark = readRecord<ProcessMark>(join(folder, file));
        if (mark && isAlive(mark)) {
          signalGroup(mark.pid, 'SIGKILL');
          killed += 1;
        }
        rmSync(join(folder, file), { force: true });
      }
      return killed;
    },
  };
}
