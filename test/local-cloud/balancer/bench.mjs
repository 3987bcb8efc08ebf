// Requests per second through the balancer, with generator and two backends beside it: `npm run build`, then run this with node.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const PLANE = process.env.PLANE ?? new URL('../../../dist/local-cloud/balancer/plane.js', import.meta.url).href;
const [role, ...ports] = process.argv.slice(2);

if (role === 'backend') {
  const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => response.end('hello'));
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
} else if (role === 'balancer') {
  const { createBalancerPlane } = await import(PLANE);
  const plane = createBalancerPlane({ preferredPort: 18_080 });
  const healthCheck = {
    path: '/',
    matcher: '200',
    intervalSeconds: 5,
    timeoutSeconds: 2,
    healthyThreshold: 1,
    unhealthyThreshold: 2,
  };
  const targets = ports.map((port) => ({ id: '127.0.0.1', port: Number(port), draining: false }));
  plane.apply({
    arn: 'bench',
    name: 'bench',
    listeners: [{ port: 80, targetGroupArn: 'group' }],
    targetGroups: [{ arn: 'group', healthCheck, targets }],
  });
  const tell = () => {
    const sight = plane.look('bench');
    if (sight?.targets.group?.every(({ state }) => state === 'healthy')) process.send(sight.dnsName);
    else setImmediate(tell);
  };
  // So that a profile is written.
  process.once('SIGINT', () => process.exit());
  tell();
} else {
  const children = [];
  const start = async (args, execArgv = []) => {
    const child = fork(fileURLToPath(import.meta.url), args, { execArgv });
    children.push(child);
    return (await once(child, 'message'))[0];
  };
  const { default: autocannon } = await import('autocannon');
  const backends = [await start(['backend']), await start(['backend'])];
  const address = await start(['balancer', ...backends.map(String)], process.env.PROFILE ? ['--cpu-prof'] : []);
  const { requests, latency, errors, non2xx } = await autocannon({
    url: `http://${address}/`,
    connections: 32,
    duration: 4,
  });
  console.log({ requestsPerSecond: requests.average, p50: latency.p50, p99: latency.p99, errors, non2xx });
  for (const child of children) child.kill('SIGINT');
}
