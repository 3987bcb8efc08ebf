import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../src/local-cloud/cloud.js';
import type { AnyOperation, Service, ServiceName } from '../../../src/local-cloud/service.js';
import { instant } from '../../../src/local-cloud/weather.js';
import { addressing } from '../../../src/local-cloud/wire/services.js';
import { operationOf } from '../../../src/local-cloud/wire/shapes.js';
import { World } from '../../../src/local-cloud/world.js';
import { clientOf, type Make, sdks } from '../../support/every-client.js';
import { tellFigure } from '../../support/figures.js';
import { noPlane } from '../../support/no-plane.js';
import { randomFrom } from '../../support/random.js';
import { randomMembers } from '../../support/random-input.js';

/** What cannot make the trip: event streams and presigned URLs, which no service here simulates. */
const LEFT_OUT = new Set([
  'GetLogObject',
  'StartLiveTail',
  'CopySnapshot',
  'CopyDBSnapshot',
  'CopyDBClusterSnapshot',
  'CreateDBInstanceReadReplica',
  'CreateDBCluster',
  'StartDBInstanceAutomatedBackupsReplication',
]);

const bytesAsText = (_key: string, each: unknown): unknown =>
  each instanceof Uint8Array ? Buffer.from(each).toString('hex') : each;

const sorted = (given: unknown): unknown =>
  typeof given === 'object' && given?.constructor === Object
    ? Object.fromEntries(
        Object.entries(given)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : Array.isArray(given)
      ? given.map(sorted)
      : given;

const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a), bytesAsText) === JSON.stringify(sorted(b), bytesAsText);

async function travel(name: ServiceName, seed: number, protocol?: object): Promise<{ trips: number; wrong: string[] }> {
  const random = randomFrom(seed);
  const sdk = sdks[name];
  const form = addressing[name].form !== undefined && name !== 'cloudwatch';
  const tongue = { emptyLists: name !== 'ec2', emptyParts: !form };
  let [seen, output]: [unknown, Record<string, unknown>] = [undefined, {}];
  const record: AnyOperation = (input: never) => {
    seen = input;
    return output;
  };
  const names = Object.keys(sdk)
    .filter((key) => /^[A-Z].*Command$/.test(key))
    .map((key) => key.slice(0, -'Command'.length))
    .filter((each) => !LEFT_OUT.has(each));
  const service: Service = { name, sdk, operations: Object.fromEntries(names.map((each) => [each, record])) };
  const world = new World(() => 0, instant, noPlane);
  const { requestHandler } = createCloud({ world, services: [service] });
  const client = clientOf(name, requestHandler, protocol);
  const wrong: string[] = [];
  for (const operation of names) {
    const shape = operationOf(sdk, operation)!;
    const input = shape.input ? randomMembers(shape.input, random, 3, tongue) : {};
    // the SDK makes these up when they are missing, so they are always given
    for (const each of shape.input?.members ?? []) {
      if (/token/i.test(each.name) && each.shape.kind === 'string')
        (input as Record<string, unknown>)[each.name] ??= 't';
    }
    output = shape.output ? randomMembers(shape.output, random, 3, { emptyLists: true, emptyParts: true }) : {};
    try {
      const Command = (sdk as Record<string, unknown>)[`${operation}Command`] as Make<object>;
      const { $metadata, ...back } = await client.send(new Command(input));
      if (!same(seen, input)) wrong.push(`${operation} input ${JSON.stringify(input)} became ${JSON.stringify(seen)}`);
      if (!same({ ...back }, output))
        wrong.push(`${operation} output ${JSON.stringify(output)} became ${JSON.stringify(back)}`);
    } catch (problem) {
      wrong.push(`${operation} ${(problem as Error).stack?.slice(0, 300)} ${JSON.stringify(input)}`);
    }
  }
  return { trips: names.length * 2, wrong };
}

describe('every operation of every client makes the trip there and back', () => {
  let all = 0;
  for (const name of Object.keys(sdks) as ServiceName[]) {
    it(name, async () => {
      for (const seed of [1, 2]) {
        const { trips, wrong } = await travel(name, seed);
        all += trips;
        // The price list has five operations.
        expect(trips).toBeGreaterThanOrEqual(10);
        expect(wrong.slice(0, 3)).toEqual([]);
      }
    });
  }

  it('was that many of them', () => {
    tellFigure('Random inputs and outputs through the codec', all, { about: true });
  });

  it('cloudwatch in CBOR', async () => {
    const { wrong } = await travel('cloudwatch', 3, SmithyRpcV2CborProtocol);
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('is addressed as the SDK addresses it', () => {
    for (const name of Object.keys(sdks) as ServiceName[]) {
      const settings = clientOf(name).config.protocolSettings;
      const { version, target, xmlNamespace, form } = addressing[name];
      expect([name, settings.version, settings.serviceTarget]).toEqual([name, version, target]);
      if (form) expect(settings.xmlNamespace).toBe(xmlNamespace);
    }
  });
});
