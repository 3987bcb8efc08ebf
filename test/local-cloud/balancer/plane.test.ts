import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { matchesCode } from '../../../src/local-cloud/balancer/matcher.js';
import { createBalancerPlane } from '../../../src/local-cloud/balancer/plane.js';
import { createPortMemory } from '../../../src/local-cloud/balancer/ports.js';
import { until } from '../../image/images.js';
import { CHECK, openBackend, openBalancer } from './balancing.js';

it.each([
  ['200', [200], [199, 201, 404]],
  ['200-299', [200, 250, 299], [199, 300]],
  ['200,404', [200, 404], [201, 403]],
  ['200,300-302', [200, 300, 302], [303, 201]],
])('matches codes by %s', (matcher, good, bad) => {
  expect(good.filter((code) => matchesCode(matcher, code))).toEqual(good);
  expect(bad.filter((code) => matchesCode(matcher, code))).toEqual([]);
});

it('goes through the states with the reasons of ELB', async () => {
  let code = 200;
  let checks = 0;
  const held: (() => void)[] = [];
  const backend = await openBackend(
    (_q, r) => r.end(),
    (q, r) => {
      expect(q.url).toBe('/health');
      const answer = () => r.writeHead(code).end();
      // The first two checks are held back, so that the moments before them can be seen.
      if (++checks <= 2) held.push(answer);
      else answer();
    },
  );
  const { sights, settle } = await openBalancer([backend.target]);
  expect(sights()).toMatchObject([{ state: 'initial', reason: 'Elb.RegistrationInProgress' }]);
  await until(() => held.length === 1);
  held[0]!();
  await until(() => held.length === 2);
  expect(sights()).toMatchObject([{ state: 'initial', reason: 'Elb.InitialHealthChecking' }]);
  held[1]!();
  await settle('healthy');
  expect(sights()).toEqual([{ id: '127.0.0.1', port: backend.port, state: 'healthy' }]);
  code = 404;
  await settle('unhealthy');
  expect(sights()[0]).toMatchObject({
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [404]',
  });
  code = 200;
  await settle('healthy');
  backend.close();
  await settle('unhealthy');
  expect(sights()[0]).toMatchObject({ reason: 'Target.FailedHealthChecks' });
});

it('calls a target that keeps silent by its name, and follows new settings', async () => {
  const backend = await openBackend(
    (_q, r) => r.end('open'),
    (q, r) => void (q.url === '/other' && r.end()),
  );
  const { sights, settle, apply, url } = await openBalancer([backend.target], { check: { timeoutSeconds: 0.05 } });
  await settle('unhealthy');
  expect(sights()[0]).toMatchObject({ reason: 'Target.Timeout', description: 'Request timed out' });
  // All are unhealthy: ELB fails open.
  expect(await (await fetch(url)).text()).toBe('open');
  apply([backend.target], { path: '/other' });
  await settle('healthy');
});

it('looks at health where the check says', async () => {
  const [traffic, health] = [await openBackend(() => {}), await openBackend(() => {})];
  const { sights, settle, apply } = await openBalancer([{ ...traffic.target, checkPort: health.port }]);
  await settle('healthy');
  health.close();
  await settle('unhealthy');
  expect(sights()).toMatchObject([{ port: traffic.port, reason: 'Target.FailedHealthChecks' }]);
  apply([traffic.target]);
  await settle('healthy');
  apply([{ ...traffic.target, checkPort: health.port }]);
  await settle('unhealthy');
});

it('looks at health over TLS, which a target that speaks plain HTTP fails', async () => {
  const backend = await openBackend(() => {});
  const firstBytes: number[] = [];
  const server = createServer(
    (socket) => void socket.once('data', (data) => firstBytes.push(data[0]!) && socket.end()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { sights, settle } = await openBalancer([backend.target, { ...backend.target, port }], {
    check: { protocol: 'HTTPS' },
  });
  await settle('unhealthy', 'unhealthy');
  expect(sights()[0]).toMatchObject({ reason: 'Target.FailedHealthChecks' });
  const HANDSHAKE = 22;
  expect(new Set(firstBytes)).toEqual(new Set([HANDSHAKE]));
});

it('keeps its port over a restart and moves past ports that are taken', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(29_500, '127.0.0.1', resolve));
  onTestFinished(() => void blocker.close());
  const remember = createPortMemory();
  const spec = { arn: 'arn:lb', name: 'lb', listeners: [], targetGroups: [] };
  const first = createBalancerPlane({ preferredPort: 29_500, remember });
  first.apply(spec);
  first.apply({ ...spec, arn: 'arn:other' });
  const names = await until(
    () =>
      first.look('arn:lb') &&
      first.look('arn:other') && [first.look('arn:lb')!.dnsName, first.look('arn:other')!.dnsName],
  );
  expect([...names].sort()).toEqual(['127.0.0.1:29501', '127.0.0.1:29502']);
  await first.close();
  const second = createBalancerPlane({ preferredPort: 29_400, remember });
  onTestFinished(() => second.close());
  second.apply(spec);
  expect(second.look('arn:lb')!.dnsName).toBe(names[0]);
  await expect(fetch(`http://${names[0]}`)).rejects.toThrow();
  const backend = await openBackend((_q, r) => r.end('here'));
  second.apply({
    ...spec,
    listeners: [{ port: 80, targetGroupArn: 'tg' }],
    targetGroups: [{ arn: 'tg', healthCheck: CHECK, targets: [backend.target] }],
  });
  expect(await (await fetch(`http://${names[0]}`)).text()).toBe('here');
  second.remove('arn:lb');
  expect(second.look('arn:lb')).toBeUndefined();
  await until(() =>
    fetch(`http://${names[0]}`).then(
      () => false,
      () => true,
    ),
  );
});

it('listens on loopback addresses only', () => {
  expect(() => createBalancerPlane({ host: '0.0.0.0' })).toThrow('loopback');
});
