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

/** Reads a kept world; undefined when there is none. Rejects when it cannot be understood. */
export async function readWorld(file: string, seal: Seal): Promise<KeptWorld | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(seal.open(text)) as KeptWorld;
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
  /** Something was certainly changed: it is written very soon. */
  hurry(): void;
  /** Writes what is not written yet and ends. */
  close(): Promise<void>;
}

/** Milliseconds from a changing call, and between two looks at a world that moves by itself. */
const SOON = 25;
const OFTEN = 500;

/** Looking is put off so that it takes a twentieth of the time at most. */
const SHARE = 20;

/**
 * Writes the world whole and atomically (0600) whenever it has changed: half a second after it moved by itself, at once after a
 * changing call. Values of SecureString parameters are sealed.
 */
export function keepWorld(world: World, file: string, seal: Seal, onFault: (error: unknown) => void): Keeper {
  let last = '';
  let timer: NodeJS.Timeout;
  let due = 0;
  let closed = false;
  let writing = Promise.resolve();

  async function look(): Promise<void> {
    const started = performance.now();
    const text = seal.close(world.save(), secretsOf(world));
    const took = performance.now() - started;
    if (text !== last) {
      last = text;
      await write(file, text).catch((error: unknown) => {
        last = '';
        onFault(error);
      });
    }
    if (!closed) plan(Math.max(OFTEN, took * SHARE));
  }

  function plan(ms: number): void {
    clearTimeout(timer);
    due = performance.now() + ms;
    timer = setTimeout(() => {
      due = Number.POSITIVE_INFINITY;
      writing = look();
    }, ms);
  }

  plan(0);
  return {
    hurry() {
      const soon = performance.now() + SOON;
      // While one is being written, `due` is infinite and the next is planned after it.
      if (!closed && due !== Number.POSITIVE_INFINITY && due > soon) plan(SOON);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await writing;
      if (existsSync(dirname(file))) await look();
    },
  };
}
