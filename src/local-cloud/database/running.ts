import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Address } from './address.js';

/** A database that takes connections. */
export interface RunningDatabase extends Address {
  /** As shown to people: `MariaDB 10.11.14`, or that it is the embedded one. */
  readonly software: string;
  /** Resolves with the reason when it ended by itself. */
  readonly ended: Promise<string>;
  changePassword(password: string): Promise<void>;
  /** Ends connections and the server; its data stay. */
  stop(): Promise<void>;
}

/** What is wanted of a database, and where its data live. */
export interface Opening {
  readonly id: string;
  readonly folder: string;
  readonly places: readonly Address[];
  readonly user: string;
  /** Absent when it starts again on its data. */
  readonly password?: string;
  readonly database?: string;
}

/** Reads a JSON file of our own; `undefined` when it is not there or cannot be read. */
export function readRecord<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Writes a JSON file whole or not at all, readable by its owner only. */
export function writeRecord(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
