import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A running moto_server, an independent imitation of the AWS control plane. */
export interface Moto {
  readonly endpoint: string;
  /** Requests it has answered so far. */
  calls(): number;
  stop(): Promise<void>;
}

/** Whether moto is on this machine. */
export function hasMoto(): boolean {
  try {
    execFileSync('moto_server', ['--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts moto as `reference/moto.md` says a whole-stack run needs it, and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child: ChildProcess = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, MOTO_ECS_SERVICE_RUNNING: '2', MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let calls = 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    calls += chunk.toString().split('HTTP/1.1"').length - 1;
  });
  const until = Date.now() + 60_000;
  while (
    !(await fetch(`${endpoint}/moto-api/data.json`).then(
      (it) => it.ok,
      () => false,
    ))
  ) {
    if (Date.now() > until || child.exitCode !== null) throw new Error('moto_server does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  calls = 0;
  return {
    endpoint,
    calls: () => calls,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
