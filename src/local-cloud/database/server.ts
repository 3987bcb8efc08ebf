import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A real database server: a program of this machine, or of an image. */
export interface DatabaseServer {
  /** What is started, for messages. */
  readonly command: string;
  readonly flavour: 'MariaDB' | 'MySQL';
  /** As shown to people, e.g. `MariaDB 10.11.14`. */
  readonly software: string;
  /** Runs the server, or the program that makes MariaDB's tables, on an instance's folder to its end. Rejects when it fails. */
  run(program: 'server' | 'installer', options: readonly string[], folder: string): Promise<void>;
  /** Starts the server on an instance's folder; its output goes to the open file `log`. */
  spawn(options: readonly string[], folder: string, log: number): Promise<ChildProcess>;
  /** Asks one that was started to end, ends it when it does not within 15 seconds, and waits for that. */
  end(child: ChildProcess, folder: string): Promise<void>;
}

/** Patience with a server that is to end, in seconds. */
export const END_PATIENCE = 15;

/** Where an instance's folder holds the server's own data. */
export const dataOf = (folder: string): string => join(folder, 'data');

/** Reads what a server tells of itself with `--version`; undefined when it is none that we know. */
export function readVersion(said: string): Pick<DatabaseServer, 'flavour' | 'software'> | undefined {
  const version = /Ver (\d+\.\d+\.\d+)/.exec(said)?.[1];
  const flavour = /mariadb/i.test(said) ? 'MariaDB' : 'MySQL';
  return version === undefined ? undefined : { flavour, software: `${flavour} ${version}` };
}
