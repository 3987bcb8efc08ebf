import type { Service } from '../../service.js';
import { lookUp, type World } from '../../world.js';
import { isKind, type Kind, need, tableOf } from './kinds.js';
import { type Ec2, ec2Slice } from './store.js';

/** Where each creating call tells its new id. */
const NEWBORNS: Readonly<Record<string, (output: Record<string, Record<string, unknown>>) => unknown>> = {
  CreateVpc: ({ Vpc }) => Vpc?.VpcId,
  CreateSubnet: ({ Subnet }) => Subnet?.SubnetId,
  CreateInternetGateway: ({ InternetGateway }) => InternetGateway?.InternetGatewayId,
  AllocateAddress: ({ AllocationId }) => AllocationId,
  CreateNatGateway: ({ NatGateway }) => NatGateway?.NatGatewayId,
  CreateRouteTable: ({ RouteTable }) => RouteTable?.RouteTableId,
  CreateSecurityGroup: ({ GroupId }) => GroupId,
  CreateVpcEndpoint: ({ VpcEndpoint }) => VpcEndpoint?.VpcEndpointId,
};

const prefixOf = (id: string): string => id.slice(0, id.indexOf('-'));

/** The ids that are not known everywhere yet; those that have come out by now are forgotten. */
function hiddenIds(world: World, data: Ec2): string[] {
  for (const [id, until] of Object.entries(data.hidden)) if (until <= world.now()) delete data.hidden[id];
  return Object.keys(data.hidden);
}

const mentions = (value: unknown, id: string): boolean =>
  typeof value === 'string'
    ? value === id
    : typeof value === 'object' && value !== null && Object.values(value).some((each) => mentions(each, id));

/** What comes with a VPC does not show before it. */
const furnitureOf = (data: Ec2, vpcIds: readonly string[]): string[] =>
  [data.routeTables, data.groups, data.acls]
    .flatMap((table) => Object.values<{ id: string; vpcId: string }>(table))
    .filter(({ vpcId }) => vpcIds.includes(vpcId))
    .map(({ id }) => id);

/** Runs something as if the hidden records did not exist. */
function without<T>(data: Ec2, ids: readonly string[], run: () => T): T {
  const taken = [...new Set([...ids, ...furnitureOf(data, ids)])].flatMap((id) => {
    const kind = prefixOf(id);
    const table: Record<string, unknown> = isKind(kind) ? tableOf(data, kind) : {};
    const record = lookUp(table, id);
    if (record === undefined) return [];
    delete table[id];
    return [{ table, id, record }];
  });
  try {
    return run();
  } finally {
    for (const { table, id, record } of taken) table[id] = record;
  }
}

/**
 * EC2's eventual consistency: for a while after its creation a resource is missing from lists, and calls that name it are
 * told that it does not exist. What is unique (ranges, names) stays so: a second create is refused nevertheless.
 */
export function withLag(service: Service): Service {
  const operations = Object.entries(service.operations).map(([name, operation]) => {
    const lagging: typeof operation = (input, ctx) => {
      const { world } = ctx;
      const data = world.of(ec2Slice);
      const hidden = hiddenIds(world, data);
      // A filter that fits nothing is no error.
      const { Filters: _, Filter: __, ...naming } = input as Readonly<Record<string, unknown>>;
      const named = hidden.find((id) => mentions(naming, id));
      if (named !== undefined) without(data, hidden, () => need(data, prefixOf(named) as Kind, named));
      const run = () => operation(input, ctx) as Record<string, Record<string, unknown>>;
      const output = name.startsWith('Describe') && hidden.length > 0 ? without(data, hidden, run) : run();
      const born = lookUp(NEWBORNS, name)?.(output);
      const lag = typeof born === 'string' ? world.weather.delay('ec2.visible') : 0;
      if (lag > 0 && typeof born === 'string') data.hidden[born] ??= world.now() + lag;
      return output;
    };
    return [name, lagging] as const;
  });
  return { ...service, operations: Object.fromEntries(operations) };
}
