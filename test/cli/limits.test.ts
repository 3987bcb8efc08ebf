import { existsSync } from 'node:fs';
import { CreateVpcCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/local-cloud/refuse.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { known, quotaSlice } from '../../src/local-cloud/services/service-quotas/store.js';
import { runBin } from '../support/bin.js';
import { clientsOver } from '../support/cloud.js';
import { type CloudOnPort, startCloudOnPort } from '../support/cloud-on-port.js';
import { makeFolder } from '../support/tool.js';

describe('an account whose VPCs are used up', { timeout: 30_000 }, () => {
  let cloud: CloudOnPort;
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  beforeAll(async () => {
    cloud = await startCloudOnPort();
    folder = await makeFolder('full');
    const { ec2 } = clientsOver({ endpoint: cloud.endpoint });
    for (let i = 1; i <= 5; i += 1) {
      const Tags = [{ Key: 'Name', Value: `lesson-${i}` }];
      const wish = { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc' as const, Tags }] };
      await ec2.send(new CreateVpcCommand(wish));
    }
  });
  afterAll(async () => {
    await folder.remove();
    await cloud.close();
  });
  const run = async (args: readonly string[], lang = 'en_US.UTF-8') => {
    const before = cloud.changes().length;
    const ended = await runBin([...args], { cwd: folder.path, env: { ...cloud.env, LANG: lang } });
    expect(cloud.changes().slice(before)).toEqual([]);
    return ended;
  };

  it('up ends with 1 before anything is made: which quota, what stands, where to raise it', async () => {
    const { code, stderr, stdout } = await run(['up', '--yes']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('VPCs per Region: 5 in use, 1 more needed, the limit is 5');
    for (const [id, i] of Object.keys(cloud.world.of(ec2Slice).vpcs).map((id, i) => [id, i + 1]))
      expect(stderr).toContain(`${id}  lesson-${i}`);
    expect(stderr).toContain(
      'Ask Service Quotas for 6 or more of "VPCs per Region": https://ap-northeast-1.console.aws.amazon.com/servicequotas/home/services/vpc/quotas/L-F678F1CE',
    );
    expect(stderr).toContain('Run again: meibo-infra up');
    expect(stderr).not.toMatch(/meibo-infra destroy$/m);
    expect(existsSync(folder.state)).toBe(false);
  });

  it('in Japanese too', async () => {
    const { code, stderr } = await run(['up', '--yes'], 'ja_JP.UTF-8');
    expect(code).toBe(1);
    expect(stderr).toContain('アカウントの上限に達するため');
    expect(stderr).toContain('VPCs per Region: 使用中 5、追加で必要 1、上限 5');
  });

  it('plan shows it, as a table and as JSON', async () => {
    const table = await run(['plan']);
    expect(table.code).toBe(2);
    expect(table.stdout).toContain('VPCs per Region: 5 in use, 1 more needed, the limit is 5');
    const { code, stdout } = await run(['plan', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      shortages: [{ kind: 'ec2:vpc', limit: 5, needed: 1, quota: { code: 'L-F678F1CE' }, standing: { length: 5 } }],
    });
  });

  it('with the quota raised there is no word of it', async () => {
    cloud.world.of(quotaSlice).values[known.vpcs.code] = 6;
    const { code, stdout } = await run(['plan', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).not.toHaveProperty('shortages');
  });
});

describe('an account that may not ask Service Quotas', () => {
  it('goes on, and is told by AWS itself', { timeout: 60_000 }, async () => {
    const cloud = await startCloudOnPort({
      interfere: ({ service }) =>
        service === 'service-quotas' ? new Refusal('AccessDeniedException', 'not authorized', 400) : undefined,
    });
    const folder = await makeFolder('blind');
    try {
      const { ec2 } = clientsOver({ endpoint: cloud.endpoint });
      for (let i = 1; i <= 5; i += 1) await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
      const { code, stderr } = await runBin(['up', '--yes'], { cwd: folder.path, env: cloud.env });
      expect(code).toBe(1);
      expect(stderr).toContain('VpcLimitExceeded');
      expect(stderr).toContain('VPCs per Region: 5 in use, 1 more needed, the limit is unknown');
      expect(stderr).toContain('meibo-infra destroy');
    } finally {
      await folder.remove();
      await cloud.close();
    }
  });
});
