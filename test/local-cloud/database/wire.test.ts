import { createHash } from 'node:crypto';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { database, openForTest, password, removeFolder, user } from './open.js';
import { frame, openRaw, proveNatively, writeLogin } from './raw-client.js';

let db: Awaited<ReturnType<typeof openForTest>>;
let healthy: Connection;

beforeAll(async () => {
  db = await openForTest({ maxConnections: 30, loginTimeout: 300 });
  healthy = await db.connect();
  await healthy.query('CREATE TABLE notes (id INT AUTO_INCREMENT PRIMARY KEY, body TEXT)');
  await healthy.query("INSERT INTO notes (body) VALUES ('kept')");
});
afterAll(async () => {
  await healthy.end();
  await db.stop();
  removeFolder(db.folder);
});

const errnoOf = (payload: Buffer | undefined) => (payload?.[0] === 0xff ? payload.readUInt16LE(1) : undefined);
const open = async () => {
  const raw = await openRaw(db);
  await raw.logIn(user, password);
  return raw;
};
const text = (command: number, sql: string) => frame(Buffer.concat([Buffer.from([command]), Buffer.from(sql)]));
const staysHealthy = async () => {
  await healthy.ping();
  expect((await healthy.query('SELECT body FROM notes'))[0]).toEqual([{ body: 'kept' }]);
};

/** Repeatable noise (mulberry32). */
function seeded(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (top: number) => Math.floor(next() * top);
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));
  return { below, bytes };
}

describe('the handshake', () => {
  test('greets as protocol 10 with a challenge of its own for each', async () => {
    const [one, two] = [await openRaw(db), await openRaw(db)];
    expect(one.greeting[0]).toBe(10);
    expect(one.greeting.toString('latin1')).toContain('caching_sha2_password\0');
    expect(one.nonce).toHaveLength(20);
    expect(one.nonce.equals(two.nonce)).toBe(false);
    one.end();
    two.end();
  });

  test('asks a client with a plugin it does not know to switch, with a fresh challenge', async () => {
    for (const [secret, errno] of [
      [password, undefined],
      ['wrong', 1045],
    ] as const) {
      const raw = await openRaw(db);
      raw.send(frame(writeLogin(user, Buffer.from('x'), 'dialog'), 1));
      const asked = await raw.receive();
      expect(asked?.sequence).toBe(2);
      expect(asked?.payload[0]).toBe(0xfe);
      const name = 'caching_sha2_password\0';
      expect(asked?.payload.subarray(1, 1 + name.length).toString()).toBe(name);
      const nonce = asked!.payload.subarray(1 + name.length, 21 + name.length);
      expect(nonce.equals(raw.nonce)).toBe(false);
      const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
      const first = sha(Buffer.from(secret));
      const mask = sha(sha(first), nonce);
      raw.send(frame(Buffer.from(first.map((byte, i) => byte ^ mask[i]!)), 3));
      const answer = await raw.receive();
      if (errno) expect(errnoOf(answer?.payload)).toBe(errno);
      else expect(answer?.payload).toEqual(Buffer.from([1, 3]));
      raw.end();
    }
  });

  test('a proof for another challenge does not count, nor one without a password', async () => {
    const [earlier, raw, none] = [await openRaw(db), await openRaw(db), await openRaw(db)];
    raw.send(frame(writeLogin(user, proveNatively(password, earlier.nonce)), 1));
    expect(errnoOf((await raw.receive())?.payload)).toBe(1045);
    await raw.closed();
    none.send(frame(writeLogin(user, Buffer.alloc(0)), 1));
    expect(errnoOf((await none.receive())?.payload)).toBe(1045);
    earlier.end();
  });

  test('a client that says nothing is let go', async () => {
    const raw = await openRaw(db);
    await raw.closed();
    await staysHealthy();
  });

  test('a client older than 4.1 gets 1251, a login of 64 KiB and more 1153', async () => {
    const old = await openRaw(db);
    old.send(frame(Buffer.alloc(40), 1));
    expect(errnoOf((await old.receive())?.payload)).toBe(1251);
    const long = await openRaw(db);
    long.send(frame(Buffer.alloc(10), 1, 70_000));
    expect(errnoOf((await long.receive())?.payload)).toBe(1153);
    await long.closed();
  });
});

