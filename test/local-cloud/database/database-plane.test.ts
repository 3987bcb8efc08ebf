import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterEach, describe, expect, test } from 'vitest';
import type { DatabaseSight, DatabaseSpec } from '../../../src/local-cloud/data-plane.js';
import { findPlace, placesFor } from '../../../src/local-cloud/database/address.js';
import { createDatabasePlane, type DatabasePlaneOptions } from '../../../src/local-cloud/database/database-plane.js';
import { writeRecord } from '../../../src/local-cloud/database/running.js';
import { type DatabaseRecord, recordFileOf } from '../../../src/local-cloud/database/tier.js';
import { installed, requireInstalled } from './installed.js';
import { makeFolder, refusalOf, removeFolder } from './open.js';

const spec: DatabaseSpec = {
  id: 'meibo-db',
  engine: 'mysql',
  port: 3306,
  user: 'admin',
  password: "it's-a-Secret;--0123456789",
  database: 'meibo',
};
type Plane = ReturnType<typeof createDatabasePlane>;
type Available = Extract<DatabaseSight, { state: 'available' }>;

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const open = (options: Partial<DatabasePlaneOptions> = {}, folder = makeFolder()) => {
  const plane = createDatabasePlane({ folder, ...options });
  cleanUps.push(
    () => removeFolder(folder),
    () => plane.close(),
  );
  return { plane, folder };
};
const settle = async (plane: Plane, id = spec.id): Promise<DatabaseSight> => {
  await expect.poll(() => plane.look(id)?.state, { timeout: 30_000, interval: 20 }).not.toBe('starting');
  return plane.look(id)!;
};
const available = async (plane: Plane, id = spec.id): Promise<Available> => {
  const sight = await settle(plane, id);
  expect([sight.state, sight]).toEqual(['available', sight]);
  return sight as Available;
};
const connect = ({ address, port }: Available, more: ConnectionOptions = {}) =>
  createConnection({ host: address, port, user: spec.user, password: spec.password, database: spec.database, ...more });
const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name)) : entry.isFile() ? [join(folder, entry.name)] : [],
  );

requireInstalled();

