import { rmSync } from 'node:fs';
import sqlite from 'node-sqlite3-wasm';
import type { RowWrite } from './changes.js';
import { refuse, SqlError } from './errors.js';
import type { Command } from './expressions.js';
import { findColumn, type TableDefinition } from './tables.js';
import { declareColumn, quote, type Value } from './types.js';

/** Who holds a transaction. Only its identity counts. */
export type Owner = object;

/** Tables and rows in one SQLite file, with one writer at a time. */
export type Store = ReturnType<typeof openStore>;

const numbers: Readonly<Record<string, [string, (column: string) => string]>> = {
  1264: ['22003', (column) => `Out of range value for column '${column}' at row 1`],
  1265: ['01000', (column) => `Data truncated for column '${column}' at row 1`],
  1292: ['22007', (column) => `Incorrect datetime value for column '${column}' at row 1`],
  1366: ['HY000', (column) => `Incorrect integer value for column '${column}' at row 1`],
  1406: ['22001', (column) => `Data too long for column '${column}' at row 1`],
};

/** Gives an error of SQLite MySQL's number and words. */
function translateError(error: unknown, write?: RowWrite): SqlError {
  if (error instanceof SqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, kind, detail = ''] = /^(\w+(?: \w+)?) constraint failed: (.*)$/s.exec(message) ?? [];
  const columns = detail.split(', ').map((name) => name.slice(name.indexOf('.') + 1));
  if (kind === 'UNIQUE' && write) {
    const key = write.table.keys.find((each) => each.columns.join().toLowerCase() === columns.join().toLowerCase());
    const entry = columns
      .map((name) => String(write.given.get(findColumn(write.table, name)?.name ?? '') ?? ''))
      .join('-');
    return new SqlError(
      1062,
      '23000',
      `Duplicate entry '${entry}' for key '${write.table.name}.${key?.name ?? columns[0]}'`,
    );
  }
  if (kind === 'NOT NULL' && write) {
    if (write.given.has(columns[0]!)) return new SqlError(1048, '23000', `Column '${columns[0]}' cannot be null`);
    return new SqlError(1364, 'HY000', `Field '${columns[0]}' doesn't have a default value`);
  }
  const [errno = '', column = ''] = kind === 'CHECK' ? detail.split(':') : [];
  const words = numbers[errno];
  if (words) return new SqlError(Number(errno), words[0], words[1](column));
  if (message === 'datatype mismatch') return new SqlError(1366, 'HY000', 'Incorrect integer value');
  if (message === 'integer overflow') return new SqlError(1690, '22003', 'BIGINT value is out of range');
  if (/misuse of aggregate/.test(message)) return new SqlError(1111, 'HY000', 'Invalid use of group function');
  if (/syntax error|incomplete input|wrong number of arguments/.test(message)) {
    return new SqlError(1064, '42000', `You have an error in your SQL syntax: ${message.slice(0, 120)}`);
  }
  return new SqlError(1105, 'HY000', `The embedded database could not do it: ${message.slice(0, 200)}`);
}

