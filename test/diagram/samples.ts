import { composeDiagram } from '../../src/diagram/compose.js';
import type { StackFacts } from '../../src/diagram/facts.js';
import { factsOfConfig } from '../../src/diagram/from-config.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import type { Words } from '../../src/text/words.js';
import { configOf } from '../support/stack.js';

const id = (prefix: string, letter: string) => `${prefix}-${letter.repeat(17)}`;

/** A stack as it may stand: everything with an id, tasks in every zone, the database in the last zone. */
function standing(facts: StackFacts): StackFacts {
  const last = facts.zones.length - 1;
  return {
    ...facts,
    seenAt: '2026-11-23T12:34:56.000Z',
    vpc: { ...facts.vpc, id: id('vpc', '0') },
    internetGateway: { stands: true, id: id('igw', '0') },
    s3Endpoint: { stands: true, id: id('vpce', '0') },
    zones: facts.zones.map(({ database: _, ...zone }, index) => ({
      ...zone,
      name: `ap-northeast-1${'abcd'[index]}`,
      publicSubnet: { ...zone.publicSubnet, id: id('subnet', 'a') },
      privateSubnet: { ...zone.privateSubnet, id: id('subnet', 'b') },
      ...(zone.natGateway && { natGateway: { stands: true, id: id('nat', '0'), address: '203.0.113.254' } }),
      ...(index === last && { database: 'primary' as const }),
      ...(index === 0 && { database: 'standby' as const }),
      tasks: index === 0 ? ['0123456789abcdef', '89abcdef01234567'] : ['4567456745674567'],
    })),
    loadBalancer: {
      ...facts.loadBalancer,
      dnsName: 'demo-with-a-long-name-alb-1234567890.ap-northeast-1.elb.amazonaws.com',
      securityGroup: id('sg', '1'),
      door: { port: '80', cidrs: ['198.51.100.128/25', '203.0.113.255/32', '192.0.2.0/24', '10.0.0.0/8'] },
    },
    tasks: { ...facts.tasks, securityGroup: id('sg', '2') },
    database: { ...facts.database, securityGroup: id('sg', '3'), zoneUnknown: false },
    service: { ...facts.service, desired: 3, running: 3 },
  };
}

/** Nothing of it stands. */
function absent(facts: StackFacts): StackFacts {
  const gone = { stands: false };
  return {
    ...facts,
    seenAt: '2026-11-23T12:34:56.000Z',
    vpc: { ...facts.vpc, ...gone },
    internetGateway: gone,
    s3Endpoint: gone,
    zones: facts.zones.map((zone) => ({
      ...zone,
      publicSubnet: { ...zone.publicSubnet, ...gone },
      privateSubnet: { ...zone.privateSubnet, ...gone },
      natGateway: gone,
      tasks: [],
    })),
    loadBalancer: { ...facts.loadBalancer, ...gone },
    database: { ...facts.database, ...gone },
    service: { ...facts.service, ...gone },
    scaling: { ...facts.scaling, ...gone },
    repository: gone,
    logGroup: gone,
    parameter: gone,
  };
}

const looks = { planned: (it: StackFacts) => it, standing, absent } as const;

/** Every picture that a reader may get: languages, zones, NAT gateways, before and after `up`. */
export const samples = ([ja, en] as Words[]).flatMap((words) =>
  [2, 3, 4].flatMap((zones) =>
    (['one', 'per-zone'] as const).flatMap((natGateways) =>
      (Object.keys(looks) as (keyof typeof looks)[]).map((look) => {
        const config = configOf({
          name: look === 'standing' ? 'a-very-long-nameof-2' : 'demo',
          network: { zones, natGateways },
          database: { multiAz: natGateways === 'per-zone' },
          container: { port: 8080 },
          ...(look === 'standing' && { image: { path: '.' } }),
        });
        const facts = looks[look](factsOfConfig(config));
        const title = `${words.language}, ${zones} zones, NAT ${natGateways}, ${look}`;
        return { title, zones, look, words, facts, diagram: composeDiagram(facts, words.diagram) };
      }),
    ),
  ),
);
