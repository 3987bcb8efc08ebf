import type { DiagramWords } from '../text/diagram-words.js';
import type { Door, StackFacts } from './facts.js';
import type { Edge, Role } from './model.js';

/** How many address ranges a label names before it only counts. */
const shownRanges = 2;

const shortened = (door: Door): Door => ({
  ...door,
  cidrs:
    door.cidrs.length > shownRanges + 1
      ? [...door.cidrs.slice(0, shownRanges), `+${door.cidrs.length - shownRanges}`]
      : door.cidrs,
});

/** Who speaks to whom; arrows of one role that say the same say it once in a picture. */
export function edgesOf(facts: StackFacts, words: DiagramWords): readonly Edge[] {
  const said = new Set<Role>();
  const edge = (role: Role, from: string, to: string, label: readonly string[] = [], managing = false): Edge => {
    const repeats = label.length > 0 && said.has(role) && role !== 'forward';
    said.add(role);
    return {
      id: `${role}-${from}-${to}`,
      role,
      from,
      to,
      label,
      ...(repeats && { repeats }),
      ...(managing && { managing }),
    };
  };
  const { zones, loadBalancer, tasks, database, scaling } = facts;
  const numbers = zones.map((_, index) => index + 1);
  const home = zones.findIndex((it) => it.database === 'primary') + 1;
  const gateways = numbers.filter((it) => zones[it - 1]?.natGateway);
  const way = (number: number) => (gateways.includes(number) ? number : gateways[0]);
  return [
    edge('visit', 'users', 'internet-gateway', [`HTTP ${loadBalancer.port}`]),
    edge('admit', 'internet-gateway', 'load-balancer', words.admits(shortened(loadBalancer.door))),
    ...numbers.map((it) => edge('spread', 'load-balancer', `load-balancer-node-${it}`)),
    ...numbers.map((it) => edge('forward', `load-balancer-node-${it}`, `tasks-${it}`, words.admits(tasks.door))),
    // The one within the zone first: it carries the label.
    ...(home > 0 ? [home, ...numbers.filter((it) => it !== home)] : []).map((it) =>
      edge('query', `tasks-${it}`, `database-${home}`, words.admits(database.door)),
    ),
    ...numbers.flatMap((it) =>
      way(it) ? [edge('leave', `tasks-${it}`, `nat-gateway-${way(it)}`, [words.everything])] : [],
    ),
    ...gateways.map((it) => edge('out', `nat-gateway-${it}`, 'internet-gateway', [words.everything])),
    ...(['ecr', 'logs', 'parameter'] as const).map((it) => edge('fetch', 'internet-gateway', it, [words.fetches])),
    ...numbers.map((it) => edge('layers-in', `tasks-${it}`, 's3-endpoint')),
    edge('layers', 's3-endpoint', 's3', [words.layerFetch]),
    ...numbers.map((it) => edge('run', 'ecs', `tasks-${it}`, [words.runs], true)),
    edge('scale', 'scaling', 'ecs', [words.cpu(scaling.cpuPercent)], true),
  ];
}
