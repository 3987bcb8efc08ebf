import { urlOf as addressOf } from '../steps/alb.js';
import type { Facts } from './facts.js';

/** Where the load balancer is called: on port 80, else on the port of its first HTTP listener. */
export function urlOf({ loadBalancer, listeners }: Pick<Facts, 'loadBalancer' | 'listeners'>): string | undefined {
  const http = listeners.filter((it) => it.Protocol === 'HTTP');
  const port = (http.find((it) => it.Port === 80) ?? http[0])?.Port ?? 80;
  return loadBalancer?.DNSName && addressOf(loadBalancer.DNSName, port);
}
