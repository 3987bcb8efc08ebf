import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildOci } from '../../../src/image/build-oci.js';
import type { ContainerCheckSpec, TaskSight } from '../../../src/local-cloud/data-plane.js';
import { isAlive, markProcess } from '../../../src/local-cloud/processes.js';
import { createRegistryPlane } from '../../../src/local-cloud/registry/plane.js';
import { createTaskPlane } from '../../../src/local-cloud/tasks/plane.js';
import { pushLayout } from './push-layout.js';

const folder = mkdtempSync(join(tmpdir(), 'meibo-health-'));
const program = `
const { createServer } = require('node:http');
createServer((_, answer) => answer.end('well')).listen(8080);
`;
const asker = `
fetch(process.argv[2] ?? 'http://localhost:8080/').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1));
`;
const byHand = `
const { Socket } = require('node:net');
new Socket().on('error', () => process.exit(1)).connect(8080, 'localhost', () => process.exit(0));
`;

let registry: Awaited<ReturnType<typeof createRegistryPlane>>;
let plane: ReturnType<typeof createTaskPlane>;
let image: string;
let count = 0;

beforeAll(async () => {
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'main.cjs'), program);
  writeFileSync(join(app, 'ask.cjs'), asker);
  registry = await createRegistryPlane({ folder: join(folder, 'registry'), preferredPort: 5480 });
  plane = createTaskPlane({ folder: join(folder, 'tasks'), registry, now: Date.now });
  const layout = join(folder, 'layout');
  const wish = { entrypoint: ['node', 'main.cjs'], workdir: '/app', env: { FROM_IMAGE: 'yes' } };
  await buildOci({ folders: [{ from: app, to: '/app' }], platform: 'linux/amd64', ...wish }, layout);
  registry.createRepository('api');
  image = await pushLayout(layout, registry, 'api');
});

afterAll(async () => {
  await plane.close();
  await registry.close();
  rmSync(folder, { recursive: true });
});

function start(command: string[], changes: Partial<ContainerCheckSpec> = {}): string {
  count += 1;
  const taskArn = `arn:aws:ecs:ap-northeast-1:000000000000:task/meibo/${String(count).padStart(32, 'c')}`;
  plane.start({
    taskArn,
    family: 'meibo',
    container: 'api',
    image,
    port: 8080,
    cpu: 256,
    memory: 512,
    environment: { FROM_TASK: 'yes' },
    healthCheck: { command, interval: 0.1, timeout: 5, retries: 2, startPeriod: 0, ...changes },
    platform: 'linux/amd64',
    log: () => undefined,
  });
  return taskArn;
}

const become = (arn: string, sight: Partial<TaskSight>) =>
  vi.waitFor(() => expect(plane.look(arn)).toMatchObject(sight), { timeout: 10_000, interval: 20 });

describe('the health check of a task that is a process', () => {
  const checks: [string, string[], 'HEALTHY' | 'UNHEALTHY'][] = [
    ['a line that ends well', ['CMD-SHELL', 'exit 0'], 'HEALTHY'],
    ['a line that does not', ['CMD-SHELL', 'exit 1'], 'UNHEALTHY'],
    ['its environment', ['CMD-SHELL', 'test "$FROM_IMAGE$FROM_TASK" = yesyes'], 'HEALTHY'],
    ['its folder', ['CMD-SHELL', 'test -f main.cjs'], 'HEALTHY'],
    ['a program with arguments', ['CMD', 'node', '/app/ask.cjs', 'http://localhost:8080/'], 'HEALTHY'],
    ['a line for a program', ['CMD-SHELL', 'node ask.cjs http://127.0.0.1:8080/ || exit 1'], 'HEALTHY'],
    ['a program that knows its port by itself', ['CMD', 'node', 'ask.cjs'], 'HEALTHY'],
    ['a connection by port and host', ['CMD', 'node', '-e', byHand], 'HEALTHY'],
    ['a port where nobody listens', ['CMD', 'node', 'ask.cjs', 'http://localhost:9/'], 'UNHEALTHY'],
    ['a program that the image does not hold', ['CMD', 'curl', 'http://localhost:8080/'], 'UNHEALTHY'],
  ];
  it.each(checks)('%s', async (_name, command, health) => {
    const arn = start(command);
    await become(arn, { state: 'running', health: 'UNKNOWN' });
    await become(arn, { state: 'running', health });
    plane.forget(arn);
  });

  it('that takes too long has failed and is ended, as is one of a task that ends', async () => {
    const marks = () => readdirSync(folder).filter((each) => each.startsWith('pid-'));
    const command = ['CMD-SHELL', `echo $$ > '${folder}'/pid-$$; sleep 60`];
    const late = start(command, { timeout: 0.3, retries: 1 });
    await become(late, { state: 'running', health: 'UNHEALTHY' });
    plane.forget(late);
    const patient = start(command, { timeout: 60 });
    const before = marks().length;
    await vi.waitFor(() => expect(marks().length).toBeGreaterThan(before), { timeout: 5000, interval: 20 });
    plane.forget(patient);
    const all = marks().map((each) => markProcess(Number(readFileSync(join(folder, each), 'utf8'))));
    await vi.waitFor(() => expect(all.filter(isAlive)).toEqual([]), { timeout: 5000, interval: 20 });
    await vi.waitFor(() => expect(readdirSync(join(folder, 'tasks/processes'))).toEqual([]), { timeout: 5000 });
  });
});
