import { beforeAll, describe, expect, test } from 'vitest';
import { composeDiagram } from '../../src/diagram/compose.js';
import type { StackFacts } from '../../src/diagram/facts.js';
import { factsOfLook, whereaboutsOf } from '../../src/diagram/from-live.js';
import { renderSvg } from '../../src/diagram/svg.js';
import { look } from '../../src/engine/up.js';
import { kindOf } from '../../src/resources/index.js';
import { memoryJournal } from '../../src/state/journal.js';
import { steps } from '../../src/steps/index.js';
import { ja } from '../../src/text/ja/index.js';
import { configOf, makeStack } from '../support/stack.js';

const config = configOf({ network: { zones: 3 } });

async function factsOf(stack: ReturnType<typeof makeStack>): Promise<StackFacts> {
  const runtime = stack.runtime(config, memoryJournal());
  const seen = await look(runtime, steps, kindOf, 'look');
  return factsOfLook(config, seen, await whereaboutsOf(runtime, seen));
}

describe('from what stands', () => {
  const stack = makeStack();
  let facts: StackFacts;
  beforeAll(async () => {
    await stack.up(config);
    const before = stack.changes().length;
    facts = await factsOf(stack);
    expect(stack.changes()).toHaveLength(before);
  });

  test('zones, subnets, gateways and groups carry their ids', () => {
    expect(facts.vpc).toMatchObject({ stands: true, cidr: '10.0.0.0/16', id: expect.stringMatching(/^vpc-/) });
    expect(facts.zones.map((it) => it.name)).toEqual(['a', 'c', 'd'].map((it) => `ap-northeast-1${it}`));
    for (const zone of facts.zones) {
      expect(zone.publicSubnet).toMatchObject({
        stands: true,
        id: expect.stringMatching(/^subnet-/),
        cidr: expect.any(String),
      });
      expect(zone.privateSubnet.id).toMatch(/^subnet-/);
    }
    expect(facts.zones.map((it) => it.natGateway?.stands)).toEqual([true, undefined, undefined]);
    expect(facts.zones[0]?.natGateway).toMatchObject({
      id: expect.stringMatching(/^nat-/),
      address: expect.stringMatching(/^[\d.]+$/),
    });
    expect(facts.loadBalancer).toMatchObject({
      stands: true,
      dnsName: expect.stringContaining('demo-alb'),
      door: { port: '80', cidrs: ['0.0.0.0/0'] },
    });
    expect(facts.tasks.door).toEqual({ port: '80', cidrs: [] });
    expect(facts.database.door).toEqual({ port: '3306', cidrs: [] });
  });

  test('tasks and database stand in the zones they run in', () => {
    expect(facts.zones.flatMap((it) => it.tasks ?? [])).toHaveLength(2);
    expect(facts.zones.filter((it) => it.database === 'primary')).toHaveLength(1);
    expect(facts.database.zoneUnknown).toBe(false);
    expect(facts.service).toMatchObject({ stands: true, desired: 2, running: 2 });
    expect(facts.scaling).toMatchObject({ stands: true, min: 2, max: 4, cpuPercent: 70 });
  });

  test('the picture shows them, and no account', () => {
    const svg = renderSvg(composeDiagram(facts, ja.diagram));
    for (const id of [
      facts.vpc.id,
      facts.internetGateway.id,
      facts.loadBalancer.securityGroup,
      facts.zones[2]?.privateSubnet.id,
    ])
      expect(svg).toContain(`>${id?.startsWith('sg-') ? `SG: ${id}` : id}<`);
    expect(svg).not.toContain(stack.world.account);
    expect(svg).not.toContain(ja.diagram.missing);
  });
});

test('what does not stand is drawn as missing, a closed group as closed', async () => {
  const empty = await factsOf(makeStack());
  expect([empty.vpc, empty.loadBalancer, empty.service, empty.database].map((it) => it.stands)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(empty.loadBalancer.door.port).toBe('—');
  expect(renderSvg(composeDiagram(empty, ja.diagram))).toContain(ja.diagram.missing);
});
