import type { Facts } from './facts.js';

/** Where the load balancer is called: on port 80, else on the port of its first HTTP listener. */
export function urlOf({ loadBalancer, listeners }: Pick<Facts, 'loadBalancer' | 'listeners'>): string | undefined {
  const dnsName = loadBalancer?.DNSName;
  if (!dnsName) return undefined;
  const http = listeners.filter((it) => it.Protocol === 'HTTP');
  const port = (http.find((it) => it.Port === 80) ?? http[0])?.Port ?? 80;
  // The local cloud's host names carry their real port already.
  return port === 80 || /:\d+$/.test(dnsName) ? `http://${dnsName}` : `http://${dnsName}:${port}`;
}
