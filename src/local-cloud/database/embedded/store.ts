import { EventEmitter, once } from 'node:events';
import { rmSync } from 'node:fs';
import sqlite from 'node-sqlite3-wasm';
import { refuse, SqlError } from './errors.js';
import { declareTable, findColumn, quote, type TableDefinition, type Value } from './tables.js';
import type { Command } from './translate.js';

/** Tables and rows in one SQLite file, with one writer at a time. */
export type Store = ReturnType<typeof openStore>;

// SQLite's messages, with MySQL's number, state and words for them.
const known: readonly [RegExp, number, string, string][] = [
  [/^cannot store .*\.(.*)$|^datatype mismatch/, 1366, 'HY000', "Incorrect integer value for column '$1'"],
  [/^NOT NULL .*\.(.*)$/, 1048, '23000', "Column '$1' cannot be null"],
  [/values for|values were|same number of/, 1136, '21S01', "Column count doesn't match value count at row 1"],
  [/^misuse of aggregate/, 1111, 'HY000', 'Invalid use of group function'],
  [/^no such column: (.*)/, 1054, '42S22', "Unknown column '$1' in 'field list'"],
  [/syntax error|incomplete input|wrong number of/, 1064, '42000', 'You have an error in your SQL syntax'],
];

type Row = Readonly<Record<string, Value>>;

/** Gives an error of SQLite MySQL's number and words. */
function translateError(error: unknown, tables: ReadonlyMap<string, TableDefinition>): SqlError {
  if (error instanceof SqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const [, errno, sqlState, words] = /^CHECK constraint failed: (\d+) (\w+) (.*)/.exec(message) ?? [];
  if (errno) return new SqlError(Number(errno), sqlState!, words!);
  const [, table, column] = /^UNIQUE constraint failed: (.*)\.(.*)$/.exec(message) ?? [];
  if (table && column) {
    const key = findColumn(tables.get(table), column)?.key === 'PRI' ? 'PRIMARY' : column;
    return new SqlError(1062, '23000', `Duplicate entry for key '${table}.${key}'`);
  }
  for (const [pattern, number, state, text] of known) {
    const found = pattern.exec(message);
    if (found)
      return new SqlError(
        number,
        state,
        text.replace('$1', () => found[1] ?? ''),
      );
  }
  return new SqlError(1105, 'HY000', `The embedded database could not do it: ${message.slice(0, 200)}`);
}

/** Opens the file, or makes it. A waiter for another's transaction is sent off with 1205 after `lockWait` milliseconds. */
export function openStore(file: string, lockWait: number) {
  // A killed process leaves its lock, a folder, behind; the file is ours alone.
  rmSync(`${file}.lock`, { recursive: true, force: true });
  const db = new sqlite.Database(file);
  db.exec(
    'PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY',
  );
  db.exec('CREATE TABLE IF NOT EXISTS `#tables` (name TEXT PRIMARY KEY, definition TEXT)');
  const tables = new Map<string, TableDefinition>();
  for (const { name, definition } of db.all('SELECT * FROM `#tables`'))
    tables.set(String(name), JSON.parse(String(definition)));
  let holder: object | undefined;
  const lock = new EventEmitter().setMaxListeners(0);

  /** Does the work as soon as no other owner has a transaction open. No pause may lie between the last look and the work. */
  const inTurn = async <T>(owner: object, work: () => T): Promise<T> => {
    for (let signal: AbortSignal | undefined; holder && holder !== owner; ) {
      signal ??= AbortSignal.timeout(lockWait);
      await once(lock, 'free', { signal }).catch(() => {
        throw new SqlError(1205, 'HY000', 'Lock wait timeout exceeded; try restarting transaction');
      });
    }
    try {
      return work();
    } catch (error) {
      throw translateError(error, tables);
    }
  };
  const bind = (args: readonly Value[]): Value[] => {
    if (args.some((value) => typeof value === 'string' && value.includes('\0')))
      throw refuse('zero characters in texts');
    return [...args];
  };
  /** Makes a table, or drops it when there is no definition; nothing when another was faster. */
  const define = (owner: object, name: string, table?: TableDefinition): Promise<void> =>
    inTurn(owner, () => {
      if (tables.has(name) === (table !== undefined)) return;
      try {
        db.exec(`BEGIN; ${table ? declareTable(table) : `DROP TABLE ${quote(name)}`}`);
        if (table) db.run('INSERT INTO `#tables` VALUES (?, ?)', [name, JSON.stringify(table)]);
        else db.run('DELETE FROM `#tables` WHERE name = ?', [name]);
        db.exec('COMMIT');
        if (table) tables.set(name, table);
        else tables.delete(name);
      } finally {
        if (db.inTransaction) db.exec('ROLLBACK');
      }
    });
  return {
    tables,
    define,
    /** Rows as objects by column name. */
    read: (owner: object, { sql, args }: Command) => inTurn(owner, () => db.all(sql, bind(args)) as Row[]),
    /** Writes all rows of the statement or none; with `keep` the owner's transaction stays open until `finish`. */
    write: (owner: object, { sql, args }: Command, keep: boolean) =>
      inTurn(owner, () => {
        if (keep && holder !== owner) db.exec('BEGIN IMMEDIATE');
        if (keep) holder = owner;
        return db.run(sql, bind(args));
      }),
    finish(owner: object, verb: 'COMMIT' | 'ROLLBACK'): void {
      if (holder !== owner) return;
      holder = undefined;
      try {
        // SQLite ends a transaction by itself when the disk is full.
        if (db.inTransaction) db.exec(verb);
        else if (verb === 'COMMIT') throw new SqlError(1180, 'HY000', 'Got error during COMMIT: it was rolled back');
      } finally {
        lock.emit('free');
      }
    },
    close(): void {
      holder = undefined;
      lock.emit('free');
      if (db.isOpen) db.close();
    },
  };
}
