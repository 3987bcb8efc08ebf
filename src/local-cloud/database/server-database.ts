import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { type Address, findPlace } from './address.js';
import { type Opening, type RunningDatabase, readRecord, writeRecord } from './running.js';
import { type DatabaseServer, dataOf } from './server.js';
import { isPrepared, prepareData, readReason, spawnServer } from './server-options.js';

/** Patience for a server to take connections, in milliseconds. */
const startPatience = 60_000;

/** How many places are tried when others are quicker to take them. */
const MOST_ATTEMPTS = 3;

/** As on RDS: an account of the cloud's own, on whose password only this process knows. */
const admin = 'rdsadmin';

/** What RDS grants its master user: no SUPER, no FILE, nothing on the host. */
const masterRights = [
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES',
  'CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW, CREATE ROUTINE',
  'ALTER ROUTINE, CREATE USER, EVENT, TRIGGER',
].join(', ');

async function reach(place: Address, password: string, ended: Promise<string>): Promise<Connection> {
  let over: string | undefined;
  ended.then((reason) => {
    over = reason;
  });
  for (const end = Date.now() + startPatience; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      return await createConnection({
        host: place.address,
        port: place.port,
        user: admin,
        password,
        connectTimeout: 2000,
      });
    } catch (error) {
      if (over !== undefined) throw new Error(over);
      if (Date.now() > end) throw new Error(`it took no connections within 60 s: ${(error as Error).message}`);
    }
  }
}

interface Launched {
  readonly place: Address;
  readonly child: ChildProcess;
  readonly ended: Promise<string>;
  readonly connection: Connection;
}

/** Starts the server at a free place, at another one when somebody took it in the meantime. */
async function launch(server: DatabaseServer, opening: Opening, initFile: string, secret: string): Promise<Launched> {
  const { folder, places } = opening;
  const log = join(folder, 'server.log');
  for (let attempt = 1; ; attempt += 1) {
    const place = await findPlace(places);
    const child = await spawnServer(server, { folder, log, initFile, ...place });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`${server.command} could not be started: ${error.message}`));
      child.once('exit', (code, signal) =>
        resolve(`${server.software} ended (${signal ?? code}). ${readReason(log)}`.trim()),
      );
    });
    try {
      return { place, child, ended, connection: await reach(place, secret, ended) };
    } catch (error) {
      await server.end(child, folder);
      const next = await findPlace(places);
      const isTaken = next.address !== place.address || next.port !== place.port;
      if (!isTaken || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Removes the accounts that an installation comes with; their hosts differ from one version to the next. */
async function lockOut(connection: Connection): Promise<void> {
  const [rows] = await connection.query("SELECT User AS user, Host AS host FROM mysql.user WHERE User IN ('root', '')");
  for (const { user, host } of rows as { user: string; host: string }[]) {
    await connection.query('DROP USER IF EXISTS ?@?', [user, host]);
  }
}

/** Starts a real server on the instance's data, which it makes when there are none. */
export async function openOnServer(server: DatabaseServer, opening: Opening): Promise<RunningDatabase> {
  const { folder, database } = opening;
  const data = dataOf(folder);
  const accountFile = join(folder, 'account.json');
  const before = readRecord<{ user: string }>(accountFile);
  if (!before && opening.password === undefined)
    throw new Error('there are no data to start it again on, and no password');
  const user = before?.user ?? opening.user;
  if (!isPrepared(data)) {
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { recursive: true, mode: 0o700 });
    await prepareData(server, folder);
    writeFileSync(join(data, 'prepared'), '');
  }
  const secret = randomBytes(24).toString('hex');
  const initFile = join(folder, 'init.sql');
  const own = `'${admin}'@'127.%'`;
  const init = [
    `CREATE USER IF NOT EXISTS ${own} IDENTIFIED BY '${secret}'`,
    `ALTER USER ${own} IDENTIFIED BY '${secret}'`,
    `GRANT ALL PRIVILEGES ON *.* TO ${own} WITH GRANT OPTION`,
    `DROP USER IF EXISTS 'root'@'localhost', 'root'@'127.0.0.1', 'root'@'::1', ''@'localhost'`,
  ];
  writeFileSync(initFile, `${init.join(';\n')};\n`, { mode: 0o600 });
  const { place, child, ended, connection } = await launch(server, opening, initFile, secret).finally(() =>
    rmSync(initFile, { force: true }),
  );
  try {
    const setPassword = (to: Connection, password: string) =>
      to.query('ALTER USER ?@? IDENTIFIED BY ?', [user, '%', password]);
    try {
      await lockOut(connection);
      if (opening.password !== undefined) {
        if (database !== undefined)
          await connection.query('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4', [database]);
        await connection.query('CREATE USER IF NOT EXISTS ?@? IDENTIFIED BY ?', [user, '%', opening.password]);
        await setPassword(connection, opening.password);
        await connection.query(`GRANT ${masterRights} ON *.* TO ?@? WITH GRANT OPTION`, [user, '%']);
        writeRecord(accountFile, { user });
      }
    } finally {
      await connection.end();
    }
    return {
      ...place,
      software: server.software,
      ended,
      changePassword: async (password) => {
        const again = await reach(place, secret, ended);
        await setPassword(again, password).finally(() => again.end());
      },
      stop: () => server.end(child, folder),
    };
  } catch (error) {
    await server.end(child, folder);
    throw error;
  }
}
