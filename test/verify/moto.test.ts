import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, connect } from '../../src/aws/clients.js';
import { systemClock } from '../../src/model/clock.js';
import type { Checklist } from '../../src/verify/checklist.js';
import { collectFacts } from '../../src/verify/collect.js';
import type { Facts } from '../../src/verify/facts.js';
import { runBin } from '../support/bin.js';
import { hasMoto, type Moto, startMoto } from '../support/moto.js';

import { type MotoBreakage, motoBreakages } from './moto-breakages.js';
import { faultsIn } from './stage.js';

const judge = hasMoto();
if (!judge && process.env.CI) throw new Error('moto_server is not installed, and this test must not be skipped in CI');

/** moto runs no tasks and puts nobody behind the load balancer, and the image of this test lies in no repository. */
const missing = {
  'image-registry': 'no-repository',
  balancing: 'too-few-healthy',
  'record-post': 'no-answer',
  'record-get': 'no-answer',
  'database-connection': 'no-answer',
};

describe.skipIf(!judge)('plan and verify against moto', () => {
  let moto: Moto;
  let folder: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    moto = await startMoto();
    folder = await mkdtemp(join(tmpdir(), 'meibo-moto-'));
    env = {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      LANG: 'en_US.UTF-8',
      AWS_REGION: '',
    };
    const image = { uri: `127.0.0.1:1/api@sha256:${'a'.repeat(64)}` };
    await writeFile(join(folder, 'meibo-infra.config.json'), JSON.stringify({ name: 'judged', image }));
  }, 90_000);
  afterAll(async () => {
    await moto?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const run = (...args: string[]) => runBin(args, { cwd: folder, env });

  it('the plan comes true', { timeout: 90_000 }, async () => {
    const before = await run('plan');
    expect([before.code, before.stderr]).toEqual([2, '']);
    expect(before.stdout).toMatch(/\+ .*VPC .*judged-vpc/);
    expect(before.stdout).toMatch(/\$0\.\d+ per hour/);
    expect(await run('up', '--yes', '--wait', 'made')).toMatchObject({ code: 0 });
    const after = JSON.parse((await run('plan', '--json')).stdout);
    expect(after.items.filter((it: { action: string }) => it.action !== 'none')).toEqual([]);
  });

  it('all lines are fulfilled but those that moto has nothing for', { timeout: 60_000 }, async () => {
    const { code, stdout } = await run('verify', '--json');
    expect(code).toBe(2);
    const { checks } = JSON.parse(stdout) as Checklist;
    const faults = checks.filter((it) => it.result !== 'ok').map((it) => [it.id, it.code]);
    expect(Object.fromEntries(faults)).toEqual(missing);
  });

  it('what is made by hand is found by a name alone', { timeout: 60_000 }, async () => {
    const { code, stdout } = await run('verify', '--json', '--cluster', 'judged-cluster');
    const { checks } = JSON.parse(stdout) as Checklist;
    expect([code, checks.find((it) => it.id === 'min-max')?.seen]).toEqual([2, 'min=2 max=4']);
  });

  describe.sequential('each line broken behind our back', () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const owner = { stack: 'judged', region: 'ap-northeast-1' };
    const http = async () => ({ reason: 'ENOTFOUND' });
    const gather = () =>
      collectFacts({ aws, account: '123456789012', region: owner.region, search: { owner }, http, clock: systemClock });
    const silent = { ...missing, 'api-answers': 'no-answer', 'database-connection': '− no-answer' } as const;
    /** What those left behind that nobody mends. */
    let left: MotoBreakage['faults'] = {};
    let aws: Aws;
    let whole: Facts;
    beforeAll(async () => {
      aws = connect({ region: owner.region, endpoint: moto.endpoint, credentials });
      whole = await gather();
    }, 30_000);
    it.each(motoBreakages)('$title', { timeout: 30_000 }, async ({ break: doBreak, mend, faults }) => {
      await doBreak(aws, whole);
      expect(faultsIn(await gather())).toEqual({ ...silent, ...left, ...faults });
      if (mend) await mend(aws, whole);
      else left = { ...left, ...faults };
    });
  });
});
