import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DatabaseSight, DatabaseSpec } from '../../../src/local-cloud/data-plane.js';
import { findContainerServer, ImageUnfit } from '../../../src/local-cloud/database/container-server.js';
import { createDatabasePlane } from '../../../src/local-cloud/database/database-plane.js';
import { openDocker } from '../../../src/local-cloud/tasks/containers/docker.js';
import { findProgram, requirePrograms, startDocker, startRegistry, tinyProgram } from '../../image/real-tools.js';
import { importDatabaseImage } from './database-image.js';
import { makeFolder, removeFolder } from './open.js';

const here = requirePrograms('docker', 'dockerd', 'docker-registry', 'mariadbd', 'mariadb-install-db');
const image = 'database.test/mariadb:1';
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

describe.runIf(here)('a database in a container', () => {
  let engine: Awaited<ReturnType<typeof startDocker>>;
  const cleanUps: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    engine = await startDocker();
    await importDatabaseImage(engine.docker, image);
  }, 90_000);
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  afterAll(async () => {
    await engine?.stop();
  }, 60_000);

  function open(): { plane: Plane } {
    const folder = makeFolder();
    const docker = { path: findProgram('docker')!, env: engine.env };
    const plane = createDatabasePlane({ folder, docker, wish: () => ({ tier: 'container', image }) });
    cleanUps.push(
      () => removeFolder(folder),
      () => plane.close(),
    );
    return { plane };
  }
  async function available(plane: Plane, id = spec.id): Promise<Available> {
    await expect.poll(() => plane.look(id)?.state, { timeout: 30_000, interval: 20 }).not.toBe('starting');
    const sight = plane.look(id);
    expect([sight?.state, sight]).toEqual(['available', sight]);
    return sight as Available;
  }
  const connect = ({ address, port }: Available, more: ConnectionOptions = {}) =>
    createConnection({
      host: address,
      port,
      user: spec.user,
      password: spec.password,
      database: spec.database,
      ...more,
    });
  const containers = async (): Promise<string[]> =>
    (await engine.docker('ps', '--all', '--format', '{{.Names}}')).split('\n').filter(Boolean);

  test('honours user, password and database, on loopback, keeps its data over a stop, and is removed without a trace', async () => {
    const { plane } = open();
    plane.start(spec);
    const first = await available(plane);
    expect(first.address).toMatch(/^127\./);
    expect(first.software).toMatch(/^MariaDB \d+\.\d+\.\d+ \(container\)$/);
    const client = await connect(first);
    await client.query('CREATE TABLE person (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50))');
    await client.query("INSERT INTO person (name) VALUES ('花子')");
    await client.end();
    await expect(connect(first, { password: 'wrong' })).rejects.toMatchObject({ errno: 1045 });

    const [name] = await containers();
    const told = await engine.docker('inspect', name!);
    expect(told).not.toContain(spec.password);
    expect(JSON.parse(told)[0].HostConfig).toMatchObject({ NetworkMode: 'host', Privileged: false, CapDrop: ['ALL'] });
    expect(told).toContain(`--bind-address=${first.address}`);

    plane.stop(spec.id);
    await expect.poll(containers, { timeout: 20_000 }).toEqual([]);
    plane.start({ ...spec, password: undefined });
    const second = await available(plane);
    expect(second).toEqual(first);
    const again = await connect(second);
    const [rows] = await again.query<RowDataPacket[]>('SELECT name FROM person');
    expect(rows).toEqual([{ name: '花子' }]);
    await again.end();

    plane.changePassword(spec.id, 'another-Secret-0123456789');
    await expect
      .poll(
        () =>
          connect(second, { password: 'another-Secret-0123456789' }).then(
            (it) => it.end().then(() => 'let in'),
            () => 'refused',
          ),
        { timeout: 10_000 },
      )
      .toBe('let in');
    await expect(connect(second)).rejects.toMatchObject({ errno: 1045 });

    plane.remove(spec.id);
    await plane.close();
    expect(await containers()).toEqual([]);
    expect(await engine.docker('volume', 'ls', '--quiet')).toBe('');
  }, 60_000);

  test('one that is killed is started again on its data', async () => {
    const { plane } = open();
    plane.start(spec);
    const first = await available(plane);
    const [name] = await containers();
    const identify = () => engine.docker('inspect', '--format', '{{.Id}}', name!).catch(() => undefined);
    const victim = await identify();
    await engine.docker('kill', name!);
    await expect.poll(identify, { timeout: 10_000 }).not.toSatisfy((id) => id === victim || id === undefined);
    expect(await available(plane)).toEqual(first);

    await (await connect(first)).end();
  }, 60_000);

  test('an image is pulled when it is not there; one that cannot be had or is no database says why', async () => {
    const registry = await startRegistry({ open: true });
    const docker = openDocker(findProgram('docker')!, engine.env);
    cleanUps.push(
      () => registry.stop(),
      () => docker.close(),
    );
    const remote = `${registry.host}/mysql:8.4`;
    await engine.docker('tag', image, remote);
    await engine.docker('push', '--quiet', remote);
    await engine.docker('rmi', remote);
    const pulled: string[] = [];
    const find = (which: string) => findContainerServer(docker, which, (it) => pulled.push(it));
    expect(await find(remote)).toMatchObject({ flavour: 'MariaDB' });
    await find(remote);
    expect(pulled).toEqual([remote]);

    const missing = find(`${registry.host}/nobody:1`);
    await expect(missing).rejects.toBeInstanceOf(ImageUnfit);
    await expect(missing).rejects.toThrow(/not found|unknown/);

    const folder = makeFolder();
    cleanUps.push(() => removeFolder(folder));
    writeFileSync(join(folder, 'hello'), tinyProgram('hello'), { mode: 0o755 });
    const archive = join(folder, 'tiny.tar');
    execFileSync('tar', ['-C', folder, '-cf', archive, 'hello']);
    await engine.docker('import', archive, 'tiny:1');
    await expect(find('tiny:1')).rejects.toThrow('neither mysqld nor mariadbd');
    expect(await containers()).toEqual([]);
  }, 60_000);
});
