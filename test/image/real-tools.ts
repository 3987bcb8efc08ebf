import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';

/** A program of this machine, also where only root looks for it. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Whether these programs are here; where they are not, a test says so, and in CI that is a failure. */
export function requirePrograms(...names: readonly string[]): boolean {
  const missing = names.filter((name) => !findProgram(name));
  if (names.includes('dockerd') && process.getuid?.() !== 0) missing.push('root, which dockerd needs');
  if (missing.length === 0) return true;
  const reason = `not tested with the real things, missing here: ${missing.join(', ')}`;
  if (process.env.CI)
    test('the real things are here', () => {
      expect.fail(reason);
    });
  else test.skip(reason, () => {});
  return false;
}

async function poll(what: string, is: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`${what} did not happen within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A Docker daemon of the test's own, beside any other: own socket, own images, no bridge and no firewall rules. */
export async function startDocker() {
  const home = mkdtempSync(join(tmpdir(), 'docker-'));
  const socket = join(home, 'docker.sock');
  let said = '';
  const args = [
    ...['--data-root', join(home, 'data'), '--exec-root', join(home, 'exec'), '--pidfile', join(home, 'pid')],
    ...['--host', `unix://${socket}`, '--bridge', 'none', '--iptables=false', '--ip6tables=false'],
  ];
  const child = spawn(findProgram('dockerd')!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  const env = { ...process.env, DOCKER_HOST: `unix://${socket}`, DOCKER_CONFIG: join(home, 'config') };
  const docker = (...args: readonly string[]) => runAsync('docker', args, env);
  const stop = async () => {
    await endProcess(child);
    // A network namespace may stay mounted for a moment after its container.
    execFileSync('sh', ['-c', `grep -o "${home}[^ ]*" /proc/mounts | sort -r | xargs -r umount -l`], { stdio: 'pipe' });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await poll('dockerd', async () => {
      if (child.exitCode !== null) throw new Error(`dockerd has ended: ${said}`);
      return docker('version').then(
        () => true,
        () => false,
      );
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const platform = await docker('version', '--format', '{{.Server.Os}}/{{.Server.Arch}}');
  return { env, docker, platform, home, stop };
}

/** The user that `startRegistry` lets in; the hash is bcrypt's, as docker-registry wants it. */
export const user = { user: 'AWS', password: 'open sesame' };
const USERS = 'AWS:$2b$04$abcdefghijklmnopqrstuu/LVz6MZlItEy42I2juLihZ66HnQx/cy\n';

/** Debian's docker-registry on a folder, with basic authentication unless it is to be open. */
export async function startRegistry(options: { readonly folder?: string; readonly open?: boolean } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'registry-'));
  const port = await freePort();
  writeFileSync(join(home, 'users'), USERS);
  const settings = {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: options.folder ?? join(home, 'data') }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, secret: 'test' },
    ...(!options.open && { auth: { htpasswd: { realm: 'test', path: join(home, 'users') } } }),
  };
  // YAML takes JSON.
  writeFileSync(join(home, 'config.yml'), JSON.stringify(settings));
  const child = spawn(findProgram('docker-registry')!, ['serve', join(home, 'config.yml')], { stdio: 'ignore' });
  await poll('docker-registry', async () => {
    if (child.exitCode !== null) throw new Error('docker-registry has ended');
    return new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.unref().on('connect', () => socket.destroy());
    });
  });
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    kill: () => endProcess(child, 'SIGKILL'),
    async stop() {
      await endProcess(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Runs a program to its end; its output without the last line's end. Not the synchronous form: the registry may live in this process. */
export function runAsync(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input = '',
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(said.trim()) : reject(new Error(`${file} ${args[0]}: ${said}`))));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** A static Linux program that prints a line and ends: x86-64 machine code in the smallest ELF file. */
export function tinyProgram(line: string): Buffer {
  const text = Buffer.from(`${line}\n`);
  const [base, start] = [0x400000n, 120];
  const int = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const code = Buffer.concat([
    ...[Buffer.from([0xb8]), int(1), Buffer.from([0xbf]), int(1)], // write to standard output
    ...[Buffer.from([0x48, 0x8d, 0x35]), int(16), Buffer.from([0xba]), int(text.length), Buffer.from([0x0f, 0x05])],
    ...[Buffer.from([0xb8]), int(60), Buffer.from([0x31, 0xff, 0x0f, 0x05])], // exit 0
    text,
  ]);
  const head = Buffer.alloc(start);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(head);
  head.writeUInt16LE(2, 16); // executable
  head.writeUInt16LE(62, 18); // x86-64
  head.writeUInt32LE(1, 20);
  head.writeBigUInt64LE(base + BigInt(start), 24);
  head.writeBigUInt64LE(64n, 32);
  for (const [at, value] of [
    [52, 64],
    [54, 56],
    [56, 1],
  ] as const)
    head.writeUInt16LE(value, at);
  head.writeUInt32LE(1, 64); // load
  head.writeUInt32LE(5, 68); // read and execute
  head.writeBigUInt64LE(base, 80);
  head.writeBigUInt64LE(base, 88);
  const size = BigInt(start + code.length);
  head.writeBigUInt64LE(size, 96);
  head.writeBigUInt64LE(size, 104);
  head.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([head, code]);
}
