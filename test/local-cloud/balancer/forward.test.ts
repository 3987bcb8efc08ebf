import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer as createTcp } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../../image/images.js';
import { openBackend, openBalancer } from './balancing.js';

/** Sends raw bytes and reads until the other side closes. */
function talk(url: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

it('goes round the healthy targets', async () => {
  const backends = await Promise.all(['a', 'b', 'c'].map((name) => openBackend((_q, r) => r.end(name))));
  const { url, settle, metrics, plane } = await openBalancer(backends.map(({ target }) => target));
  await settle('healthy', 'healthy', 'healthy');
  const answers: string[] = [];
  for (let i = 0; i < 9; i++) answers.push(await (await fetch(url)).text());
  expect(answers.slice(3, 6)).toEqual(answers.slice(0, 3));
  expect([...answers].sort().join('')).toBe('aaabbbccc');
  expect(plane.look('arn:lb')!.requests).toBe(9);
  expect(metrics().targetCodes[2]).toBe(9);
});

it('writes the forwarding headers as the ALB does and drops those of one hop', async () => {
  const backend = await openBackend((q, r) => {
    r.writeHead(201, 'Made', [
      ['X-Of-Hop', '1'],
      ['Connection', 'X-Of-Hop'],
      ['Keep-Alive', 'timeout=9'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['Server', 'mine'],
    ] as never);
    r.end(JSON.stringify(q.rawHeaders));
  });
  const { url } = await openBalancer([backend.target]);
  const { port } = new URL(url);
  const text = await talk(
    url,
    'GET /x?y=%20z HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\nX-Mine: Ä1\r\nX-Drop: 1\r\nTE: trailers\r\nProxy-Authorization: x\r\nConnection: close, X-Drop\r\n\r\n',
  );
  expect(backend.seen).toEqual(['GET /x?y=%20z']);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1.1 201 Made\r\n/);
  expect(head).toContain('Set-Cookie: a=1\r\nSet-Cookie: b=2');
  expect(head).toContain('Server: mine');
  expect(head).not.toMatch(/x-of-hop|timeout=9/i);
  const raw = JSON.parse(body.slice(body.indexOf('['), body.lastIndexOf(']') + 1)) as string[];
  const got = Object.fromEntries(raw.flatMap((name, i) => (i % 2 ? [] : [[name.toLowerCase(), raw[i + 1]]])));
  expect(got).toMatchObject({
    host: 'shop.example',
    'x-forwarded-for': '203.0.113.9, 127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': port,
    'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    connection: 'keep-alive',
  });
  for (const name of ['te', 'proxy-authorization', 'x-drop']) expect(got).not.toHaveProperty(name);
});

it('answers 503 without targets and 400, 405, 414 to what it will not pass on', async () => {
  const { url, apply, metrics } = await openBalancer([]);
  const none = await fetch(url);
  expect([none.status, none.headers.get('server')]).toEqual([503, 'awselb/2.0']);
  expect(await none.text()).toContain('<center><h1>503 Service Temporarily Unavailable</h1></center>');
  const backend = await openBackend((_q, r) => r.end());
  apply([backend.target]);
  for (const bad of [
    'NONSENSE\r\n\r\n',
    'GET /a\tb HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
    'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
  ])
    expect(await talk(url, bad)).toMatch(/^HTTP\/1.1 400 Bad Request\r\nServer: awselb\/2.0/);
  expect(await talk(url, 'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 405/);
  expect(await talk(url, `GET /${'x'.repeat(17_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 414/,
  );
  expect(backend.seen).toEqual([]);
  expect(metrics().ownCodes).toEqual({ 400: 6, 405: 1, 414: 1, 503: 1 });
});

it('takes HTTP/1.0 without a Host, which the target then gets', async () => {
  const backend = await openBackend((q, r) => r.end(`for ${q.headers.host}`));
  const { url } = await openBalancer([backend.target]);
  const answer = await talk(url, 'GET / HTTP/1.0\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  expect(answer).toMatch(new RegExp(`\r\n\r\nfor ${new URL(url).host}$`));
});

it.each([
  ['closes without a word', (socket: Socket) => socket.end()],
  ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ['talks nonsense', (socket: Socket) => socket.end('ham and eggs\r\n\r\n')],
  ['has a status that is none', (socket: Socket) => socket.end('HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n')],
  ['has a broken status line', (socket: Socket) => socket.end('HTTP/1.1 200 O\u0001K\r\nContent-Length: 0\r\n\r\n')],
])('answers 502 when the target %s', async (_what, behave) => {
  const server = createTcp((socket) => socket.once('data', () => behave(socket)).on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { url } = await openBalancer([
    { id: '127.0.0.1', port: (server.address() as AddressInfo).port, draining: false },
  ]);
  const answer = await fetch(url, { method: 'POST', body: 'something' });
  expect([answer.status, answer.headers.get('server')]).toEqual([502, 'awselb/2.0']);
});

it('answers 504 after the idle time, and not while bytes flow', async () => {
  const silent = await openBackend((q, r) => {
    if (q.url === '/slow') {
      let left = 8;
      const timer = setInterval(() => {
        if (left-- > 0) r.write('x');
        else {
          clearInterval(timer);
          r.end();
        }
      }, 50);
    }
  });
  const { url } = await openBalancer([silent.target], { idleTimeout: 200 });
  expect((await fetch(url)).status).toBe(504);
  expect(await (await fetch(`${url}/slow`)).text()).toBe('xxxxxxxx');
});

it("goes by a load balancer's own idle time, also after it was changed", async () => {
  const backend = await openBackend((_q, r) => void setTimeout(() => r.end('late'), 250));
  const { url, apply, settle } = await openBalancer([backend.target]);
  await settle('healthy');
  apply([backend.target], {}, { idleTimeoutSeconds: 0.1 });
  expect((await fetch(url)).status).toBe(504);
  apply([backend.target], {}, { idleTimeoutSeconds: 5 });
  expect(await (await fetch(url)).text()).toBe('late');
});

it('tries the next target once when nobody listens, with the body unharmed, and 502 when there is no other', async () => {
  const [gone, alive] = [await openBackend(() => {}), await openBackend((q, r) => q.pipe(r))];
  gone.close();
  const { url, apply, metrics } = await openBalancer([gone.target, alive.target], {
    check: { intervalSeconds: 60, unhealthyThreshold: 10 },
  });
  const answers = await Promise.all(
    Array.from({ length: 6 }, async (_, i) => (await fetch(url, { method: 'POST', body: `body ${i}` })).text()),
  );
  expect(answers).toEqual(Array.from({ length: 6 }, (_, i) => `body ${i}`));
  apply([gone.target]);
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(502);
  expect(metrics().connectErrors).toBeGreaterThan(0);
});

it('loses only what was under way when a backend is killed, and takes it out', async () => {
  const backends = await Promise.all([openBackend((_q, r) => r.end('ok')), openBackend((_q, r) => r.end('ok'))]);
  const { url, settle, metrics } = await openBalancer(backends.map(({ target }) => target));
  await settle('healthy', 'healthy');
  const codes: number[] = [];
  let stop = false;
  const clients = Array.from({ length: 8 }, async () => {
    while (!stop) {
      const answer = await fetch(url);
      await answer.arrayBuffer();
      codes.push(answer.status);
    }
  });
  await until(() => codes.length > 100);
  backends[0]!.close();
  await settle('unhealthy', 'healthy');
  const after = codes.length;
  await until(() => codes.length > after + 200);
  stop = true;
  await Promise.all(clients);
  expect(codes.filter((code) => code !== 200).length).toBeLessThanOrEqual(8);
  expect(codes.slice(after + 8).every((code) => code === 200)).toBe(true);
  expect(metrics().requests).toBe(codes.length);
});

it('lets draining targets finish and gives them nothing new', async () => {
  let finish: ServerResponse | undefined;
  const slow = await openBackend((_q, r) => {
    finish = r;
  });
  const { url, apply, sights } = await openBalancer([slow.target]);
  const under = fetch(url);
  await until(() => finish);
  const other = await openBackend((_q, r) => r.end('other'));
  apply([{ ...slow.target, draining: true }, other.target]);
  expect(sights()[0]).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress' });
  for (let i = 0; i < 5; i++) expect(await (await fetch(url)).text()).toBe('other');
  apply([other.target]);
  finish!.end('finished');
  expect(await (await under).text()).toBe('finished');
  expect(slow.seen).toHaveLength(1);
  apply([{ ...other.target, draining: true }]);
  expect((await fetch(url)).status).toBe(503);
});

it('streams 50 MB up and down with flat memory', async () => {
  const SIZE = 50 * 1024 * 1024;
  // Measured: the balancer holds less than 1 MB more while 50 MB pass, and no more while 200 MB do.
  const MOST = 8 * 1024 * 1024;
  const child = fork(fileURLToPath(new URL('echo.mjs', import.meta.url)));
  onTestFinished(() => void child.kill());
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const { url } = await openBalancer([{ id: '127.0.0.1', port, draining: false }], { check: { intervalSeconds: 60 } });
  // What is held: the memory of dead buffers is given back only by the second collection.
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const weigh = () => {
    collect();
    collect();
    const { external, heapUsed } = process.memoryUsage();
    return external + heapUsed;
  };
  const before = weigh();
  const growth: number[] = [];
  child.send({ url, size: SIZE });
  const end = await new Promise<{ got: number; digest: string }>((resolve) => {
    child.on('message', (told: { got: number; digest?: string }) => {
      if (told.digest !== undefined) resolve({ got: told.got, digest: told.digest });
      else growth.push(weigh() - before);
    });
  });
  expect(end.got).toBe(SIZE);
  expect(end.digest).toBe(createHash('sha256').update(Buffer.alloc(SIZE, 'x')).digest('hex'));
  expect(growth.length).toBeGreaterThanOrEqual(9);
  expect(Math.max(...growth)).toBeLessThan(MOST);
});

it('holds the target back when the client does not read', async () => {
  let sent = 0;
  const backend = await openBackend((_q, r) => {
    const chunk = Buffer.alloc(256 * 1024);
    const fill = () => {
      while (sent < 200e6) {
        sent += chunk.length;
        if (!r.write(chunk)) return void r.once('drain', fill);
      }
    };
    fill();
  });
  const { url, metrics } = await openBalancer([backend.target]);
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
  );
  socket.pause();
  await until(() => sent > 0);
  let last = -1;
  await until(async () => {
    const stood = sent === last;
    last = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return stood;
  });
  expect(sent).toBeLessThan(60e6);
  socket.destroy();
  expect(metrics().requests).toBe(1);
});

it('counts clients that left before their answer', async () => {
  let closed = false;
  const backend = await openBackend((_q, r) => r.on('close', () => (closed = true)));
  const { url, metrics } = await openBalancer([backend.target]);
  const stop = new AbortController();
  const leaving = fetch(url, { signal: stop.signal }).catch(() => 'left');
  await until(() => backend.seen.length === 1);
  stop.abort();
  expect(await leaving).toBe('left');
  await until(() => closed);
  expect(metrics().clientClosed).toBe(1);
});