/** Opens the file, or makes it. A waiter for another's transaction is sent off with 1205 after `lockWait` milliseconds. */
export function openStore(file: string, database: string | undefined, lockWait: number) {
  // A killed process leaves its lock, a folder, behind; the file is ours alone.
  rmSync(`${file}.lock`, { recursive: true, force: true });
  const db = new sqlite.Database(file);
  db.exec(
    'PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY',
  );
  db.exec(
    'CREATE TABLE IF NOT EXISTS `#tables` (TABLE_SCHEMA TEXT, TABLE_NAME TEXT PRIMARY KEY, TABLE_TYPE TEXT, ENGINE TEXT, TABLE_ROWS INT, definition TEXT)',
  );
  const load = (): [string, TableDefinition][] =>
    db.all('SELECT definition FROM `#tables` ORDER BY TABLE_NAME').map((row) => {
      const table = JSON.parse(String(row.definition)) as TableDefinition;
      return [table.name, table];
    });
  const tables = new Map(load());
  let holder: Owner | undefined;
  let waiting: (() => void)[] = [];

  const check = (args: readonly Value[]): Value[] => {
    if (args.some((value) => typeof value === 'string' && value.includes('\0')))
      throw refuse('zero characters in texts');
    return [...args];
  };
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  };
  /** Does the work as soon as no other owner has a transaction open. No pause may lie between the last look and the work. */
  const inTurn = async <T>(owner: Owner, work: () => T): Promise<T> => {
    const end = Date.now() + lockWait;
    while (holder && holder !== owner) {
      const left = end - Date.now();
      if (left <= 0) throw new SqlError(1205, 'HY000', 'Lock wait timeout exceeded; try restarting transaction');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    try {
      return work();
    } catch (error) {
      throw translateError(error);
    }
  };
  /** All of it or nothing, inside a transaction or alone. */
  const whole = <T>(work: () => T): T => {
    db.exec('SAVEPOINT `whole`');
    try {
      const result = work();
      db.exec('RELEASE `whole`');
      return result;
    } catch (error) {
      db.exec('ROLLBACK TO `whole`; RELEASE `whole`');
      throw error;
    }
  };
  const change = <T>(owner: Owner, work: () => T, keep = false): Promise<T> =>
    inTurn(owner, () => {
      if (keep && holder !== owner) {
        db.exec('BEGIN IMMEDIATE');
        holder = owner;
      }
      return whole(work);
    });

  return {
    tables,
    /** Rows as objects by column name. */
    read: (owner: Owner, { sql, args }: Command): Promise<Record<string, Value>[]> =>
      inTurn(owner, () => db.all(sql, check(args)) as Record<string, Value>[]),
    /** Writes all rows or none; with `keep` the owner's transaction stays open until `finish`. */
    write(
      owner: Owner,
      rows: readonly RowWrite[],
      keep: boolean,
    ): Promise<{ affected: number; firstId: number | bigint }> {
      return change(
        owner,
        () => {
          let affected = 0;
          let firstId: number | bigint | undefined;
          for (const row of rows) {
            try {
              const done = db.run(row.sql, check(row.args));
              affected += done.changes;
              firstId ??= done.lastInsertRowid;
            } catch (error) {
              throw translateError(error, row);
            }
          }
          return { affected, firstId: firstId ?? 0 };
        },
        keep,
      );
    },
    finish(owner: Owner, verb: 'COMMIT' | 'ROLLBACK'): void {
      if (holder !== owner) return;
      holder = undefined;
      try {
        // SQLite ends a transaction by itself when the disk is full.
        if (db.inTransaction) db.exec(verb);
        else if (verb === 'COMMIT') throw new SqlError(1180, 'HY000', 'Got error during COMMIT: it was rolled back');
      } finally {
        wake();
      }
    },
    holds: (owner: Owner): boolean => holder === owner,
    create: (owner: Owner, table: TableDefinition): Promise<void> =>
      change(owner, () => {
        const clash = [...tables.keys()].find((name) => name.toLowerCase() === table.name.toLowerCase());
        if (clash) throw refuse(`tables whose names differ only in case ('${clash}')`);
        const auto = table.columns.some((column) => column.autoIncrement);
        const keys = table.keys
          .filter((key) => !(auto && key.name === 'PRIMARY'))
          .map((key) => `${key.name === 'PRIMARY' ? 'PRIMARY KEY' : 'UNIQUE'} (${key.columns.map(quote).join(', ')})`);
        db.exec(`CREATE TABLE ${quote(table.name)} (${[...table.columns.map(declareColumn), ...keys].join(', ')})`);
        db.run("INSERT INTO `#tables` VALUES (?, ?, 'BASE TABLE', 'InnoDB', NULL, ?)", [
          database ?? null,
          table.name,
          JSON.stringify(table),
        ]);
        tables.set(table.name, table);
      }),
    drop: (owner: Owner, names: readonly string[]): Promise<void> =>
      change(owner, () => {
        for (const name of names) {
          db.exec(`DROP TABLE ${quote(name)}`);
          db.run('DELETE FROM `#tables` WHERE TABLE_NAME = ?', [name]);
        }
        for (const name of names) tables.delete(name);
      }),
    close(): void {
      holder = undefined;
      wake();
      if (db.isOpen) db.close();
    },
  };
}
