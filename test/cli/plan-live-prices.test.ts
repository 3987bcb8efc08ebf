import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/local-cloud/refuse.js';
import { type CloudOnPort, startCloudOnPort } from '../support/cloud-on-port.js';
import { makeFolder, startTool } from '../support/tool.js';

let cloud: CloudOnPort;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let forbidden = false;
beforeAll(async () => {
  const no = new Refusal('AccessDeniedException', 'User is not authorized to perform: pricing:GetProducts', 400);
  cloud = await startCloudOnPort({ interfere: ({ service }) => (forbidden && service === 'pricing' ? no : undefined) });
  folder = await makeFolder('priced');
});
afterAll(async () => {
  await cloud?.close();
  await folder?.remove();
});

const plan = (...args: string[]) => startTool(['plan', ...args], { cwd: folder.path, env: cloud.env }).ended;
const asked = () => cloud.calls.filter((it) => it.service === 'pricing');

describe('plan --live-prices over HTTP', { timeout: 30_000 }, () => {
  it('asks nothing without the flag', async () => {
    const { code, stdout } = await plan('--json');
    expect([code, JSON.parse(stdout).price.live]).toEqual([2, undefined]);
    expect(asked()).toEqual([]);
  });

  it('shows of each price where it is from, in words and as JSON', async () => {
    const { code, stdout, stderr } = await plan('--live-prices');
    expect([code, stderr]).toEqual([2, '']);
    expect(stdout.match(/\$\d\.\d{4} {2}AWS Price List 2026-10-01$/gm)).toHaveLength(8);
    expect(stdout).toContain('Prices of ap-northeast-1 from the AWS Price List');
    expect(asked()).toHaveLength(8);
    const { price } = JSON.parse((await plan('--live-prices', '--json')).stdout);
    expect(price).toMatchObject({ region: 'ap-northeast-1', live: { region: 'ap-northeast-1', answered: 8 } });
  });

  it('takes the table where the list has nothing, and says so', async () => {
    const { code, stdout } = await plan('--live-prices', '--region', 'eu-west-1');
    expect(code).toBe(2);
    expect(stdout).toContain('built-in table 2026-10-01');
    expect(stdout).toContain('Prices of eu-west-1 are not known here');
  });

  it('warns when it may not ask, and plans all the same', async () => {
    forbidden = true;
    const { code, stdout, stderr } = await plan('--live-prices');
    expect(code).toBe(2);
    expect(stderr).toContain('AccessDeniedException');
    expect(stderr).toContain('pricing:GetProducts');
    expect(stdout.match(/built-in table 2026-10-01$/gm)).toHaveLength(8);
    const json = await plan('--live-prices', '--json');
    const { live } = JSON.parse(json.stdout).price;
    expect(live).toMatchObject({ answered: 0, refused: { code: 'AccessDeniedException', denied: true } });
  });
});
