import { existsSync } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ssmSlice } from '../services/ssm/store.js';
import type { World } from '../world.js';
import type { Seal } from './seal.js';

/** What a world is made of, as it was kept. */
export interface KeptWorld {
  readonly account: string;
  readonly region: string;
  readonly data: Record<string, object>;
}

/** A kept world cannot be understood, or was sealed with another key. */
export class WorldBroken extends Error {}

/** Reads a kept world; undefined when there is none. Rejects with WorldBroken. */
export async function readWorld(file: string, seal: Seal): Promise<KeptWorld | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(seal.open(text)) as KeptWorld;
  } catch (error) {
    throw new WorldBroken(`${file}: ${(error as Error).message}`);
  }
}

const secretsOf = (world: World): string[] =>
  Object.values(world.of(ssmSlice).parameters).flatMap(({ type, value }) => (type === 'SecureString' ? [value] : []));

async function write(file: string, text: string): Promise<void> {
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

/** Keeps a world on disk. */
export interface Keeper {
  /** Something was certainly changed: it is written at once. */
  touch(): void;
  /** Resolves when all that was touched so far is on disk: nothing that was answered may be lost, whenever the daemon is killed. */
  kept(): Promise<void>;
  /** Writes what is not written yet and ends. */
  close(): Promise<void>;
}

/** Milliseconds between two looks at a world that moves by itself. */
const OFTEN = 500;

/** Looking is put off so that it takes a twentieth of the time at most. */
const SHARE = 20;

/**
 * Writes the world whole and atomically (0600) whenever it has changed: half a second after it moved by itself, at once after a
 * changing call; calls that come meanwhile share the next write. Values of SecureString parameters are sealed.
 */
export function keepWorld(world: World, file: string, seal: Seal, onFault: (error: unknown) => void): Keeper {
  let last = '';
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let touched = 0;
  let written = 0;
  let writing = Promise.resolve();
  let next: Promise<void> | undefined;

  async function look(): Promise<void> {
    clearTimeout(timer);
    const started = performance.now();
    const upTo = touched;
    const text = seal.close(world.save(), secretsOf(world));
    const took = performance.now() - started;
    if (text !== last) {
      last = text;
      await write(file, text).catch((error: unknown) => {
        last = '';
        onFault(error);
      });
    }
    // A disk that does not take it has been told of; nobody is to wait for it for ever.
    written = upTo;
    if (!closed) plan(Math.max(OFTEN, took * SHARE));
  }

  /** One look that begins after the one under way. */
  function save(): Promise<void> {
    next ??= writing.then(() => {
      next = undefined;
      writing = look();
      return writing;
    });
    return next;
  }

  function plan(ms: number): void {
    timer = setTimeout(() => void save(), ms);
  }

  plan(0);
  return {
    touch() {
      touched += 1;
      if (!closed) void save();
    },
    kept: async () => {
      if (written < touched && !closed) await save();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await next;
      await writing;
      if (existsSync(dirname(file))) await look();
    },
  };
}
