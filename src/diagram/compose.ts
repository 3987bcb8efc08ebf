import type { DiagramWords } from '../text/diagram-words.js';
import { timeIn } from '../text/time.js';
import { edgesOf } from './edges.js';
import type { StackFacts, Standing, ZoneFacts } from './facts.js';
import { labelSize, lineHeight, textWidth, wrapTo } from './measure.js';
import { type Diagram, type Edge, type Group, type Node, type Service, services, type Thing } from './model.js';

/** Longest line of a thing, in columns; longer ones are broken. */
const widest = 30;

interface Told {
  readonly title?: string;
  readonly lines?: readonly (string | undefined)[];
  readonly sizedAs?: string;
  readonly above?: string;
  readonly standing?: Standing;
}

function thing(words: DiagramWords, id: string, service: Service, told: Told): Thing {
  const missing = told.standing?.stands === false;
  const lines = missing ? [words.missing] : (told.lines ?? []);
  return {
    kind: 'thing',
    id,
    service,
    title: told.title ?? services[service],
    lines: lines.flatMap((it) => (it ? wrapTo(it, widest) : [])),
    ...(missing && { missing }),
    ...(told.sizedAs && { sizedAs: told.sizedAs }),
    ...(told.above && { above: told.above }),
  };
}

const group = (
  id: string,
  frame: Group['frame'],
  title: string,
  rest: Partial<Group> & Pick<Group, 'children'>,
): Group => ({
  kind: 'group',
  id,
  frame,
  title,
  lines: [],
  flow: 'column',
  gap: 20,
  ...rest,
});

/** Room for the widest label among some arrows, and what else runs there; pixels. */
function roomFor(edges: readonly Edge[], role: Edge['role'], lanes: number): number {
  const labels = edges.filter((it) => it.role === role).flatMap((it) => it.label);
  return Math.max(24, ...labels.map((it) => textWidth(it, labelSize) + 16)) + lanes * 18;
}

/** Room for the lines of the tallest label among some arrows; pixels. */
const heightFor = (edges: readonly Edge[], role: Edge['role']) =>
  Math.max(0, ...edges.filter((it) => it.role === role).map((it) => it.label.length)) * lineHeight(labelSize) + 20;

/** The architecture of a stack in words: what there is, nested, and who speaks to whom. */
export function composeDiagram(facts: StackFacts, words: DiagramWords): Diagram {
  const edges = edgesOf(facts, words);
  const visitors = thing(words, 'users', 'users', {
    title: words.visitors,
    lines: words.visitorsTell,
    above: 'load-balancer',
  });
  const cloud = group('cloud', 'cloud', 'AWS Cloud', { children: [regionOf(facts, words, edges)] });
  return {
    title: words.title(facts.stack),
    subtitle: facts.seenAt ? words.seen(timeIn(facts.seenAt)) : words.planned,
    legend: words.legend,
    root: group('root', 'none', '', {
      gap: heightFor(edges, 'visit'),
      children: [row('visitors', [visitors]), cloud],
    }),
    edges,
  };
}

const row = (id: string, children: readonly Node[], gap: Group['gap'] = 20): Group =>
  group(id, 'none', '', { flow: 'row', gap, children });

function regionOf(facts: StackFacts, words: DiagramWords, edges: readonly Edge[]): Group {
  const gateway = thing(words, 'internet-gateway', 'internet-gateway', {
    lines: [facts.internetGateway.id],
    above: 'load-balancer',
    standing: facts.internetGateway,
  });
  const lanes = Math.max(roomFor(edges, 'layers', 2), roomFor(edges, 'run', 2));
  return group('region', 'region', words.region, {
    lines: [facts.region],
    gap: heightFor(edges, 'admit'),
    children: [row('door', [gateway]), row('inside', [vpcOf(facts, words, edges), servicesOf(facts, words)], lanes)],
  });
}

function vpcOf(facts: StackFacts, words: DiagramWords, edges: readonly Edge[]): Group {
  const { loadBalancer, vpc, s3Endpoint } = facts;
  const balancer = thing(words, 'load-balancer', 'load-balancer', {
    lines: [
      loadBalancer.id,
      words.listens(loadBalancer.port),
      words.healthCheck(loadBalancer.healthPath),
      loadBalancer.securityGroup && words.securityGroup(loadBalancer.securityGroup),
      loadBalancer.dnsName,
    ],
    standing: loadBalancer,
  });
  const endpoint = thing(words, 's3-endpoint', 'endpoint', {
    lines: [s3Endpoint.id, words.routed],
    standing: s3Endpoint,
    sizedAs: 's3',
  });
  const zones = facts.zones.map((zone, index) => zoneOf(facts, zone, index + 1, words, edges));
  return group('vpc', 'vpc', 'VPC', {
    flow: 'row',
    gap: 72,
    lines: [vpc.cidr ?? '', vpc.stands ? (vpc.id ?? '') : words.missing].filter(Boolean),
    // The roads on the right of the zones: of the service to its tasks, of the tasks to the endpoint.
    room: { right: 40 },
    children: [balancer, group('zones', 'none', '', { gap: 18, lastAtEnd: true, children: [...zones, endpoint] })],
  });
}

