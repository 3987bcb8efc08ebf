import { beforeEach, describe, expect, it } from 'vitest';
import type { BalancerSpec, TaskSpec } from '../../src/local-cloud/data-plane.js';
import { createSimulatedPlane, type SimulatedApp } from '../../src/local-cloud/simulated-plane.js';

let now = 0;
const make = (app: Partial<SimulatedApp> = {}) => createSimulatedPlane({ now: () => now, app });

beforeEach(() => {
  now = 1_000_000;
});

const task = (taskArn: string, changes: Partial<TaskSpec> = {}): TaskSpec => ({
  taskArn,
  family: 'api',
  container: 'api',
  image: '127.0.0.1:5000/api:latest',
  port: 8080,
  cpu: 256,
  memory: 512,
  environment: {},
  platform: 'linux/amd64',
  log: () => undefined,
  ...changes,
});

const balancer = (targets: BalancerSpec['targetGroups'][number]['targets'], path = '/health'): BalancerSpec => ({
  arn: 'lb',
  name: 'lb',
  listeners: [{ port: 80, targetGroupArn: 'tg' }],
  targetGroups: [
    {
      arn: 'tg',
      healthCheck: {
        path,
        intervalSeconds: 10,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        matcher: '200-299',
      },
      targets,
    },
  ],
});

describe('a simulated task', () => {
  it('runs at once, or after its time, and ends by SIGTERM', () => {
    const plane = make({ startSeconds: 3 });
    plane.tasks.start(task('a'));
    expect(plane.tasks.look('a')).toEqual({ state: 'starting' });
    now += 3000;
    expect(plane.tasks.look('a')).toMatchObject({ state: 'running', port: 8080, cpu: 1 });
    plane.tasks.stop('a', 30);
    expect(plane.tasks.look('a')).toMatchObject({ state: 'stopped', exitCode: 143 });
    plane.tasks.forget('a');
    expect(plane.tasks.look('a')).toBeUndefined();
  });

  it('uses the CPU of its family at that time', () => {
    const plane = make({ cpu: (family, at) => (family === 'api' ? at / 100_000 : 0) });
    plane.tasks.start(task('a'));
    expect(plane.tasks.look('a')).toMatchObject({ cpu: 10 });
  });

  it('does not start an image for another CPU', () => {
    const plane = make();
    plane.tasks.start(task('a', { platform: 'linux/arm64' }));
    expect(plane.tasks.look('a')).toMatchObject({ state: 'stopped', stopCode: 'TaskFailedToStart' });
  });

  it('runs the application of its image when that has one of its own', () => {
    const plane = make();
    plane.registry.createRepository('api');
    plane.pushImage('api', { tags: ['good'] });
    const digest = plane.pushImage('api', { tags: ['bad'], app: { port: 1, healthPath: '/', exitsWith: 7 } });
    plane.tasks.start(task('a', { image: '127.0.0.1:5000/api:good' }));
    plane.tasks.start(task('b', { image: `127.0.0.1:5000/api@${digest}` }));
    expect(plane.tasks.look('a')).toMatchObject({ state: 'running' });
    expect(plane.tasks.look('b')).toMatchObject({ state: 'stopped', exitCode: 7 });
  });

  it('lives only with its database when it needs one', () => {
    const plane = make({ needsDatabase: true });
    plane.databases.start({ id: 'db', engine: 'mysql', port: 3306, user: 'admin', password: 'x' });
    const sight = plane.databases.look('db');
    const host = sight?.state === 'available' ? sight.address : '';
    plane.tasks.start(task('a', { environment: { DB_HOST: host } }));
    plane.tasks.start(task('b', { environment: { DB_HOST: 'elsewhere' } }));
    expect(plane.tasks.look('a')).toMatchObject({ state: 'running' });
    expect(plane.tasks.look('b')).toMatchObject({ state: 'stopped', exitCode: 1 });
  });
});

describe('a simulated load balancer', () => {
  function makeServed(app: Partial<SimulatedApp> = {}, path?: string) {
    const plane = make(app);
    plane.tasks.start(task('a'));
    const sight = plane.tasks.look('a');
    const target = { id: sight?.state === 'running' ? sight.address : '', port: 8080, draining: false };
    plane.balancers.apply(balancer([target], path));
    const look = () => plane.balancers.look('lb')!;
    return { plane, target, look, state: () => look().targets.tg![0]!, url: `http://${look().dnsName}/health` };
  }

  it('finds a target healthy after as many checks as it takes, one each interval', () => {
    const { state } = makeServed();
    expect(state()).toMatchObject({ state: 'initial', reason: 'Elb.RegistrationInProgress' });
    now += 10_000;
    expect(state()).toMatchObject({ state: 'initial', reason: 'Elb.InitialHealthChecking' });
    now += 10_000;
    expect(state()).toMatchObject({ state: 'healthy' });
  });

  it('finds it unhealthy by its own reasons', () => {
    const wrongPath = makeServed({}, '/nope');
    now += 30_000;
    expect(wrongPath.state()).toMatchObject({ state: 'unhealthy', reason: 'Target.ResponseCodeMismatch' });
    const wrongPort = makeServed({ port: 3000 });
    now += 30_000;
    expect(wrongPort.state()).toMatchObject({ state: 'unhealthy', reason: 'Target.FailedHealthChecks' });
  });

  it('looks at the port of the health check, and sends requests to the other', () => {
    const { plane, target, url, state } = makeServed();
    plane.balancers.apply(balancer([{ ...target, checkPort: 9999 }]));
    now += 30_000;
    expect(state()).toMatchObject({ state: 'unhealthy', reason: 'Target.FailedHealthChecks' });
    expect(plane.request(url).status).toBe(200);
    plane.balancers.apply(balancer([target]));
    now += 20_000;
    expect(state()).toMatchObject({ state: 'healthy' });
  });

  it('answers as ELB would: 200, 502 for a dead target, 503 without any', () => {
    const { plane, target, url } = makeServed();
    now += 20_000;
    expect(plane.request(url).status).toBe(200);
    plane.crash('a', 1);
    expect(plane.request(url).status).toBe(502);
    plane.balancers.apply(balancer([{ ...target, draining: true }]));
    expect(plane.request(url).status).toBe(503);
    plane.balancers.remove('lb');
    expect(() => plane.request(url)).toThrow('ECONNREFUSED');
  });

  it('begins anew with a target that comes back while it drains', () => {
    const { plane, target, state } = makeServed();
    now += 20_000;
    plane.balancers.apply(balancer([{ ...target, draining: true }]));
    expect(state()).toMatchObject({ state: 'draining' });
    plane.balancers.apply(balancer([target]));
    expect(state()).toMatchObject({ state: 'initial' });
  });
});

it('a simulated registry takes pushes only into its repositories', () => {
  const plane = make();
  expect(() => plane.pushImage('api')).toThrow('no repository api');
  plane.registry.createRepository('api');
  const digest = plane.pushImage('api', { tags: ['a'] });
  expect(plane.registry.images('api')).toMatchObject([{ digest, tags: ['a'], pushedAt: now }]);
  plane.registry.deleteImage('api', digest);
  expect(plane.registry.images('api')).toEqual([]);
});