describe('commands', () => {
  test('a client without the newer end of rows gets EOF packets, all numbered in order', async () => {
    const raw = await open();
    raw.send(text(3, 'SELECT 1, NULL'));
    const packets = [];
    for (let i = 0; i < 6; i++) packets.push((await raw.receive())!);
    expect(packets.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(packets.map(({ payload }) => payload[0])).toEqual([2, 3, 3, 0xfe, 1, 0xfe]);
    expect(packets[4]!.payload).toEqual(Buffer.from([1, 0x31, 0xfb]));
    raw.end();
  });

  test('what an OK packet tells is led by its length, as C clients read it', async () => {
    const raw = await open();
    raw.send(text(2, database));
    await raw.receive();
    raw.send(text(3, 'CREATE TABLE IF NOT EXISTS told (id INT AUTO_INCREMENT PRIMARY KEY, n INT)'));
    await raw.receive();
    raw.send(text(3, 'INSERT INTO told (n) VALUES (1), (2)'));
    const info = 'Records: 2  Duplicates: 0  Warnings: 0';
    const numbers = [0, 2, 1, 2, 0, 0, 0, info.length];
    expect((await raw.receive())?.payload).toEqual(Buffer.concat([Buffer.from(numbers), Buffer.from(info)]));
    raw.end();
  });

  test('commands sent in one go are answered in order', async () => {
    const raw = await open();
    raw.send(
      Buffer.concat([text(14, ''), text(2, 'nope'), text(2, database), text(99, ''), text(31, ''), text(14, '')]),
    );
    const answers = [];
    for (let i = 0; i < 6; i++) answers.push((await raw.receive())!);
    expect(answers.map(({ payload }) => errnoOf(payload) ?? payload[0])).toEqual([0, 1049, 0, 1047, 0, 0]);
    expect(answers.every(({ sequence }) => sequence === 1)).toBe(true);
    raw.end();
  });

  test('packets out of order, too long or too short close their connection only', async () => {
    const outOfOrder = await open();
    outOfOrder.send(frame(Buffer.from([14]), 7));
    expect(errnoOf((await outOfOrder.receive())?.payload)).toBe(1156);
    const long = await open();
    long.send(Buffer.concat([frame(Buffer.alloc(0xffffff, 3), 0), frame(Buffer.alloc(9), 1)]));
    expect(errnoOf((await long.receive())?.payload)).toBe(1153);
    const short = await open();
    short.send(frame(Buffer.from([23, 1])));
    expect(errnoOf((await short.receive())?.payload)).toBe(1835);
    for (const raw of [outOfOrder, long, short]) await raw.closed();
    await staysHealthy();
  });

  test('a statement that is not there is refused with 1243, and 1,024 of them are enough', async () => {
    const raw = await open();
    raw.send(frame(Buffer.from([23, 9, 0, 0, 0, 0, 1, 0, 0, 0])));
    expect(errnoOf((await raw.receive())?.payload)).toBe(1243);
    raw.end();
    const client = await db.connect();
    const statements = [];
    for (let i = 0; i < 1024; i++) statements.push(await client.prepare(`DELETE FROM notes WHERE id = -${i}`));
    await expect(client.prepare('DELETE FROM notes WHERE id = 0')).rejects.toMatchObject({ errno: 1461 });
    await statements[0]!.close();
    await (await client.prepare('DELETE FROM notes WHERE id = 0')).close();
    await client.end();
  });

  test('statements made to exhaust the reader are refused', async () => {
    for (const sql of [
      `SELECT ${'('.repeat(50_000)}1${')'.repeat(50_000 - 10)}`,
      `SELECT ${'1+'.repeat(60_000)}1`,
      `SELECT '${'\\'.repeat(1_000_001)}`,
      `SELECT ${' '.repeat(2_000_000)}${'a'.repeat(2_000_000)}`,
      `${'/*'.repeat(1_000_000)}`,
    ]) {
      await expect(healthy.query(sql)).rejects.toMatchObject({ errno: expect.any(Number) });
      await staysHealthy();
    }
  });
});

/** An end to waiting for an answer that noise may not get. */
const patience = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

describe('noise', () => {
  const before = 300;
  const after = 3000;

  test(`${before} logins of noise`, async () => {
    const { below, bytes } = seeded(1);
    const good = writeLogin(user, Buffer.alloc(20, 7));
    for (let i = 0; i < before; i++) {
      const raw = await openRaw(db);
      const login = Buffer.from(good);
      for (let flips = 1 + below(4); flips > 0; flips--) login[below(login.length)] = below(256);
      const noise = [
        bytes(below(200)),
        frame(bytes(below(120)), 1),
        frame(login.subarray(0, below(login.length + 1)), 1),
      ];
      raw.send(noise[i % 3]!);
      if (i % 2) await Promise.race([raw.receive(), patience()]);
      raw.end();
    }
    await staysHealthy();
  }, 30_000);

  test(`${after} commands of noise`, async () => {
    const { below, bytes } = seeded(2);
    const words =
      "SELECT * FROM notes WHERE id = ? AND body LIKE '%a' ORDER BY ( ) , ; ` \" ' \\ \0 あ 🎌 -1 1e9 @@version NULL LIMIT".split(
        ' ',
      );
    const noiseText = () => Array.from({ length: 1 + below(12) }, () => words[below(words.length)]).join(' ');
    const alphabet = [2, 3, 14, 22, 23, 24, 25, 26, 31];
    const make = (): Buffer => {
      const command = below(10) ? alphabet[below(alphabet.length)]! : below(256);
      const asText = command === 2 || command === 3 || command === 22;
      const body = asText && below(4) ? Buffer.from(noiseText()) : bytes(below(64));
      // Statement 1 is there, so that executes get beyond the lookup.
      if (!asText && below(2) && body.length >= 4) body.writeUInt32LE(1, 0);
      return frame(
        Buffer.concat([Buffer.from([command]), body]),
        below(50) ? 0 : below(256),
        below(40) ? undefined : below(200),
      );
    };
    let sent = 0;
    let connections = 0;
    let answered = 0;
    while (sent < after) {
      const raw = await open();
      connections++;
      raw.send(text(22, 'SELECT body FROM notes WHERE id = ? AND body = ?'));
      await raw.receive();
      for (let i = 0; i < 25 && !raw.isClosed(); i++, sent++) raw.send(make());
      const got = await Promise.race([raw.receive(), patience()]);
      if (got) answered++;
      raw.end();
    }
    expect(answered).toBeGreaterThan(connections / 2);
    await staysHealthy();
    // What the noise left open must be gone, or the next hundred connections would not be let in.
    for (let i = 0; i < 100; i++) await (await db.connect()).end();
  }, 60_000);
});
