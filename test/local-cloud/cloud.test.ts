import { CreateVpcCommand, DescribeVpcsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../src/local-cloud/cloud.js';
import { Refusal } from '../../src/local-cloud/refuse.js';
import type { Service } from '../../src/local-cloud/service.js';
import { allServices, errorName, makeCloud } from '../support/cloud.js';

/** The goal is 5,000 on a quiet machine; a busy one must not fail the suite. */
const ENOUGH_PER_SECOND = 300;

describe('the cloud', () => {
  it('logs every call with the code that the client saw', async () => {
    const { ec2, iam, ssm, calls } = makeCloud();
    await ec2.send(new DescribeVpcsCommand({}));
    await errorName(ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] })));
    await errorName(iam.send(new CreateRoleCommand({ RoleName: 'a', AssumeRolePolicyDocument: 'no' })));
    await errorName(ssm.send(new GetParameterCommand({ Name: 'x' })));
    expect(calls.map(({ service, operation, error, status }) => [service, operation, error, status])).toEqual([
      ['ec2', 'DescribeVpcs', undefined, 200],
      ['ec2', 'DescribeVpcs', 'InvalidVpcID.NotFound', 400],
      ['iam', 'CreateRole', 'MalformedPolicyDocument', 400],
      ['ssm', 'GetParameter', 'ParameterNotFound', 400],
    ]);
  });

  it('says plainly what it does not simulate', async () => {
    const { ec2 } = makeCloud();
    const call = ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 }));
    await expect(call).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'The local cloud does not simulate ec2 RunInstances',
      $metadata: { httpStatusCode: 501 },
    });
  });

  it('gives each answer its request id', async () => {
    const { ec2, sts } = makeCloud();
    const ids = [
      (await ec2.send(new DescribeVpcsCommand({}))).$metadata.requestId,
      (await sts.send(new GetCallerIdentityCommand({}))).$metadata.requestId,
    ];
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('loses requests and answers, and refuses, when the weather wants it', async () => {
    const plan: ('lose-request' | 'lose-answer' | Refusal | undefined)[] = [
      'lose-request',
      'lose-answer',
      new Refusal('RequestLimitExceeded', 'Request limit exceeded.', 503),
    ];
    const { ec2, calls } = makeCloud({
      interfere: ({ operation }) => (operation === 'CreateVpc' ? plan.shift() : undefined),
    });
    const create = () => ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const count = async () => (await ec2.send(new DescribeVpcsCommand({}))).Vpcs!.length;
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await count()).toBe(0);
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await count()).toBe(1);
    expect(await errorName(create())).toBe('RequestLimitExceeded');
    expect(await count()).toBe(1);
    expect(calls.filter(({ operation }) => operation === 'CreateVpc')).toHaveLength(2);
  });

  it('answers a fault of its own with 500 and hands it to the log', async () => {
    const broken: Service = {
      name: 'sts',
      sdk: allServices.find(({ name }) => name === 'sts')!.sdk,
      operations: {
        GetCallerIdentity: () => {
          throw new TypeError('oops');
        },
      },
    };
    const { sts, calls } = makeCloud({ services: [broken] });
    expect(await errorName(sts.send(new GetCallerIdentityCommand({})))).toBe('InternalFailure');
    expect(calls[0]!.fault).toBeInstanceOf(TypeError);
  });

  it('ticks until all is still, but not for ever', () => {
    const { world } = makeCloud();
    let ticks = 0;
    const sdk = {};
    const restless: Service = { name: 'sts', sdk, operations: {}, tick: () => ++ticks > 0 };
    let left = 3;
    const settling: Service = { name: 'ssm', sdk, operations: {}, tick: () => --left > 0 };
    createCloud({ world, services: [settling] }).tick();
    expect(left).toBe(0);
    createCloud({ world, services: [restless] }).tick();
    expect(ticks).toBeLessThan(50);
  });

  it('keeps its world as JSON', async () => {
    const { ec2, ssm, world } = makeCloud();
    await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    await ssm.send(new PutParameterCommand({ Name: '/a', Value: 'b', Type: 'String' }));
    const text = world.save();
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
    expect(JSON.parse(text).data).toHaveProperty('ec2.vpcs');
  });

  it('answers fast enough for a test suite of thousands of calls', async () => {
    const { cloud } = makeCloud();
    const signer = { sign: async (request: unknown) => request };
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const endpoint = 'http://127.0.0.1';
    const options = { region: 'ap-northeast-1', endpoint, credentials, signer, requestHandler: cloud.requestHandler };
    const ec2 = new EC2Client(options as object);
    const measure = async (count: number) => {
      const start = performance.now();
      for (let i = 0; i < count; i += 1) await ec2.send(new DescribeVpcsCommand({}));
      return Math.round((count * 1000) / (performance.now() - start));
    };
    await measure(200);
    const perSecond = await measure(600);
    console.info(`in-process SDK calls per second: ${perSecond}`);
    expect(perSecond).toBeGreaterThan(ENOUGH_PER_SECOND);
  });
});