function zoneOf(
  facts: StackFacts,
  zone: ZoneFacts,
  number: number,
  words: DiagramWords,
  edges: readonly Edge[],
): Group {
  const { tasks, loadBalancer } = facts;
  const subnet = (side: 'public' | 'private', title: string, children: readonly Node[]) => {
    const { stands, cidr, id } = side === 'public' ? zone.publicSubnet : zone.privateSubnet;
    return group(`${side}-subnet-${number}`, `${side}-subnet`, title, {
      lines: [cidr ?? '', stands ? (id ?? '') : words.missing].filter(Boolean),
      // Between task and database stands the label of the arrow.
      gap: lineHeight(labelSize) + 16,
      sizedAs: `${side}-subnet`,
      children,
    });
  };
  const node = thing(words, `load-balancer-node-${number}`, 'load-balancer-node', {
    sizedAs: 'public-top',
    standing: loadBalancer.stands ? undefined : loadBalancer,
  });
  const task = thing(words, `tasks-${number}`, 'fargate', {
    lines: [
      ...(zone.tasks ? [words.tasks(zone.tasks.length), ...zone.tasks.map((it) => it.slice(0, 8))] : []),
      words.taskSize(String(tasks.cpu / 1024), String(tasks.memory / 1024)),
      words.containerPort(tasks.port),
      tasks.securityGroup && words.securityGroup(tasks.securityGroup),
    ],
    sizedAs: 'private-top',
  });
  return group(`zone-${number}`, 'zone', words.zone(zone.name, number), {
    flow: 'row',
    gap: Math.max(roomFor(edges, 'forward', 1), roomFor(edges, 'leave', 1)) + 12,
    // The road of the other zones' tasks to the database.
    room: { right: 16 },
    children: [
      subnet('public', words.publicSubnet(number), [node, ...gatewayOf(zone, number, words)]),
      subnet('private', words.privateSubnet(number), [task, ...databaseOf(facts, zone, number, words)]),
    ],
  });
}

function gatewayOf({ natGateway }: ZoneFacts, number: number, words: DiagramWords): readonly Thing[] {
  if (!natGateway) return [];
  const lines = [natGateway.id, `Elastic IP${natGateway.address ? `: ${natGateway.address}` : ''}`];
  return [
    thing(words, `nat-gateway-${number}`, 'nat-gateway', { lines, standing: natGateway, sizedAs: 'public-bottom' }),
  ];
}

function databaseOf({ database }: StackFacts, zone: ZoneFacts, number: number, words: DiagramWords): readonly Thing[] {
  if (!zone.database) return [];
  const told =
    zone.database === 'standby'
      ? [words.standby]
      : [
          database.id,
          `MySQL ${database.version}`,
          `${database.instanceClass}, ${database.storage}`,
          words.database(database.name),
          database.zoneUnknown ? words.zoneUnknown : undefined,
          database.securityGroup && words.securityGroup(database.securityGroup),
        ];
  return [thing(words, `database-${number}`, 'rds', { lines: told, standing: database, sizedAs: 'private-bottom' })];
}

function servicesOf(facts: StackFacts, words: DiagramWords): Group {
  const { service, scaling, repository, logGroup, parameter } = facts;
  return group('services', 'services', words.services, {
    lastAtEnd: true,
    gap: [lineHeight(labelSize) + 16, 18, 18, 18, 18],
    children: [
      thing(words, 'scaling', 'scaling', {
        lines: [words.scaling(scaling.min, scaling.max)],
        standing: scaling,
      }),
      thing(words, 'ecs', 'ecs', {
        lines: [service.cluster && words.cluster(service.cluster), service.id, words.service(service)],
        standing: service,
      }),
      thing(words, 'ecr', 'ecr', {
        lines: repository ? [repository.id, words.registry] : [words.elsewhere],
        standing: repository,
      }),
      thing(words, 'logs', 'logs', { lines: [logGroup.id, words.logs], standing: logGroup }),
      thing(words, 'parameter', 'parameter', { lines: [parameter.id, words.parameter], standing: parameter }),
      thing(words, 's3', 's3', { lines: [words.layers], sizedAs: 's3' }),
    ],
  });
}
