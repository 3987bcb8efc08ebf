import { constants } from 'node:fs';
import { access, copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail } from '../model/problem.js';
import {
  type Binding,
  type Entry,
  type Failure,
  type Journal,
  type State,
  stateSchema,
  stateVersion,
} from './schema.js';

/** A journal on disk, and whether it had to be read from its backup. */
export interface OpenedJournal extends Journal {
  readonly fromBackup: boolean;
}

const backupOf = (file: string) => `${file}.backup`;

/**
 * Opens the state file, or starts an empty one in memory; nothing is written before the first entry. Refuses a file that belongs
 * to another account, region, endpoint or stack, one that a newer program wrote, and one that cannot be read when its backup
 * cannot either.
 */
export async function openJournal(
  file: string,
  binding: Binding,
  use: 'look' | 'change' = 'change',
): Promise<OpenedJournal> {
  if (use === 'change') await refuseUnwritable(file);
  const { state, fromBackup } = await readState(file);
  if (state) refuseAnother(file, state, binding);
  // The backup is the state as the last run left it, in case this run's file is damaged from outside.
  if (state && !fromBackup && use === 'change') await copyFile(file, backupOf(file)).catch(() => {});
  const entries = new Map((state?.entries ?? []).map((it) => [`${it.step}/${it.key}`, it]));
  let failure = state?.failure;
  const save = writeBehind(file, () => ({
    version: stateVersion,
    ...binding,
    entries: [...entries.values()],
    ...(failure && { failure }),
  }));
  return {
    fromBackup,
    entries: () => [...entries.values()],
    get: (step, key) => entries.get(`${step}/${key}`),
    put(entry) {
      entries.set(`${entry.step}/${entry.key}`, entry);
      return save();
    },
    drop(step, key) {
      return entries.delete(`${step}/${key}`) ? save() : Promise.resolve();
    },
    failure: () => failure,
    note(it) {
      if (!it && !failure) return Promise.resolve();
      failure = it;
      return save();
    },
  };
}

/**
 * Each call resolves when what was in memory at the time of the call is on disk. Calls that come while a write is under way
 * share the next one.
 */
function writeBehind(file: string, state: () => State): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        running = writeState(file, state());
        return running;
      });
    return next;
  };
}

/** Temporary file, fsync, rename, fsync of the folder: a crash leaves the old state or the new one, never half of one. */
async function writeState(file: string, state: State): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(state, undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    fail('state-not-writable', { file, reason: (error as Error).message }, error);
  }
}

/** Without it a rename can be lost with the power; a file system that cannot sync a folder must not stop the run. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function readState(file: string): Promise<{ state?: State; fromBackup: boolean }> {
  const first = await parseFile(file);
  if (first.state) return { state: first.state, fromBackup: false };
  if (first.absent) return { fromBackup: false };
  const second = await parseFile(backupOf(file));
  if (second.state) return { state: second.state, fromBackup: true };
  return fail('state-unreadable', {
    file,
    reason: first.reason ?? '',
    ...(second.absent ? {} : { backup: backupOf(file) }),
  });
}

async function parseFile(file: string): Promise<{ state?: State; absent?: true; reason?: string }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { absent: true };
    return { reason: (error as Error).message };
  }
  try {
    const json = JSON.parse(text) as { version?: unknown };
    if (typeof json.version === 'number' && json.version > stateVersion)
      fail('state-newer', { file, version: json.version });
    const parsed = stateSchema.safeParse(json);
    if (parsed.success) return { state: parsed.data };
    return { reason: parsed.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`).join('; ') };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { reason: error.message };
  }
}

function refuseAnother(file: string, state: State, binding: Binding): void {
  for (const member of ['account', 'region', 'endpoint', 'stack'] as const) {
    const is = state[member] ?? '';
    const want = binding[member] ?? '';
    if (is !== want) fail('state-of-another', { file, member, is, want });
  }
}

/** A run that could not write down what it makes must not begin. */
async function refuseUnwritable(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    fail('state-not-writable', { file, reason: (error as Error).message }, error);
  }
}

/** A journal that only remembers, for tests and for looks that must leave nothing behind. */
export function memoryJournal(initial: readonly Entry[] = []): Journal {
  const entries = new Map(initial.map((it) => [`${it.step}/${it.key}`, it]));
  let failure: Failure | undefined;
  return {
    entries: () => [...entries.values()],
    get: (step, key) => entries.get(`${step}/${key}`),
    async put(entry) {
      entries.set(`${entry.step}/${entry.key}`, structuredClone(entry));
    },
    async drop(step, key) {
      entries.delete(`${step}/${key}`);
    },
    failure: () => failure,
    async note(it) {
      failure = structuredClone(it);
    },
  };
}
