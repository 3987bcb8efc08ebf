import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { database, openForTest, password, refusalOf, removeFolder, user } from './open.js';

const persons = `CREATE TABLE IF NOT EXISTS persons (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL, email VARCHAR(255) UNIQUE, note TEXT,
  small TINYINT DEFAULT 3, big BIGINT, ratio DOUBLE, day DATE, created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci`;

let db: Awaited<ReturnType<typeof openForTest>>;
let client: Connection;

beforeAll(async () => {
  db = await openForTest({ lockWait: 300 });
  client = await db.connect({ supportBigNumbers: true, bigNumberStrings: false });
});
afterAll(async () => {
  await client.end();
  await db.stop();
  removeFolder(db.folder);
});

const fresh = async () => {
  await client.query('DROP TABLE IF EXISTS persons');
  await client.query(persons);
};
const run = <T extends RowDataPacket[] | ResultSetHeader>(
  way: 'query' | 'execute',
  sql: string,
  values: unknown[] = [],
) => (way === 'query' ? client.query<T>(sql, values) : client.execute<T>(sql, values as never));
const rowsOf = async (sql: string, values?: unknown[]): Promise<RowDataPacket[]> =>
  (values ? await client.execute<RowDataPacket[]>(sql, values as never) : await client.query<RowDataPacket[]>(sql))[0];

describe('logging in', () => {
  test.each(['caching_sha2_password', 'mysql_native_password'] as const)('%s proves the password', async (plugin) => {
    const own = await openForTest({ plugin });
    try {
      const right = await own.connect();
      expect((await right.query('SELECT CURRENT_USER() AS me'))[0]).toEqual([{ me: `${user}@%` }]);
      await right.end();
      for (const wrong of ['', 'nearly', `${password} `]) {
        const using = wrong ? 'YES' : 'NO';
        expect(await refusalOf(own.connect({ password: wrong }))).toEqual({
          errno: 1045,
          sqlState: '28000',
          message: `Access denied for user 'meibo'@'127.0.0.1' (using password: ${using})`,
        });
      }
      expect(await refusalOf(own.connect({ user: 'root' }))).toMatchObject({ errno: 1045 });
    } finally {
      await own.stop();
      removeFolder(own.folder);
    }
  });

  test('a client that opens with mysql_native_password is taken at its word', async () => {
    // A handler of its own makes mysql2 open with mysql_native_password and wait for the switch.
    const answered: string[] = [];
    const right = await db.connect({
      authPlugins: {
        caching_sha2_password: () => () => {
          answered.push('asked');
          return Buffer.alloc(0);
        },
      },
    } as never);
    expect((await right.query('SELECT 1 AS one'))[0]).toEqual([{ one: 1 }]);
    expect(answered).toEqual([]);
    await right.end();
  });

  test('an unknown database is named', async () => {
    expect(await refusalOf(db.connect({ database: 'nope' }))).toEqual({
      errno: 1049,
      sqlState: '42000',
      message: "Unknown database 'nope'",
    });
  });

  test('a changed password counts for the next login, and no file holds one in plain', async () => {
    const own = await openForTest();
    try {
      await own.changePassword('another-one-0123456789');
      expect(await refusalOf(own.connect())).toMatchObject({ errno: 1045 });
      await (await own.connect({ password: 'another-one-0123456789' })).end();
      for (const name of readdirSync(own.folder).filter((each) => !each.endsWith('.lock'))) {
        const text = readFileSync(join(own.folder, name));
        expect(text.includes(password) || text.includes('another-one'), name).toBe(false);
      }
      expect(statSync(join(own.folder, 'account.json')).mode & 0o777).toBe(0o600);
    } finally {
      await own.stop();
      removeFolder(own.folder);
    }
  });

  test('connections beyond the limit are refused with 1040, and freed ones count again', async () => {
    const own = await openForTest({ maxConnections: 2 });
    try {
      const [first, second] = [await own.connect(), await own.connect()];
      expect(await refusalOf(own.connect())).toMatchObject({ errno: 1040 });
      await second.end();
      await expect
        .poll(async () =>
          own.connect().then(
            (c) => c.end().then(() => true),
            () => false,
          ),
        )
        .toBe(true);
      await first.end();
    } finally {
      await own.stop();
      removeFolder(own.folder);
    }
  });

  test('a silent connection is closed', async () => {
    const own = await openForTest({ idleTimeout: 60 });
    try {
      const silent = await own.connect();
      await new Promise((resolve) => silent.on('error', resolve));
      expect(await refusalOf(silent.query('SELECT 1'))).toBeDefined();
    } finally {
      await own.stop();
      removeFolder(own.folder);
    }
  });
});

