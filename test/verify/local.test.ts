import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteListenerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, describe, expect, it } from 'vitest';
import { grants, type PolicyCommand } from '../../src/aws/actions.js';
import { startLocalCloud, stopLocalCloud } from '../../src/local-cloud/daemon/client.js';
import type { Checklist } from '../../src/verify/checklist.js';
import { runBin } from '../support/bin.js';

const cwd = mkdtempSync(join(tmpdir(), 'meibo-verify-'));
const folder = join(cwd, '.meibo-infra/local');
const log = join(folder, 'daemon.log');
const env = { LANG: 'C', AWS_ENDPOINT_URL: '' };

const run = (...args: string[]) => runBin([...args, '--local'], { cwd, env });

const grade = async (...args: string[]) => {
  const { code, stdout, stderr } = await run('verify', '--json', ...args);
  expect(stderr).toBe('');
  return { code, list: JSON.parse(stdout) as Checklist };
};

/** Calls that the daemon wrote down since the last time. */
let told = 0;
function callsSince(): string[] {
  const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
  const calls = [...text.slice(told).matchAll(/Z ([a-z0-9-]+) ([A-Z]\w+)/g)];
  told = text.length;
  return calls.map(([, service, call]) => `${service === 'application-autoscaling' ? 'scaling' : service} ${call}`);
}

const notGranted = (command: PolicyCommand) => {
  const may = grants
    .filter((it) => it.by.includes(command))
    .flatMap((it) => it.calls.map((call) => `${it.service} ${call}`));
  return [...new Set(callsSince())].filter((it) => !may.includes(it));
};

afterAll(async () => {
  await stopLocalCloud(folder);
  rmSync(cwd, { recursive: true, force: true });
});

/** One story on the real local cloud: real tasks, load balancer, registry and database. */
describe.sequential('the grading of what runs', () => {
  it('plan tells what is to be made and leaves nothing behind', { timeout: 60_000 }, async () => {
    const { code, stdout } = await run('plan', '--json');
    expect(code).toBe(2);
    const { counts, items, price } = JSON.parse(stdout);
    expect(counts).toEqual({ create: items.length });
    expect(price).toBeUndefined();
    expect(existsSync(log)).toBe(false);
  });

  it('every line is fulfilled once it is up', { timeout: 90_000 }, async () => {
    expect(await run('up', '--yes')).toMatchObject({ code: 0 });
    expect(notGranted('up')).toEqual([]);
    expect(await run('plan')).toMatchObject({ code: 0 });
    expect(notGranted('plan')).toEqual([]);
    expect(await run('status')).toMatchObject({ code: 0 });
    expect(notGranted('status')).toEqual([]);
    const { code, list } = await grade();
    expect(list.checks.filter((it) => it.result !== 'ok')).toEqual([]);
    expect(code).toBe(0);
    expect(list.counts).toEqual({ ok: 21, ng: 0, skip: 0 });
    expect(list.checks.find((it) => it.id === 'record-get')?.seen).toContain('found=true removed=true');
    expect(list.checks.find((it) => it.id === 'balancing')?.seen).toContain('answered-by=2 (answer)');
    // The console of AWS cannot show what runs here.
    expect(list.checks.filter((it) => it.console !== '')).toEqual([]);
    expect(notGranted('verify')).toEqual([]);
  });

  it('finds the same from the name of the load balancer, in the older wording too', { timeout: 60_000 }, async () => {
    const { code, list } = await grade('--alb', 'meibo-alb', '--wording', '1');
    expect([code, list.counts]).toEqual([0, { ok: 20, ng: 0, skip: 0 }]);
  });

  it('shows what is broken behind our back, and up mends it', { timeout: 90_000 }, async () => {
    const { endpoint, region, credentials } = await startLocalCloud({ folder, region: 'ap-northeast-1' });
    const elbv2 = new ElasticLoadBalancingV2Client({ endpoint, region, credentials });
    const { LoadBalancers } = await elbv2.send(new DescribeLoadBalancersCommand({}));
    const { LoadBalancerArn } = LoadBalancers![0]!;
    const { Listeners } = await elbv2.send(new DescribeListenersCommand({ LoadBalancerArn }));
    await elbv2.send(new DeleteListenerCommand({ ListenerArn: Listeners![0]!.ListenerArn }));
    const { code, list } = await grade();
    expect(code).toBe(2);
    const faults = list.checks.filter((it) => it.result !== 'ok').map((it) => [it.id, it.code]);
    expect(Object.fromEntries(faults)).toEqual({
      balancing: 'no-listener',
      'http-80': 'no-listener',
      'record-post': 'no-listener',
      'record-get': 'no-listener',
      'database-connection': 'no-listener',
    });
    const table = await runBin(['verify', '--local', '--lang', 'ja'], { cwd, env });
    expect(table.stdout).toContain('HTTP:80 のリスナーを作成し');
    expect(await run('up', '--yes')).toMatchObject({ code: 0 });
    expect(await grade()).toMatchObject({ code: 0 });
  });

  it('is taken down again', { timeout: 60_000 }, async () => {
    expect(await run('destroy', '--yes')).toMatchObject({ code: 0 });
    expect(existsSync(log)).toBe(false);
  });
});
