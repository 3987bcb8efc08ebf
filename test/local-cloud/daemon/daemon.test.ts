import { execFile, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Vpc } from '@aws-sdk/client-ec2';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  findLocalCloud,
  type LocalCloud,
  leaveLocalCloud,
  lookForDaemon,
  startLocalCloud,
  stopLocalCloud,
} from '../../../src/local-cloud/daemon/client.js';
import { filesOf, readEndpoint } from '../../../src/local-cloud/daemon/endpoint.js';
import { createSeal } from '../../../src/local-cloud/daemon/seal.js';
import { isAlive } from '../../../src/local-cloud/processes.js';
import { createProcessBook } from '../../../src/local-cloud/tasks/leftovers.js';
import { clientsOver } from '../../support/cloud.js';
import { installed } from '../database/installed.js';

const program = resolve(import.meta.dirname, '../../../dist/local-cloud/daemon/main.js');
const run = promisify(execFile);

// Also when this run is killed, nothing of it stays.
process.env.MEIBO_INFRA_LOCAL_OWNER = String(process.pid);

let folder: string;
const start = () => startLocalCloud({ folder, program });
const clients = (cloud: LocalCloud) => clientsOver({ endpoint: cloud.endpoint });

function listens(endpoint: string): Promise<boolean> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((done) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

beforeAll(() => {
  if (!existsSync(program)) throw new Error('dist is missing: run `npm run build` before these tests');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meibo-local-'));
});
afterEach(async () => {
  await stopLocalCloud(folder);
  rmSync(folder, { recursive: true, force: true });
});

describe('the local cloud in the background', () => {
  it('is started once and found again', async () => {
    expect(await findLocalCloud(folder)).toBeUndefined();
    const [a, b] = await Promise.all([start(), start()]);
    expect(a.pid).toBe(b.pid);
    expect(await findLocalCloud(folder)).toEqual(a);
    expect(a.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await start()).pid).toBe(a.pid);
  });

  it('has the weather that was asked for, and keeps it while something stands in it', async () => {
    expect(await start()).toMatchObject({ weather: 'instant' });
    const realistic = await startLocalCloud({ folder, program, weather: 'realistic' });
    expect(realistic.weather).toBe('realistic');
    const { ec2 } = clients(realistic);
    const { CreateVpcCommand } = await import('@aws-sdk/client-ec2');
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    expect(Vpc!.State).toBe('pending');
    await expect(startLocalCloud({ folder, program, weather: 'instant' })).rejects.toMatchObject({
      code: 'local-weather-differs',
      facts: { is: 'realistic', wanted: 'instant' },
    });
    expect(await start()).toEqual(realistic);
  });

  it('refuses a second one on its folder', async () => {
    const cloud = await start();
    await expect(run(process.execPath, [program, folder])).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('locked'),
    });
    expect((await findLocalCloud(folder))?.pid).toBe(cloud.pid);
  });

  it.skipIf(!existsSync('/dev/full'))(
    'on a full disk goes on answering, and keeps its world once there is room',
    async () => {
      const full = openSync('/dev/full', 'w');
      spawn(process.execPath, [program, folder], { stdio: ['ignore', full, full] });
      closeSync(full);
      const cloud = await vi.waitFor(
        async () => (await findLocalCloud(folder)) ?? expect.fail('not there yet'),
        10_000,
      );
      const { world } = filesOf(folder);
      symlinkSync('/dev/full', `${world}.new`);
      const { ec2 } = clients(cloud);
      const { CreateVpcCommand, DescribeVpcsCommand } = await import('@aws-sdk/client-ec2');
      const made: Vpc[] = [];
      for (let i = 0; i < 3; i += 1)
        made.push((await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!);
      expect((await ec2.send(new DescribeVpcsCommand({ VpcIds: made.map((it) => it.VpcId!) }))).Vpcs).toHaveLength(3);
      expect(readFileSync(world, 'utf8')).not.toContain(made[0]!.VpcId);
      rmSync(`${world}.new`);
      await vi.waitFor(() => expect(readFileSync(world, 'utf8')).toContain(made[2]!.VpcId), 10_000);
    },
  );

  it('after kill -9 is found with the world as it was, at the same address', async () => {
    const before = await start();
    const { ssm, ec2 } = clients(before);
    const { CreateVpcCommand, DescribeVpcsCommand } = await import('@aws-sdk/client-ec2');
    const { GetParameterCommand, PutParameterCommand } = await import('@aws-sdk/client-ssm');
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    await ssm.send(
      new PutParameterCommand({ Name: '/a/password', Value: 'correct horse $& "x"', Type: 'SecureString' }),
    );
    await vi.waitFor(() => expect(readFileSync(filesOf(folder).world, 'utf8')).toContain('/a/password'));
    expect(readFileSync(filesOf(folder).world, 'utf8')).not.toContain('correct horse');
    process.kill(before.pid, 'SIGKILL');
    await vi.waitFor(() => expect(isAlive(before)).toBe(false));
    expect(await findLocalCloud(folder)).toBeUndefined();

    const after = await start();
    expect(after.pid).not.toBe(before.pid);
    expect(after.endpoint).toBe(before.endpoint);
    const again = clients(after);
    const found = await again.ec2.send(new DescribeVpcsCommand({}));
    expect(found.Vpcs?.map((it) => it.VpcId)).toContain(Vpc?.VpcId);
    const { Parameter } = await again.ssm.send(new GetParameterCommand({ Name: '/a/password', WithDecryption: true }));
    expect(Parameter?.Value).toBe('correct horse $& "x"');
  });

  it('leaves no process, no port and its world when it is stopped', async () => {
    const cloud = await start();
    expect(await stopLocalCloud(folder)).toBe(true);
    expect(isAlive(cloud)).toBe(false);
    expect(await listens(cloud.endpoint)).toBe(false);
    expect(existsSync(filesOf(folder).endpoint)).toBe(false);
    expect(existsSync(`${filesOf(folder).lock}.lock`)).toBe(false);
    expect(await stopLocalCloud(folder)).toBe(false);
    expect(existsSync(filesOf(folder).world)).toBe(true);
  });

  it('goes for good when it is left with nothing standing in it', async () => {
    const cloud = await start();
    const { CreateVpcCommand, DeleteVpcCommand } = await import('@aws-sdk/client-ec2');
    const { ec2 } = clients(cloud);
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const leave = () => leaveLocalCloud(folder, (name) => name.endsWith('.state.json'));
    expect(await leave()).toEqual([Vpc?.VpcId]);
    expect((await findLocalCloud(folder))?.pid).toBe(cloud.pid);
    await ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId }));
    writeFileSync(join(folder, 'meibo.state.json'), '{}');
    expect(await leave()).toEqual([]);
    expect(isAlive(cloud)).toBe(false);
    expect(readdirSync(folder)).toEqual(['meibo.state.json']);
  });

  it('ends with the process that owns it', async () => {
    const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    process.env.MEIBO_INFRA_LOCAL_OWNER = String(owner.pid);
    const cloud = await start();
    process.env.MEIBO_INFRA_LOCAL_OWNER = String(process.pid);
    expect(isAlive(cloud)).toBe(true);
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(cloud)).toBe(false), { timeout: 5000 });
  });

  it('ends when its folder is deleted', async () => {
    const cloud = await start();
    // It may be writing there at this moment; Node's own retries do not look for new files.
    await vi.waitFor(() => rmSync(folder, { recursive: true }));
    await vi.waitFor(() => expect(isAlive(cloud)).toBe(false), { timeout: 5000 });
    expect(await listens(cloud.endpoint)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('keeps what it writes to its user, and its stop route to who has the token', async () => {
    const cloud = await start();
    const { world, key, endpoint, log, ports } = filesOf(folder);
    await vi.waitFor(() => expect(existsSync(world)).toBe(true));
    for (const file of [world, key, endpoint, log, ports]) expect(statSync(file).mode & 0o077).toBe(0);
    const post = (headers: Record<string, string>) =>
      fetch(`${cloud.endpoint}/_local/stop`, { method: 'POST', headers }).then((it) => it.status);
    expect(await post({})).toBe(403);
    expect(await post({ 'x-local-token': 'x'.repeat(32) })).toBe(403);
    const { token } = readEndpoint(folder)!;
    expect((await findLocalCloud(folder))?.pid).toBe(cloud.pid);
    expect(await post({ 'x-local-token': token })).toBe(202);
    await vi.waitFor(() => expect(isAlive(cloud)).toBe(false));
  });

  it('is told from one that hangs; that one is ended all the same', async () => {
    const cloud = await start();
    process.kill(cloud.pid, 'SIGSTOP');
    const [seen] = await Promise.all([
      lookForDaemon(folder),
      expect(start()).rejects.toMatchObject({ code: 'local-cloud-silent', facts: { pid: cloud.pid } }),
    ]);
    expect(seen).toMatchObject({ state: 'silent', record: { pid: cloud.pid } });
    expect(await stopLocalCloud(folder)).toBe(true);
    expect(isAlive({ pid: cloud.pid })).toBe(false);
    expect(await lookForDaemon(folder)).toEqual({ state: 'absent' });
    expect((await start()).pid).not.toBe(cloud.pid);
  }, 60_000);

  it.runIf(installed)(
    'after kill -9, a stop ends the tasks and databases that were left',
    async () => {
      const cloud = await start();
      const { CreateSubnetCommand, CreateVpcCommand } = await import('@aws-sdk/client-ec2');
      const { CreateDBInstanceCommand, CreateDBSubnetGroupCommand } = await import('@aws-sdk/client-rds');
      const { CreateServiceLinkedRoleCommand } = await import('@aws-sdk/client-iam');
      const { ec2, iam, rds } = clients(cloud);
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'rds.amazonaws.com' }));
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
      const subnet = async (part: number, zone: string) =>
        (
          await ec2.send(
            new CreateSubnetCommand({
              VpcId: Vpc!.VpcId,
              CidrBlock: `10.0.${part}.0/24`,
              AvailabilityZone: `ap-northeast-1${zone}`,
            }),
          )
        ).Subnet!.SubnetId!;
      const SubnetIds = [await subnet(1, 'a'), await subnet(2, 'c')];
      const group = { DBSubnetGroupName: 'g', DBSubnetGroupDescription: 'g', SubnetIds };
      await rds.send(new CreateDBSubnetGroupCommand(group));
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: 'left',
          Engine: 'mysql',
          DBInstanceClass: 'db.t4g.micro',
          AllocatedStorage: 20,
          MasterUsername: 'boss',
          MasterUserPassword: 'a-long-password',
          DBSubnetGroupName: 'g',
        }),
      );
      const pidFile = join(folder, 'databases/left/data/server.pid');
      await vi.waitFor(() => expect(existsSync(pidFile)).toBe(true), 30_000);
      const server = { pid: Number(readFileSync(pidFile, 'utf8')) };
      const task = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
      createProcessBook(join(folder, 'tasks/processes')).write('arn:of:a:task', task.pid!);
      expect([isAlive(server), isAlive({ pid: task.pid! })]).toEqual([true, true]);

      process.kill(cloud.pid, 'SIGKILL');
      await vi.waitFor(async () => expect((await lookForDaemon(folder)).state).toBe('killed'));
      expect(await stopLocalCloud(folder)).toBe(true);
      await vi.waitFor(() => expect([isAlive(server), isAlive({ pid: task.pid! })]).toEqual([false, false]));
      expect(await stopLocalCloud(folder)).toBe(false);
    },
    60_000,
  );

  it('says which file is broken, and where it cannot write', async () => {
    writeFileSync(filesOf(folder).world, '{"account": "0000');
    await expect(start()).rejects.toMatchObject({
      code: 'local-world-broken',
      facts: { file: filesOf(folder).world, reason: expect.stringContaining('JSON') },
    });
    const inFile = join(filesOf(folder).world, 'local');
    await expect(startLocalCloud({ folder: inFile, program })).rejects.toMatchObject({
      code: 'local-folder-unusable',
      facts: { folder: inFile, reason: expect.stringContaining('ENOTDIR') },
    });
  });

  it('tells why it does not start', async () => {
    await expect(startLocalCloud({ folder, program: join(folder, 'nobody.js') })).rejects.toMatchObject({
      code: 'local-cloud-failed',
      facts: { reason: 'exit code 1', log: expect.stringContaining('nobody.js') },
    });
  });
});

describe('a seal', () => {
  it('hides values and brings them back', () => {
    const seal = createSeal(join(folder, 'key'));
    const text = JSON.stringify({ a: 'se"cret', b: ['se"cret', 'x se"cret'], c: 'plain' });
    const closed = seal.close(text, ['se"cret']);
    expect(JSON.parse(closed)).toMatchObject({ c: 'plain', a: expect.stringMatching(/^sealed:v1:/) });
    expect(seal.close(text, ['se"cret'])).toBe(closed);
    expect(createSeal(join(folder, 'key')).open(closed)).toBe(text);
    expect(() => createSeal(join(folder, 'other')).open(closed)).toThrow();
  });
});
