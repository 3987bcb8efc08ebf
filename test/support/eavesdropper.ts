import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that was seen of processes and files while it listened: `where` and the bytes. */
export interface Eavesdropper {
  /** What was heard so far, each text once per place. */
  heard(): ReadonlyMap<string, ReadonlySet<string>>;
  stop(): void;
}

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  } catch {
    return [];
  }
}

/** The process and all that came from it, by /proc. */
function family(pid: number): number[] {
  const children = (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);
  return [pid, ...children.flatMap(family)];
}

/** Looks again and again at the arguments of a process and its children, and at every file below the folders. */
export function listen(pid: number, folders: readonly string[], everyMs = 10): Eavesdropper {
  const heard = new Map<string, Set<string>>();
  const note = (where: string, text: string | undefined) => {
    if (text === undefined) return;
    const known = heard.get(where) ?? new Set();
    heard.set(where, known.add(text));
  };
  const look = () => {
    for (const each of family(pid)) note('arguments', read(`/proc/${each}/cmdline`));
    for (const file of folders.flatMap(filesIn)) note(file, read(file));
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    heard: () => heard,
    stop() {
      clearInterval(timer);
      look();
    },
  };
}
