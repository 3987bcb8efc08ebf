import { lookUp, type World } from '../../world.js';
import { isKind, tableOf } from './kinds.js';
import { type Ec2, ec2Slice, type RouteTable } from './store.js';

/** The name in `hidden` of a new route, which has no id of its own. */
export const routeKey = (tableId: string, cidr: string): string => `${tableId} ${cidr}`;

/** The name in `hidden` of an internet gateway's new attachment. */
export const attachmentKey = (gatewayId: string): string => `${gatewayId} attachment`;

/** What is not seen everywhere yet, by id or key; what has come out by now is forgotten. */
export function hiddenKeys(world: World): string[] {
  const { hidden } = world.of(ec2Slice);
  for (const [key, until] of Object.entries(hidden)) if (until <= world.now()) delete hidden[key];
  return Object.keys(hidden);
}

/** Whether a resource was made a moment ago and other services do not know it yet. */
export const isHidden = (world: World, id: string): boolean =>
  (lookUp(world.of(ec2Slice).hidden, id) ?? 0) > world.now();

/** What comes with a hidden VPC or group does not show before it. */
function furnitureOf(data: Ec2, keys: readonly string[]): string[] {
  const inVpcs = [data.routeTables, data.groups, data.acls]
    .flatMap((table) => Object.values<{ id: string; vpcId: string }>(table))
    .filter(({ vpcId }) => keys.includes(vpcId))
    .map(({ id }) => id);
  const groups = [...keys, ...inVpcs];
  const rules = Object.values(data.rules).filter(({ groupId }) => groups.includes(groupId));
  return [...inVpcs, ...rules.map(({ id }) => id)];
}

type Undo = () => void;

function hideRecord(data: Ec2, id: string): Undo[] {
  const kind = id.slice(0, id.indexOf('-'));
  if (!isKind(kind)) return [];
  const table: Record<string, unknown> = tableOf(data, kind);
  const record = lookUp(table, id);
  if (record === undefined) return [];
  const tags = lookUp(data.tags, id);
  delete table[id];
  delete data.tags[id];
  return [
    () => {
      table[id] = record;
      if (tags) data.tags[id] = tags;
    },
  ];
}

function hidePart<K extends 'routes' | 'associations'>(
  tables: readonly RouteTable[],
  part: K,
  isIt: (each: RouteTable[K][number]) => boolean,
): Undo[] {
  return tables
    .filter((table) => (table[part] as RouteTable[K][number][]).some(isIt))
    .map((table) => {
      const all = table[part];
      table[part] = (all as RouteTable[K][number][]).filter((each) => !isIt(each)) as RouteTable[K];
      return () => {
        table[part] = all;
      };
    });
}

function hideAttachment(data: Ec2, gatewayId: string): Undo[] {
  const gateway = lookUp(data.internetGateways, gatewayId);
  const vpcId = gateway?.vpcId;
  if (!gateway || vpcId === undefined) return [];
  delete gateway.vpcId;
  return [
    () => {
      gateway.vpcId = vpcId;
    },
  ];
}

function hide(data: Ec2, key: string): Undo[] {
  const [id = '', part] = key.split(' ');
  if (id.startsWith('rtbassoc-')) {
    return hidePart(Object.values(data.routeTables), 'associations', (each) => each.id === id);
  }
  if (part === undefined) return hideRecord(data, id);
  const table = lookUp(data.routeTables, id);
  return table ? hidePart([table], 'routes', ({ cidr }) => cidr === part) : hideAttachment(data, id);
}

/** Runs something as if what is hidden did not exist. */
export function without<T>(data: Ec2, keys: readonly string[], run: () => T): T {
  const undo = [...new Set([...keys, ...furnitureOf(data, keys)])].flatMap((key) => hide(data, key));
  try {
    return run();
  } finally {
    for (const each of undo.reverse()) each();
  }
}
