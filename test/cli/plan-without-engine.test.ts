import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CloudOnPort, startCloudOnPort } from '../support/cloud-on-port.js';
import { makeFolder, startTool } from '../support/tool.js';

let cloud: CloudOnPort;
let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  cloud = await startCloudOnPort();
  folder = await makeFolder('unbuilt', { image: { path: '.' } });
  await writeFile(join(folder.path, 'Dockerfile'), 'FROM scratch\n');
});
afterAll(async () => {
  await cloud?.close();
  await folder?.remove();
});

const run = (...args: string[]) =>
  startTool(args, { cwd: folder.path, env: { ...cloud.env, PATH: folder.path, COLUMNS: '80' } }).ended;

it('plan needs no engine: it shows plan and prices, and that up will stop', { timeout: 30_000 }, async () => {
  const planned = await run('plan');
  expect(planned, planned.stderr).toMatchObject({ code: 2, stderr: '' });
  expect(planned.stdout).toContain('unbuilt-vpc');
  expect(planned.stdout).toContain('! No command that builds container images was found');
  expect(planned.stdout).toContain('- Until then "meibo-infra up" stops before it changes anything.');
  expect(planned.stdout).toContain('Application Load Balancer');

  const { obstacle, counts, price } = JSON.parse((await run('plan', '--json')).stdout);
  expect(obstacle).toMatchObject({ code: 'image-failed', facts: { code: 'engine-missing' } });
  expect([Object.keys(counts), price.hourly]).toEqual([['create'], 0.1612]);

  const made = await run('up', '--yes');
  expect(made.code).toBe(1);
  expect(made.stderr).toContain('No command that builds container images was found');
  expect(cloud.changes()).toEqual([]);
});
