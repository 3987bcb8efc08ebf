import { expect, it } from 'vitest';
import { createStickiness } from '../../../src/local-cloud/balancer/stickiness.js';
import { openBackend, openBalancer } from './balancing.js';

const openTwo = async () => {
  const backends = await Promise.all(
    ['a', 'b'].map((name) =>
      openBackend(
        (_q, r) => r.writeHead(200, { 'Set-Cookie': `${name}=1` }).end(name),
        (_q, r) => r.writeHead(ill.has(name) ? 503 : 200).end(),
      ),
    ),
  );
  const ill = new Set<string>();
  return { backends, targets: backends.map(({ target }) => target), ill };
};

const ask = async (url: string, cookie?: string) => {
  const answer = await fetch(url, { headers: cookie === undefined ? {} : { Cookie: cookie } });
  return { name: await answer.text(), cookies: answer.headers.getSetCookie() };
};

const pair = (cookie: string | undefined) => cookie!.slice(0, cookie!.indexOf(';'));

it('keeps a client with its target by either of two cookies that do not tell which it is', async () => {
  const { targets } = await openTwo();
  const { url, settle } = await openBalancer(targets, { stickySeconds: 60 });
  await settle('healthy', 'healthy');
  const first = await ask(url);
  expect(first.cookies).toEqual([
    `${first.name}=1`,
    expect.stringMatching(/^AWSALB=[A-Za-z0-9+/]+=*; Expires=\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT; Path=\/$/),
    expect.stringMatching(/^AWSALBCORS=[A-Za-z0-9+/]+=*; Expires=[^;]+; Path=\/; SameSite=None$/),
  ]);
  const value = pair(first.cookies[1]).slice('AWSALB='.length);
  expect(Buffer.from(value, 'base64').toString('latin1')).not.toContain('127.0.0.1');
  for (const cookie of [pair(first.cookies[1]), `x=y; ${pair(first.cookies[2])}; z=0`]) {
    for (let i = 0; i < 5; i++) expect((await ask(url, cookie)).name).toBe(first.name);
  }
  const others = [];
  for (let i = 0; i < 4; i++) others.push((await ask(url, `AWSALB=${value.slice(4)}; NOTAWSALB=${value}`)).name);
  expect(new Set(others)).toEqual(new Set(['a', 'b']));
});

it('gives a client another target when its own is not healthy or drains, and lets it stay there', async () => {
  const { targets, ill } = await openTwo();
  const { url, settle, apply } = await openBalancer(targets, { stickySeconds: 60 });
  await settle('healthy', 'healthy');
  const first = await ask(url);
  ill.add(first.name);
  await settle(...(first.name === 'a' ? ['unhealthy', 'healthy'] : ['healthy', 'unhealthy']));
  const second = await ask(url, pair(first.cookies[1]));
  expect(second.name).not.toBe(first.name);
  ill.clear();
  await settle('healthy', 'healthy');
  for (let i = 0; i < 4; i++) expect((await ask(url, pair(second.cookies[1]))).name).toBe(second.name);
  apply(targets.map((target, i) => ({ ...target, draining: 'ab'[i] === second.name })));
  expect((await ask(url, pair(second.cookies[1]))).name).toBe(first.name);
});

it('names the target that answered when nobody listened at the first', async () => {
  const { backends, targets } = await openTwo();
  const { url, settle } = await openBalancer(targets, {
    stickySeconds: 60,
    check: { intervalSeconds: 0.3, unhealthyThreshold: 1000 },
  });
  await settle('healthy', 'healthy');
  const first = await ask(url);
  backends['ab'.indexOf(first.name)]!.close();
  const second = await ask(url, pair(first.cookies[1]));
  expect(second.name).not.toBe(first.name);
  for (let i = 0; i < 3; i++) expect((await ask(url, pair(second.cookies[1]))).name).toBe(second.name);
});

it('sets no cookie and heeds none while it is off', async () => {
  const { targets } = await openTwo();
  const { url, settle } = await openBalancer(targets);
  await settle('healthy', 'healthy');
  const { cookies, name } = await ask(url);
  expect(cookies).toEqual([`${name}=1`]);
});

it('forgets a cookie after its duration', () => {
  let now = 1_000_000;
  const stickiness = createStickiness(() => now);
  const cookie = pair(stickiness.write('127.0.0.1:80')[1]);
  now += 59_999;
  expect(stickiness.read(cookie, 60)).toBe('127.0.0.1:80');
  now += 1;
  expect(stickiness.read(cookie, 60)).toBeUndefined();
  expect(createStickiness(() => now).read(cookie, 600)).toBeUndefined();
});
