import { get } from 'node:http';
import { connect, Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createSilence } from '../../../src/local-cloud/balancer/silence.js';
import { systemClock } from '../../../src/model/clock.js';
import { until } from '../../image/images.js';
import { openBackend, openBalancer } from './balancing.js';

/** A second takes two milliseconds. */
const hasty = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 500, signal) };

it('a target that security groups shut off never answers: Target.Timeout, and 504 after the time for a connection', async () => {
  const backend = await openBackend((_q, r) => r.end('here'));
  const shut = { ...backend.target, shutOff: true, checkShutOff: true };
  const { apply, settle, sights, url, metrics } = await openBalancer([shut], { clock: hasty });
  await settle('unhealthy');
  expect(sights()[0]).toMatchObject({ reason: 'Target.Timeout', description: 'Request timed out' });
  expect((await fetch(url, { method: 'POST', body: 'text' })).status).toBe(504);
  expect(metrics()).toMatchObject({ connectErrors: 1, ownCodes: { 504: 1 } });
  expect(backend.seen).toEqual([]);
  apply([backend.target]);
  await settle('healthy');
  expect(await (await fetch(url)).text()).toBe('here');
  apply([shut]);
  expect((await fetch(url)).status).toBe(504);
  await settle('unhealthy');
});

it('a client that leaves ends the waiting for a target that is shut off', async () => {
  const { url, metrics } = await openBalancer([{ id: '127.0.0.1', port: 1, draining: false, shutOff: true }]);
  const request = get(url).on('error', () => {});
  await until(() => metrics().requests === 1);
  request.destroy();
  await until(() => metrics().clientClosed === 1);
});

const shutListener = { listeners: [{ port: 80, targetGroupArn: 'arn:tg', shut: true }] };

it('a listener that is shut takes clients and never says a word to them, whatever they send', async () => {
  const backend = await openBackend((_q, r) => r.end('here'));
  const { apply, url, settle, metrics } = await openBalancer([backend.target]);
  await settle('healthy');
  apply([backend.target], undefined, shutListener);
  const said: string[] = [];
  const talk = (text: string) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => said.push(String(data))).on('close', () => said.push('closed'));
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
  };
  const expecting = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n';
  for (const text of ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', expecting, 'nonsense\r\n\r\n', '']) talk(text);
  await expect(fetch(url, { signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout');
  expect(said).toEqual([]);
  expect(metrics().requests).toBe(0);
  apply([backend.target]);
  expect(await (await fetch(url)).text()).toBe('here');
});

it('a plane with clients that are kept waiting can be closed', async () => {
  const { apply, plane, url } = await openBalancer([]);
  apply([], undefined, shutListener);
  const asking = fetch(url);
  asking.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  await plane.close();
  await expect(asking).rejects.toThrow();
});

it('no more than so many clients are kept waiting, and none for longer than a client of Linux waits', async () => {
  const sleeps: { ms: number; end: () => void }[] = [];
  const clock = { ...systemClock, sleep: (ms: number) => new Promise<void>((end) => sleeps.push({ ms, end })) };
  const silence = createSilence(clock, 2);
  const [first, second, third] = [new Socket(), new Socket(), new Socket()];
  for (const socket of [first, second, third]) silence.keep(socket);
  expect([first.destroyed, second.destroyed, third.destroyed]).toEqual([true, false, false]);
  expect(sleeps[1]!.ms).toBe(127_000);
  sleeps[1]!.end();
  await Promise.resolve();
  expect([second.destroyed, third.destroyed]).toEqual([true, false]);
});
