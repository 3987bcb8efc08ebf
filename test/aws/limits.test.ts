import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateVpcCommand } from '@aws-sdk/client-ec2';
import { afterEach, expect, it, vi } from 'vitest';
import { connect, limits } from '../../src/aws/clients.js';
import { classify } from '../../src/aws/errors.js';

afterEach(() => vi.useRealTimers());

it('a call that is never answered ends as lost once its time is up', async () => {
  let arrived = () => {};
  const request = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = createServer(() => arrived());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { ec2 } = connect({
      region: 'ap-northeast-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    let ended = false;
    const call = ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' })).then(
      () => undefined,
      (error: unknown) => error,
    );
    void call.then(() => {
      ended = true;
    });
    await request;
    await vi.advanceTimersByTimeAsync(limits.requestTimeout - 1000);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(classify(await call)).toBe('lost');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
