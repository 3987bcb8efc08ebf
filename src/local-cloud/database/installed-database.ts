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

/** Removes the accounts that an installation comes with; their hosts differ from one version to the next. */
async function lockOut(connection: Connection): Promise<void> {
  const [rows] = await connection.query("SELECT User AS user, Host AS host FROM mysql.user WHERE User IN ('root', '')");
  for (const { user, host } of rows as { user: string; host: string }[]) {
    await connection.query('DROP USER IF EXISTS ?@?', [user, host]);
  }
}

/** Starts a real server on the instance's data, which it makes when there are none. */
export async function openInstalled(server: DatabaseServer, opening: Opening): Promise<RunningDatabase> {
  const { folder, database } = opening;
  const data = dataOf(folder);
  const accountFile = join(folder, 'account.json');
  const before = readRecord<{ user: string }>(accountFile);
  if (!before && opening.password === undefined)
    throw new Error('there are no data to start it again on, and no password');
  const user = before?.user ?? opening.user;
  await server.endOrphan(folder);
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
  const place = await findPlace(opening.places);
  const log = join(folder, 'server.log');
  const child = await spawnServer(server, { folder, log, initFile, ...place });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${server.command} could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      resolve(`${server.software} ended (${signal ?? code}). ${readReason(log)}`.trim()),
    );
  });
  try {
    const connection = await reach(place, secret, ended);
    rmSync(initFile, { force: true });
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
  } finally {
    rmSync(initFile, { force: true });
  }
}
