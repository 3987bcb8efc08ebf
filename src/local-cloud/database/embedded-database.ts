import type { Socket } from 'node:net';
import { join } from 'node:path';
import { listenAt, takePlace } from './address.js';
import { type Account, sealAccount } from './embedded/handshake.js';
import { createDatabaseServer, type ServerOptions } from './embedded/server.js';
import { openStore } from './embedded/store.js';
import { type Opening, type RunningDatabase, readRecord, writeRecord } from './running.js';

/** What the embedded database calls itself wherever it shows. */
export const embeddedSoftware = 'embedded (SQLite), approximate';

interface Stored extends Account {
  readonly database?: string;
}

/** Limits that tests set otherwise than the defaults. */
export interface EmbeddedOptions
  extends Partial<Pick<ServerOptions, 'plugin' | 'maxConnections' | 'idleTimeout' | 'loginTimeout'>> {
  /** Milliseconds a statement waits for another's transaction. */
  readonly lockWait?: number;
}

/** Opens the embedded database in this process; rejects when it is to start again on data that are not there. */
export async function openEmbedded(opening: Opening, options: EmbeddedOptions = {}): Promise<RunningDatabase> {
  const { lockWait = 10_000, ...limits } = options;
  const accountFile = join(opening.folder, 'account.json');
  const before = readRecord<Stored>(accountFile);
  if (!before && opening.password === undefined)
    throw new Error('there are no data to start it again on, and no password');
  const database = before ? before.database : opening.database;
  const keep = (user: string, password: string): Stored => {
    const sealed = { ...sealAccount(user, password), database };
    writeRecord(accountFile, sealed);
    return sealed;
  };
  let account: Stored = opening.password === undefined ? before! : keep(before?.user ?? opening.user, opening.password);
  const store = openStore(join(opening.folder, 'data.sqlite'), lockWait);
  const server = createDatabaseServer({ ...limits, store, database, account: () => account });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    const place = await takePlace(opening.places, (at) => listenAt(server, at));
    return {
      ...place,
      software: embeddedSoftware,
      ended: new Promise(() => {}),
      changePassword: async (password) => {
        account = keep(account.user, password);
      },
      stop: async () => {
        const closed = new Promise((resolve) => server.close(resolve));
        for (const socket of sockets) socket.destroy();
        await closed;
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}