describe.each(installed ? (['embedded', 'installed'] as const) : (['embedded'] as const))('%s', (tier) => {
  test('is stopped, and started again with its data at its address', async () => {
    const { plane } = open({ wish: () => ({ tier }) });
    plane.start(spec);
    const first = await available(plane);
    const client = await connect(first);
    await client.query('CREATE TABLE kept (id INT PRIMARY KEY)');
    await client.end();
    plane.stop(spec.id);
    expect(plane.look(spec.id)).toBeUndefined();
    await expect
      .poll(() =>
        connect(first).then(
          (it) => it.end(),
          (error: { code?: string }) => error.code,
        ),
      )
      .toBe('ECONNREFUSED');
    plane.start({ ...spec, password: undefined });
    const again = await available(plane);
    expect(again).toEqual(first);
    const later = await connect(again);
    expect((await later.query('SELECT * FROM kept'))[0]).toEqual([]);
    await later.end();
  });

  test('starts, keeps its data and address over a restart, changes its password, and is removed without a trace', async () => {
    const { plane, folder } = open({ wish: () => ({ tier }) });
    plane.start(spec);
    expect(plane.look(spec.id)).toEqual({ state: 'starting' });
    const first = await available(plane);
    expect(first.address).toMatch(/^127\./);
    if (process.platform === 'linux')
      expect(first).toMatchObject({ address: expect.stringMatching(/^127\.83\./), port: 3306 });
    expect(first.software).toBe(tier === 'embedded' ? 'embedded (SQLite), approximate' : installed?.software);

    const client = await connect(first);
    await client.query('CREATE TABLE notes (id INT AUTO_INCREMENT PRIMARY KEY, body VARCHAR(50))');
    await client.query("INSERT INTO notes (body) VALUES ('山田太郎 🎌')");
    await client.end();
    expect(await refusalOf(connect(first, { password: 'wrong' }))).toMatchObject({ errno: 1045, sqlState: '28000' });
    expect(await refusalOf(connect(first, { user: 'root', password: '', database: undefined }))).toMatchObject({
      errno: 1045,
    });

    for (const file of filesUnder(folder)) {
      expect(readFileSync(file).includes(spec.password!), `${file} holds the password`).toBe(false);
    }
    expect(statSync(join(folder, spec.id)).mode & 0o077).toBe(0);
    expect(existsSync(join(folder, spec.id, 'init.sql'))).toBe(false);

    plane.changePassword(spec.id, 'changed-0123456789');
    await expect
      .poll(() =>
        connect(first, { password: 'changed-0123456789' }).then(
          (c) => c.end().then(() => true),
          () => false,
        ),
      )
      .toBe(true);
    expect(await refusalOf(connect(first))).toMatchObject({ errno: 1045 });
    await plane.close();
    expect(await refusalOf(connect(first))).toBeDefined();

    const again = open({}, folder).plane;
    again.start({ ...spec, password: undefined });
    const second = await available(again);
    expect(second).toEqual(first);
    const later = await connect(second, { password: 'changed-0123456789' });
    expect((await later.query<RowDataPacket[]>('SELECT * FROM notes'))[0]).toEqual([{ id: 1, body: '山田太郎 🎌' }]);
    await later.end();
    again.remove(spec.id);
    expect(again.look(spec.id)).toBeUndefined();
    again.start({ ...spec, password: 'a-new-one-0123456789' });
    const third = await available(again);
    const empty = await connect(third, { password: 'a-new-one-0123456789' });
    expect((await empty.query('SHOW TABLES'))[0]).toEqual([]);
    await empty.end();
    again.remove(spec.id);
    await again.close();
    expect(readdirSync(folder)).toEqual([]);
  }, 60_000);

  test('two instances have addresses of their own', async () => {
    const { plane } = open({ wish: () => ({ tier }) });
    plane.start(spec);
    plane.start({ ...spec, id: 'other-db', database: 'other' });
    const [one, other] = [await available(plane), await available(plane, 'other-db')];
    expect(`${one.address}:${one.port}`).not.toBe(`${other.address}:${other.port}`);
    expect(await refusalOf(connect(other))).toMatchObject({ errno: tier === 'embedded' ? 1049 : expect.any(Number) });
  }, 60_000);

  test('without a password and without data it fails and says so; with one it can be started then', async () => {
    const { plane } = open({ wish: () => ({ tier }) });
    plane.start({ ...spec, password: undefined });
    expect(await settle(plane)).toEqual({
      state: 'failed',
      reason: expect.stringContaining('no data to start it again on'),
    });
    plane.start(spec);
    await available(plane);
  }, 60_000);
});

