import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import { expect } from 'vitest';
import { type EmbeddedOptions, openEmbedded } from '../../../src/local-cloud/database/embedded-database.js';

export const user = 'meibo';
export const password = 'pässwörd-秘密-32';
export const database = 'meibo';

export const makeFolder = () => mkdtempSync(join(tmpdir(), 'meibo-database-'));
export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true });

/** Opens an embedded database on a free port; `folder` may hold data of an earlier one. */
export async function openForTest(options: EmbeddedOptions = {}, folder = makeFolder(), again = false) {
  const places = [{ address: '127.0.0.1', port: 0 }];
  const opening = { id: 'test', folder, places, user, database, password: again ? undefined : password };
  const running = await openEmbedded(opening, options);
  const connect = (more: ConnectionOptions = {}): Promise<Connection> =>
    createConnection({
      host: running.address,
      port: running.port,
      user,
      password,
      database,
      timezone: 'Z',
      charset: 'utf8mb4',
      ...more,
    });
  return { ...running, folder, connect };
}

/** The errno and SQLSTATE with which a statement is refused. */
export async function refusalOf(work: Promise<unknown>): Promise<{ errno: number; sqlState: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason as { errno: number; sqlState: string; message: string },
  );
  expect(error, 'it was not refused').toBeDefined();
  const { errno, sqlState, message } = error!;
  return { errno, sqlState, message };
}