describe('values', () => {
  const row = {
    name: '山田太郎🎌',
    email: 'o\'neil\\"x@example.com',
    note: 'line\none\ttwo %_',
    small: -128,
    big: 9223372036854775807n,
    ratio: 0.1,
    day: '2026-11-23',
    created_at: new Date('2026-11-23T01:02:03Z'),
  };
  const names = Object.keys(row).join(', ');
  const expected = { ...row, id: 1, big: '9223372036854775807', day: new Date('2026-11-23T00:00:00Z') };

  test.each(['query', 'execute'] as const)('%s writes and reads every type as it was', async (way) => {
    await fresh();
    const values = Object.values(row).map((value) => (typeof value === 'bigint' ? String(value) : value));
    const [result] = await run<ResultSetHeader>(
      way,
      `INSERT INTO persons (${names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      values as never,
    );
    expect(result).toMatchObject({ affectedRows: 1, insertId: 1 });
    const [rows, fields] = await run<RowDataPacket[]>(way, 'SELECT * FROM persons');
    expect(rows[0]).toEqual(expected);
    expect(fields.map(({ name, columnType }) => [name, columnType])).toEqual([
      ['id', 3],
      ['name', 253],
      ['email', 253],
      ['note', 252],
      ['small', 1],
      ['big', 8],
      ['ratio', 5],
      ['day', 10],
      ['created_at', 7],
    ]);
  });

  test.each(['query', 'execute'] as const)('%s keeps NULL apart from empty', async (way) => {
    await fresh();
    await run<never>(way, 'INSERT INTO persons (name, email, note, small, big) VALUES (?, ?, ?, ?, ?)', [
      '',
      null,
      '',
      null,
      null,
    ]);
    const [rows] = await run<RowDataPacket[]>(way, 'SELECT name, email, note, small, big, day FROM persons');
    expect(rows).toEqual([{ name: '', email: null, note: '', small: null, big: null, day: null }]);
  });

  test('a prepared statement runs again with other types', async () => {
    await fresh();
    const statement = await client.prepare('INSERT INTO persons (name, big) VALUES (?, ?)');
    for (const value of [1, null, '7', -5, 2 ** 40]) await statement.execute(['a', value]);
    await statement.close();
    expect((await rowsOf('SELECT big FROM persons ORDER BY id')).map((r) => r.big)).toEqual([1, null, 7, -5, 2 ** 40]);
  });

  test('a default moment is now, in UTC', async () => {
    await fresh();
    await client.query("INSERT INTO persons (name) VALUES ('a')");
    const [{ created_at }] = (await rowsOf('SELECT created_at FROM persons')) as [RowDataPacket];
    expect(Math.abs(created_at.getTime() - Date.now())).toBeLessThan(5000);
  });

  test('a megabyte of text in parameters is refused by TEXT and does not hurt; 60 KB pass', async () => {
    await fresh();
    const fits = 'あ'.repeat(20_000);
    await client.execute('INSERT INTO persons (name, note) VALUES (?, ?)', ['a', fits]);
    expect((await rowsOf('SELECT note FROM persons'))[0]!.note).toBe(fits);
    const tooLong = client.query('INSERT INTO persons (name, note) VALUES (?, ?)', ['a', 'x'.repeat(3_000_000)]);
    expect(await refusalOf(tooLong)).toMatchObject({ errno: 1406, sqlState: '22001' });
  });
});

describe('what a trainee types', () => {
  test('the answers', async () => {
    await fresh();
    await client.query("INSERT INTO persons (name, email) VALUES ('b', 'b@x'), ('a', 'a@x'), ('山田', NULL)");
    expect(await rowsOf('SHOW DATABASES')).toEqual([{ Database: 'information_schema' }, { Database: 'meibo' }]);
    expect(await rowsOf('show tables;')).toEqual([{ Tables_in_meibo: 'persons' }]);
    const described = await rowsOf('DESCRIBE persons');
    expect(described[0]).toEqual({
      Field: 'id',
      Type: 'int',
      Null: 'NO',
      Key: 'PRI',
      Default: null,
      Extra: 'auto_increment',
    });
    expect(described.map((r) => r.Type)).toEqual([
      'int',
      'varchar(20)',
      'varchar(255)',
      'text',
      'tinyint',
      'bigint',
      'double',
      'date',
      'timestamp',
    ]);
    expect((await rowsOf('SELECT VERSION()'))[0]!['VERSION()']).toMatch(/^8\.4\.\d+-embedded/);
    expect(await rowsOf('SELECT COUNT(*) FROM persons')).toEqual([{ 'COUNT(*)': 3 }]);
    expect(await rowsOf("SELECT p.name AS n FROM meibo.persons p WHERE p.email LIKE '%@X' ORDER BY n LIMIT 1")).toEqual(
      [{ n: 'a' }],
    );
    expect(await rowsOf('SELECT name FROM persons ORDER BY id DESC LIMIT 1, 1 -- the second')).toEqual([{ name: 'a' }]);
    expect(await rowsOf('SELECT * FROM `persons` WHERE id IN (9) /* none */')).toEqual([]);
    expect(await rowsOf('SELECT MAX(name) FROM persons')).toEqual([{ 'MAX(name)': '山田' }]);
    expect(
      (await client.query<ResultSetHeader>("UPDATE persons SET note = 'x' WHERE email IS NOT NULL"))[0].affectedRows,
    ).toBe(2);
    expect((await client.query<ResultSetHeader>('DELETE FROM persons WHERE id > 1'))[0].affectedRows).toBe(2);
    await client.query('SET NAMES utf8mb4');
    await client.query('USE meibo');
    await client.ping();
  });

  test.each<[string, number, string, RegExp]>([
    ['SELECT * FROM nope', 1146, '42S02', /^Table 'meibo\.nope' doesn't exist$/],
    ['SELECT * FROM nope.persons', 1049, '42000', /^Unknown database 'nope'$/],
    ['USE nope', 1049, '42000', /^Unknown database 'nope'$/],
    ['DROP TABLE nope', 1051, '42S02', /^Unknown table 'meibo\.nope'$/],
    ['CREATE TABLE persons (id INT)', 1050, '42S01', /^Table 'persons' already exists$/],
    ['SELECT nope FROM persons', 1054, '42S22', /^Unknown column 'nope' in 'field list'$/],
    ['SELECT id FROM persons WHERE rowid = 1', 1054, '42S22', /^Unknown column 'rowid' in 'where clause'$/],
    [
      "INSERT INTO persons (name, email) VALUES ('z', 'TAKEN@x')",
      1062,
      '23000',
      /^Duplicate entry for key 'persons\.email'$/,
    ],
    ["INSERT INTO persons (id, name) VALUES (1, 'z')", 1062, '23000', /^Duplicate entry for key 'persons\.PRIMARY'$/],
    ["INSERT INTO persons (email) VALUES ('z')", 1048, '23000', /^Column 'name' cannot be null$/],
    ['INSERT INTO persons (name) VALUES (NULL)', 1048, '23000', /^Column 'name' cannot be null$/],
    ["INSERT INTO persons (name) VALUES ('123456789012345678901')", 1406, '22001', /^Data too long for column 'name'/],
    ["INSERT INTO persons (name, small) VALUES ('z', 128)", 1264, '22003', /^Out of range value for column 'small'/],
    ["INSERT INTO persons (name, small) VALUES ('z', 'many')", 1366, 'HY000', /^Incorrect integer value/],
    ["INSERT INTO persons (name, created_at) VALUES ('z', 'today')", 1292, '22007', /^Incorrect datetime value/],
    [
      "INSERT INTO persons (name, note) VALUES ('z')",
      1136,
      '21S01',
      /^Column count doesn't match value count at row 1$/,
    ],
    ['SELECT FROM WHERE', 1064, '42000', /syntax/],
    ["SELECT 'open", 1064, '42000', /syntax/],
    ['SELECT 1; DROP TABLE persons', 1064, '42000', /syntax/],
    ['/* nothing */', 1065, '42000', /^Query was empty$/],
    ['SELECT name, COUNT(*) FROM persons WHERE COUNT(*) > 1', 1111, 'HY000', /group function/],
    ['ALTER TABLE persons ADD x INT', 1235, '42000', /does not support the statement ALTER/],
    ['SELECT * FROM persons a JOIN persons b', 1235, '42000', /does not support more than one table/],
    ['SELECT * FROM persons, persons', 1235, '42000', /does not support more than one table/],
    ['SELECT (SELECT 1)', 1235, '42000', /does not support SELECT here/],
    ['SELECT 1 UNION SELECT 2', 1235, '42000', /does not support UNION/],
    ['SELECT SLEEP(1)', 1235, '42000', /does not support the function SLEEP/],
    ["SELECT load_extension('x')", 1235, '42000', /does not support the function LOAD_EXTENSION/],
    ["SELECT 'a' || 'b'", 1235, '42000', /operator \|\|/],
    ['CREATE DATABASE x', 1235, '42000', /CREATE DATABASE/],
    ['CREATE TABLE t (d DECIMAL(5,2))', 1235, '42000', /column type DECIMAL/],
    ['CREATE TABLE t (id INT, FOREIGN KEY (id) REFERENCES persons(id))', 1235, '42000', /FOREIGN/],
    ["INSERT INTO persons (name) VALUES ('a') ON DUPLICATE KEY UPDATE name = 'b'", 1235, '42000', /ON DUPLICATE/],
    ['ATTACH DATABASE x AS y', 1235, '42000', /statement ATTACH/],
    ['PRAGMA user_version', 1235, '42000', /statement PRAGMA/],
    ['SELECT * FROM `#tables`', 1146, '42S02', /doesn't exist/],
    ['SELECT * FROM sqlite_master', 1146, '42S02', /doesn't exist/],
    ['SET NAMES sjis', 1235, '42000', /character set/],
    ['SHOW GRANTS', 1235, '42000', /SHOW GRANTS/],
    ['DELETE FROM information_schema.tables', 1235, '42000', /information_schema/],
    ['SELECT table_name FROM information_schema.tables', 1235, '42000', /information_schema/],
    ['USE information_schema', 1235, '42000', /information_schema/],
    ['SELECT SUM(id), AVG(id) FROM persons', 1235, '42000', /function SUM/],
    ['SELECT LAST_INSERT_ID()', 1235, '42000', /function LAST_INSERT_ID/],
    ['SELECT 7 / 2', 1235, '42000', /operator \//],
    ['SELECT DISTINCT name FROM persons', 1235, '42000', /DISTINCT/],
    ['SELECT id, id FROM persons', 1235, '42000', /two answer columns of one name/],
    ['SELECT @@hostname', 1235, '42000', /variable @@hostname/],
    ["INSERT INTO persons SET name = 'a'", 1235, '42000', /SET here/],
    ['INSERT INTO persons (name) SELECT name FROM persons', 1235, '42000', /SELECT here/],
    ['DELETE FROM persons LIMIT 1', 1235, '42000', /LIMIT 1/],
    ['UPDATE persons SET name = DEFAULT', 1235, '42000', /DEFAULT here/],
    ['SHOW COLUMNS FROM persons', 1235, '42000', /SHOW COLUMNS/],
    ['SHOW FULL TABLES', 1235, '42000', /SHOW FULL/],
    ['SHOW WARNINGS', 1235, '42000', /SHOW WARNINGS/],
    ['SET autocommit = 0', 1235, '42000', /SET AUTOCOMMIT = 0/],
    ["SET time_zone = '+00:00'", 1235, '42000', /SET TIME_ZONE/],
    ['ROLLBACK TO x', 1235, '42000', /ROLLBACK TO X/],
    ['START TRANSACTION READ ONLY', 1235, '42000', /READ ONLY/],
    ['DROP TABLE persons, other', 1235, '42000', /more than one table/],
    ['CREATE TABLE t (id INT UNSIGNED)', 1235, '42000', /UNSIGNED/],
    ['CREATE TABLE t (a INT, UNIQUE KEY u (a))', 1235, '42000', /UNIQUE in a table/],
    ['CREATE TABLE t (a INT, INDEX (a))', 1235, '42000', /INDEX in a table/],
    ['CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b))', 1235, '42000', /more than one column/],
    ["CREATE TABLE t (a INT COMMENT 'x')", 1235, '42000', /COMMENT/],
    ["INSERT INTO persons (name) VALUES ('a\\0b')", 1235, '42000', /zero characters/],
    ['SELECT persons.rowid FROM persons', 1054, '42S22', /^Unknown column 'rowid'/],
    ['SELECT * FROM sqlite_schema', 1146, '42S02', /doesn't exist/],
    ['CREATE TABLE sqlite_x (a INT)', 1235, '42000', /name 'sqlite_x'/],
    ["INSERT INTO persons (name, day) VALUES ('z', '2026-02-30')", 1292, '22007', /^Incorrect datetime value/],
  ])('%s → %i', async (sql, errno, sqlState, message) => {
    await fresh();
    await client.query("INSERT INTO persons (name, email) VALUES ('taken', 'taken@x')");
    for (const way of ['query', 'execute'] as const) {
      expect(await refusalOf(run(way, sql))).toEqual({ errno, sqlState, message: expect.stringMatching(message) });
    }
    expect(await rowsOf('SELECT id, name FROM persons')).toEqual([{ id: 1, name: 'taken' }]);
  });

  test('a failed row takes the rows before it back', async () => {
    await fresh();
    expect(await refusalOf(client.query("INSERT INTO persons (name) VALUES ('a'), (NULL)"))).toMatchObject({
      errno: 1048,
    });
    expect(await rowsOf('SELECT COUNT(*) c FROM persons')).toEqual([{ c: 0 }]);
  });

  test('without a database there is none to look into', async () => {
    const other = await db.connect({ database: undefined });
    expect(await refusalOf(other.query('SELECT * FROM persons'))).toMatchObject({ errno: 1046, sqlState: '3D000' });
    expect(await refusalOf(other.query('SHOW TABLES'))).toMatchObject({ errno: 1046 });
    await other.changeUser({ user, password, database }).catch((error) => expect(error.errno).toBe(1047));
    other.destroy();
  });
});

describe('transactions', () => {
  test('rollback, commit, and what others see', async () => {
    await fresh();
    const other = await db.connect();
    const count = async (of: Connection) =>
      (await of.query<RowDataPacket[]>('SELECT COUNT(*) AS c FROM persons'))[0][0]!.c;
    await client.beginTransaction();
    await client.query("INSERT INTO persons (name) VALUES ('a')");
    expect(await count(client)).toBe(1);
    expect(await refusalOf(other.query("INSERT INTO persons (name) VALUES ('b')"))).toMatchObject({
      errno: 1205,
      sqlState: 'HY000',
    });
    const waiting = count(other);
    await client.rollback();
    expect(await waiting).toBe(0);
    await client.query('BEGIN');
    await client.query("INSERT INTO persons (name) VALUES ('c')");
    const afterCommit = count(other);
    await client.commit();
    expect(await afterCommit).toBe(1);
    await client.query('SET autocommit = 1');
    await other.end();
  });

  test('a connection that is lost gives its transaction up', async () => {
    await fresh();
    const lost = await db.connect();
    await lost.beginTransaction();
    await lost.query("INSERT INTO persons (name) VALUES ('a')");
    lost.destroy();
    await expect.poll(async () => (await rowsOf('SELECT COUNT(*) AS c FROM persons'))[0]!.c).toBe(0);
    await client.query("INSERT INTO persons (name) VALUES ('b')");
  });

  test('twenty connections at once, text and prepared, each in a transaction', async () => {
    const own = await openForTest();
    try {
      const clients = await Promise.all(Array.from({ length: 20 }, () => own.connect()));
      await clients[0]!.query(persons);
      await Promise.all(
        clients.map(async (each, i) => {
          for (let round = 0; round < 10; round++) {
            await each.beginTransaction();
            const [made] = await each.execute<ResultSetHeader>('INSERT INTO persons (name, big) VALUES (?, ?)', [
              `n${i}`,
              round,
            ]);
            const sent = [0, 1, 2].map((x) =>
              each.query<RowDataPacket[]>(`SELECT ${x} AS x, name FROM persons WHERE id = ${made.insertId}`),
            );
            for (const [x, [rows]] of (await Promise.all(sent)).entries()) expect(rows).toEqual([{ x, name: `n${i}` }]);
            await (round % 2 ? each.commit() : each.rollback());
          }
        }),
      );
      const [rows] = await clients[0]!.query<RowDataPacket[]>('SELECT name, COUNT(*) AS c FROM persons GROUP BY name');
      expect(rows).toHaveLength(20);
      expect(rows.every((each) => each.c === 5)).toBe(true);
      await Promise.all(clients.map((each) => each.end()));
    } finally {
      await own.stop();
      removeFolder(own.folder);
    }
  });
});

test('rows, keys and the account outlive a restart, and a lock that a killed process left', async () => {
  const first = await openForTest();
  const before = await first.connect();
  await before.query(persons);
  await before.query("INSERT INTO persons (name, email) VALUES ('山田太郎', 'y@x')");
  await before.end();
  await first.stop();
  mkdirSync(join(first.folder, 'data.sqlite.lock'));
  const second = await openForTest({}, first.folder, true);
  const after = await second.connect();
  expect((await after.query('SELECT id, name FROM persons'))[0]).toEqual([{ id: 1, name: '山田太郎' }]);
  expect(await refusalOf(after.query("INSERT INTO persons (name, email) VALUES ('z', 'y@x')"))).toMatchObject({
    errno: 1062,
  });
  await after.end();
  await second.stop();
  removeFolder(first.folder);
});
