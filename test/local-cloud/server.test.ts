import { execFile, execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { CreateVpcCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CloudServer, startServer } from '../../src/local-cloud/server.js';
import { clientsOver, makeCloud, type TestCloudOptions } from '../support/cloud.js';

const run = promisify(execFile);

function hasCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=test' };

let server: CloudServer;
let plan: NonNullable<TestCloudOptions['interfere']> = () => undefined;

beforeEach(async () => {
  plan = () => undefined;
  server = await startServer(makeCloud({ interfere: (call) => plan(call) }).cloud);
});
afterEach(() => server.close());

describe('over HTTP', () => {
  it('answers SDK clients in every protocol', async () => {
    const { ec2, ssm, sts } = clientsOver({ endpoint: server.endpoint });
    await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
    await ssm.send(new PutParameterCommand({ Name: '/日本', Value: 'x', Type: 'String' })).catch(() => undefined);
    await ssm.send(new PutParameterCommand({ Name: '/a', Value: '値', Type: 'String' }));
    expect((await ssm.send(new GetParameterCommand({ Name: '/a' }))).Parameter!.Value).toBe('値');
    for (const client of [ec2, ssm, sts]) client.destroy();
  });

  it('listens on the loopback address only', () => {
    expect(server.endpoint).toBe(`http://127.0.0.1:${server.port}`);
  });

  it('refuses large bodies and odd requests, and stays', async () => {
    const large = await fetch(server.endpoint, { method: 'POST', headers, body: 'x'.repeat(9 * 1024 * 1024) });
    expect(large.status).toBe(413);
    expect((await fetch(server.endpoint, { headers, method: 'POST' })).status).toBe(400);
    expect((await fetch(`${server.endpoint}/bucket`, { headers })).status).toBe(501);
    const get = `${server.endpoint}/?Action=DescribeVpcs&Version=2016-11-15`;
    expect(await (await fetch(get, { headers })).text()).toContain('<vpcSet></vpcSet>');
  });

  it('does not serve web pages: neither unsigned requests nor foreign names', async () => {
    const get = `${server.endpoint}/?Action=DescribeVpcs&Version=2016-11-15`;
    const unsigned = await fetch(get);
    expect([unsigned.status, await unsigned.text()]).toEqual([403, 'MissingAuthenticationToken\n']);
    const status = await new Promise((resolve, reject) => {
      const options = { port: server.port, headers: { ...headers, host: 'evil.example' } };
      request(options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('breaks the connection when an answer is to be lost', async () => {
    plan = () => 'lose-answer';
    const call = fetch(`${server.endpoint}/?Action=DescribeVpcs&Version=2016-11-15`, { headers });
    await expect(call).rejects.toThrow('fetch failed');
  });

  it('says when its port is taken, and frees it', async () => {
    const { cloud } = makeCloud();
    await expect(startServer(cloud, server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await server.close();
    const again = await startServer(cloud, server.port);
    await again.close();
  });
});

describe.skipIf(!hasCli())('the aws command line', () => {
  async function aws(...args: string[]): Promise<Record<string, never>> {
    const { stdout } = await run('aws', ['--endpoint-url', server.endpoint, '--output', 'json', ...args], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_DEFAULT_REGION: 'ap-northeast-1',
      },
    });
    return stdout.trim() === '' ? {} : JSON.parse(stdout);
  }

  it('is understood in every service', { timeout: 60_000 }, async () => {
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '000000000000' });
    const tags = 'ResourceType=vpc,Tags=[{Key=Name,Value=日本}]';
    const made = await aws('ec2', 'create-vpc', '--cidr-block', '10.0.0.0/16', '--tag-specifications', tags);
    expect(made).toMatchObject({ Vpc: { CidrBlock: '10.0.0.0/16', Tags: [{ Key: 'Name', Value: '日本' }] } });
    const put = ['put-parameter', '--name', '/a', '--value', 's', '--type', 'SecureString'];
    expect(await aws('ssm', ...put)).toMatchObject({ Version: 1 });
    const role = ['create-role', '--role-name', 'r', '--assume-role-policy-document', '{"Statement":[]}'];
    expect(await aws('iam', ...role)).toMatchObject({ Role: { RoleName: 'r' } });
    await expect(aws('logs', 'delete-log-group', '--log-group-name', '/none')).rejects.toMatchObject({
      stderr: expect.stringContaining('ResourceNotFoundException'),
    });
  });
});
