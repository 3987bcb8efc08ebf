import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { createHealth, type Health } from '../../../src/local-cloud/balancer/health.js';
import { systemClock } from '../../../src/model/clock.js';

const check = {
  path: '/',
  intervalSeconds: 60,
  timeoutSeconds: 5,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  matcher: '200',
};

let health: Health | undefined;
const server = createServer((_request, response) => response.writeHead(status).end());
let status = 503;
afterEach(() => {
  health?.close();
  server.close();
  server.closeAllConnections();
});

it('with first looks a new target is healthy as soon as it answers well, and one that fails is not sooner unhealthy', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  let looks = 0;
  server.on('request', () => {
    looks += 1;
  });
  health = createHealth({ id: '127.0.0.1', port }, check, { clock: systemClock, firstLooks: 10 }, () => {});
  await vi.waitFor(() => expect(looks).toBeGreaterThan(5), { interval: 5 });
  expect(health.sight().state).toBe('initial');
  status = 200;
  await vi.waitFor(() => expect(health!.sight().state).toBe('healthy'), { interval: 5 });
});
