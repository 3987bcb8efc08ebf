import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CreateServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import { afterAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../support/bin.js';
import { clientsOver } from '../../support/cloud.js';
import { inventory } from '../../support/inventory.js';
import { serveCloud } from './serve.js';

/** Where Terraform finds its AWS provider without the network. */
const plugins = process.env.TF_PLUGINS ?? '/opt/tf-plugins';
const env = { TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };

/** Why Terraform cannot judge here; undefined when it can. */
const hindrance = (() => {
  if (!existsSync(plugins)) return `no provider in ${plugins}`;
  try {
    execFileSync('terraform', ['version'], { stdio: 'ignore', env: { ...process.env, ...env } });
    return undefined;
  } catch {
    return 'terraform is not installed';
  }
})();

const server = await serveCloud();
const folder = await mkdtemp(join(tmpdir(), 'meibo-judge-'));
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(hindrance)(`Terraform as a judge${hindrance ? ` (skipped: ${hindrance})` : ''}`, () => {
  const figures: object[] = [];

  /** Runs Terraform and notes its time and its calls. */
  async function terraform(phase: string, ...args: string[]) {
    const before = server.calls.length;
    const finished = await runProgram(
      'terraform',
      [...args, '-no-color', '-input=false', `-var=endpoint=${server.endpoint}`],
      { cwd: folder, env },
    );
    const calls = server.calls.slice(before);
    const refused = calls.filter((it) => it.error).map((it) => `${it.service} ${it.operation} ${it.error}`);
    figures.push({ phase, seconds: finished.seconds.toFixed(1), calls: calls.length, refused: refused.length });
    return { ...finished, refused: [...new Set(refused)] };
  }

  it('applies the whole stack, finds no difference, and leaves nothing', { timeout: 900_000 }, async () => {
    // An account that has had a database: in a new one the first apply ends as on AWS, for want of this role (terraform-aws-rds#364).
    const { iam } = clientsOver({ endpoint: server.endpoint });
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'rds.amazonaws.com' }));
    const before = await inventory(server.endpoint);
    await copyFile(resolve(import.meta.dirname, '../../bench/stack.tf'), join(folder, 'stack.tf'));
    execFileSync('terraform', ['init', '-no-color', '-input=false', `-plugin-dir=${plugins}`], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    const apply = await terraform('apply', 'apply', '-auto-approve');
    expect(apply.code, apply.stderr).toBe(0);
    expect(apply.stdout).toContain('0 changed, 0 destroyed');
    const plan = await terraform('plan', 'plan', '-detailed-exitcode');
    expect(plan.code, plan.stdout + plan.stderr).toBe(0);
    const destroy = await terraform('destroy', 'destroy', '-auto-approve');
    expect(destroy.code, destroy.stderr).toBe(0);
    expect(await inventory(server.endpoint)).toEqual(before);
    console.table(figures);
    // Refusals are part of Terraform's ways (it looks until a thing is not found); what the cloud cannot do is not.
    expect(
      [apply, plan, destroy].flatMap((it) => it.refused).filter((it) => /NotImplemented|InternalFailure/.test(it)),
    ).toEqual([]);
  });
});