describe.skipIf(!installed)('a real server', () => {
  const processesOn = (folder: string): number[] =>
    execFileSync('ps', ['-ww', '-eo', 'pid=,args='])
      .toString()
      .split('\n')
      .filter((line) => line.includes(`--datadir=${folder}`))
      .map((line) => Number.parseInt(line, 10));

  test('listens on loopback only, has no password in its arguments, and no root', async () => {
    const { plane, folder } = open({ wish: () => ({ tier: 'installed' }) });
    plane.start(spec);
    const sight = await available(plane);
    const args = execFileSync('ps', ['-ww', '-eo', 'args=']).toString();
    expect(args).toContain(`--bind-address=${sight.address}`);
    expect(args).not.toContain(spec.password);
    const client = await connect(sight);
    const [users] = await client.query<RowDataPacket[]>("SELECT User FROM mysql.user WHERE User IN ('root', '')");
    expect(users).toEqual([]);
    // MariaDB says 1227 (no FILE right), MySQL 1045.
    const leak = await refusalOf(client.query("SELECT LOAD_FILE('/etc/hostname') INTO OUTFILE '/tmp/x'"));
    expect([1045, 1227]).toContain(leak.errno);
    await client.end();
    expect(processesOn(folder)).toHaveLength(1);
    await plane.close();
    expect(processesOn(folder)).toEqual([]);
  }, 60_000);

  test('three local clouds that want the same place at once each get one', async () => {
    const place = await findPlace(placesFor('/three', spec.port));
    const planes = [1, 2, 3].map(() => {
      const folder = makeFolder();
      const instance = join(folder, spec.id);
      mkdirSync(instance);
      writeRecord(recordFileOf(instance), { tier: 'installed', place } satisfies DatabaseRecord);
      return open({}, folder).plane;
    });
    for (const plane of planes) plane.start(spec);
    const sights = await Promise.all(planes.map((plane) => available(plane)));
    expect(new Set(sights.map(({ address, port }) => `${address}:${port}`)).size).toBe(3);
    for (const sight of sights) await (await connect(sight)).end();
  }, 60_000);

  test('one that is killed is started again on its data, until it is killed too often; one that outlived its daemon is replaced', async () => {
    const { plane, folder } = open({ wish: () => ({ tier: 'installed' }) });
    plane.start(spec);
    const first = await available(plane);
    const client = await connect(first);
    await client.query('CREATE TABLE kept (id INT)');
    await client.end();
    for (const _ of [1, 2, 3]) {
      const [victim] = processesOn(folder);
      process.kill(victim!, 'SIGKILL');
      await expect.poll(() => processesOn(folder).filter((it) => it !== victim), { timeout: 10_000 }).toHaveLength(1);
      expect(await available(plane)).toEqual(first);
    }
    const again = await connect(first);
    expect((await again.query<RowDataPacket[]>('SHOW TABLES'))[0]).toHaveLength(1);
    await again.end();
    process.kill(processesOn(folder)[0]!, 'SIGKILL');
    await expect
      .poll(() => plane.look(spec.id))
      .toEqual({ state: 'failed', reason: expect.stringContaining('SIGKILL') });
    plane.start({ ...spec, password: undefined });
    const sight = await available(plane);
    const [orphan] = processesOn(folder);
    const next = open({}, folder).plane;
    next.start({ ...spec, password: undefined });
    expect(await available(next)).toEqual(sight);
    expect(processesOn(folder)).not.toContain(orphan);
    await (await connect(sight)).end();
  }, 60_000);
});

describe('addresses', () => {
  test('are the same for the same folder, others for another one, and pass over one that is taken', async () => {
    const places = placesFor('/one/meibo-db', 3306);
    expect(placesFor('/one/meibo-db', 3306)).toEqual(places);
    expect(placesFor('/two/meibo-db', 3306)[0]).not.toEqual(places[0]);
    expect(placesFor('/one/meibo-db', 3306, { address: '127.0.0.1', port: 4000 })[0]).toEqual({
      address: '127.0.0.1',
      port: 4000,
    });
    expect(places.every(({ address }) => /^127\.\d+\.\d+\.\d+$/.test(address))).toBe(true);
    const first = await findPlace(places);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen({ host: first.address, port: first.port }, resolve));
    const second = await findPlace([first, ...places]);
    expect(second).not.toEqual(first);
    await new Promise((resolve) => squatter.close(resolve));
  });

  test('a local cloud that starts while another one is down leaves it its address', async () => {
    const { plane, folder } = open({ wish: () => ({ tier: 'embedded' }) });
    plane.start(spec);
    const first = await available(plane);
    await plane.close();
    const other = open({ wish: () => ({ tier: 'embedded' }) }).plane;
    other.start(spec);
    await available(other);
    const again = open({}, folder).plane;
    again.start({ ...spec, password: undefined });
    expect(await available(again)).toEqual(first);
  });

  test('an id that would lead out of the folder is refused', () => {
    const { plane } = open();
    expect(() => plane.start({ ...spec, id: '../x' })).toThrow('not the name');
    expect(() => plane.remove('..')).toThrow('not the name');
  });
});
